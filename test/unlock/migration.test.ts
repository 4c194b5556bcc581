import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { MIGRATIONS, type Tables } from '../../src/flows/tables.ts'
import type { Migrations } from '../../src/store/migrate.ts'
import { PLACES } from '../setup/ledgers.ts'

const before = (name: string): Migrations =>
  Object.fromEntries(Object.entries(MIGRATIONS).filter(([one]) => one < name))

describe.each(PLACES.filter(({ lasting }) => lasting))(
  'a ledger from before there were dongles, on $name',
  ({ make }) => {
    test('keeps the keys of its collars', async () => {
      const place = await make()
      try {
        const old = await place.open<Tables>({ migrations: before('0130') })
        const key = Buffer.alloc(32, 7)
        await old.transact('a collar as it was', async (tx) => {
          await sql`insert into devices (id, kind, serial, name, secret_hash, secret_key_id, public_key, counter, online, created_at)
          values ('d-1', 'collar', '490154203237518', 'Ronja', ${key}, 'device-secret-1', ${key}, 4, 0, 1)`.execute(
            tx as never,
          )
        })
        const now = await place.open<Tables>({ migrations: MIGRATIONS })
        const row = await now.reads
          .selectFrom('devices')
          .innerJoin('collars', 'collars.device_id', 'devices.id')
          .select(['devices.serial', 'devices.counter', 'collars.public_key'])
          .executeTakeFirstOrThrow()
        expect({ ...row, public_key: Buffer.from(row.public_key) }).toEqual({
          serial: '490154203237518',
          counter: 4,
          public_key: key,
        })
      } finally {
        await place.leave()
      }
    })
  },
)
