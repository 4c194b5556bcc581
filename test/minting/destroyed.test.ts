import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { confirmExport } from '../../src/flows/batches/confirm.ts'
import { expungeSeeds } from '../../src/flows/batches/expunge-seeds.ts'
import { revokeBatch } from '../../src/flows/batches/revoke.ts'
import { destroySeed } from '../../src/flows/batches/seed.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { createDatabase } from '../setup/database.ts'
import type { Place } from '../setup/ledgers.ts'
import { temporaryDirectory } from '../setup/temporary-directory.ts'
import { testWorld } from '../setup/world.ts'
import { exported, type MintingHouse, mintAll, mintingHouse, OPERATOR, ordered } from './house.ts'

/** Longer than any wait between two tries; and how often to look, since the engine needs time of its own. */
const RETRY_MS = 60_000
const TRIES_MAX = 20

/** A ledger whose files can be looked into while it is open. */
type Glass = Place & {
  /** Whether any of these stands in one of its files. */
  holds(...any: readonly Uint8Array[]): Promise<boolean>
  /** Somebody who reads an older state, until they are let go. */
  oldReader(): Promise<() => Promise<void>>
}

async function sqliteGlass(): Promise<Glass> {
  const directory = temporaryDirectory()
  const file = join(directory, 'ledger.db')
  return {
    open: (opening) => openSqlite({ world: testWorld(), ...opening, file }),
    leave: async () => {},
    async holds(...any) {
      const files = readdirSync(directory).map((name) => readFileSync(join(directory, name)))
      return any.some((bytes) => files.some((file) => file.includes(Buffer.from(bytes))))
    },
    async oldReader() {
      const reader = new DatabaseSync(file, { readOnly: true })
      reader.exec('begin')
      reader.prepare('select count(*) from batch_seeds').get()
      return async () => reader.close()
    },
  }
}

async function postgresGlass(): Promise<Glass> {
  const database = await createDatabase()
  return {
    open: (opening) => openPostgres({ world: testWorld(), ...opening, url: database.url }),
    leave: () => database.drop(),
    async holds(...any) {
      await database.sql('checkpoint')
      const needles = any.map((bytes) => `('\\x${Buffer.from(bytes).toString('hex')}'::bytea)`)
      // Below 16384 are the system's own (FirstNormalObjectId): nothing of ours, and most of the bytes.
      const [row] = await database.sql(`
        with place as (select 'base/' || oid as dir from pg_database where datname = current_database())
        , file as materialized (
          select pg_read_binary_file(dir || '/' || name, 0, 100000000, true) as bytes
          from place, lateral pg_ls_dir(dir) as name where name ~ '^[0-9]{5}')
        select count(*) as files from file, (values ${needles.join()}) as any_of (needle)
        where position(needle in bytes) > 0`)
      return Number(row?.files) > 0
    },
    async oldReader() {
      const client = new pg.Client({ connectionString: database.url })
      await client.connect()
      await client.query('begin isolation level repeatable read')
      await client.query('select count(*) from batches')
      return () => client.end()
    },
  }
}

describe.each([
  { name: 'SQLite', make: sqliteGlass },
  { name: 'PostgreSQL', make: postgresGlass },
])('a destroyed seed on $name', ({ make }) => {
  let glass: Glass
  let house: MintingHouse
  beforeEach(async () => {
    glass = await make()
    house = await mintingHouse(glass)
  })
  afterEach(async () => {
    await house.close()
    await glass.leave()
  })
  const batch = async (): Promise<{ id: string; sealed: Uint8Array }> => {
    const id = await ordered(house, { count: 20 })
    await mintAll(house)
    const seeds = house.ledger.reads.selectFrom('batch_seeds').select('sealed').where('batch_id', '=', id)
    return { id, sealed: (await seeds.executeTakeFirstOrThrow()).sealed }
  }
  /** Whether it leaves the files: at the first try, or at a later one where the engine says that a row may still be seen. */
  const goes = async (sealed: Uint8Array): Promise<boolean> => {
    for (let tries = 0; tries < TRIES_MAX && (await glass.holds(sealed)); tries++) await house.clock.advance(RETRY_MS)
    return !(await glass.holds(sealed))
  }

  test('a confirmed batch leaves neither its seed nor a code in the open ledger’s files, and an unconfirmed one its sealed seed', async () => {
    const [confirmed, kept] = [await batch(), await batch()]
    const codes = await exported(house, confirmed.id)
    expect(confirmed.sealed.length).toBeGreaterThan(32)
    expect([await glass.holds(confirmed.sealed), await glass.holds(kept.sealed)]).toEqual([true, true])
    expect(await confirmExport(house, OPERATOR, confirmed.id)).toBe('confirmed')
    expect([await goes(confirmed.sealed), await glass.holds(kept.sealed)]).toEqual([true, true])
    expect(await glass.holds(...codes.slice(0, 5).map((code) => Buffer.from(code)))).toBe(false)
  })

  test('a revoked batch leaves none either', async () => {
    const revoked = await batch()
    await revokeBatch(house, OPERATOR, revoked.id, 'lost')
    expect(await goes(revoked.sealed)).toBe(true)
  })

  test('while somebody reads an older state it is tried again, until it is gone', async () => {
    const confirmed = await batch()
    await exported(house, confirmed.id)
    const letGo = await glass.oldReader()
    expect(await confirmExport(house, OPERATOR, confirmed.id)).toBe('confirmed')
    expect(await glass.holds(confirmed.sealed)).toBe(true)
    await letGo()
    expect(await goes(confirmed.sealed)).toBe(true)
  })

  test('what a crash left in the files goes at the next start', async () => {
    const confirmed = await batch()
    await house.ledger.transact('confirm, and die', (tx) => destroySeed(tx, confirmed.id))
    expect(await glass.holds(confirmed.sealed)).toBe(true)
    await expungeSeeds(house)
    expect(await goes(confirmed.sealed)).toBe(true)
  })
})
