import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Migrations } from '../../src/store/migrate.ts'
import { PLACES, type Place } from '../setup/ledgers.ts'
import { ids, put, type ShelfTables, shelfMigrations } from './shelf.ts'

describe.each(PLACES.filter(({ lasting }) => lasting))('migrations on $name', ({ make }) => {
  let place: Place

  beforeEach(async () => {
    place = await make()
  })
  afterEach(() => place.leave())

  test('run once: a second opening finds its tables and keeps their rows', async () => {
    await put(await place.open<ShelfTables>({ migrations: shelfMigrations }), 'bone')
    const again = await place.open<ShelfTables>({ migrations: shelfMigrations })
    expect(await ids(again)).toEqual(['bone'])
  })

  test('run at once by four openings leave one schema', async () => {
    const opened = await Promise.all(
      Array.from({ length: 4 }, () => place.open<ShelfTables>({ migrations: shelfMigrations })),
    )
    for (const [n, store] of opened.entries()) await put(store, `n${n}`)
    expect(await ids(opened[0]!)).toEqual(['n0', 'n1', 'n2', 'n3'])
  })

  test('that fail half way leave nothing behind, and name themselves', async () => {
    const broken: Migrations = {
      ...shelfMigrations,
      '0100_broken': async (db, { text }) => {
        await db.schema.createTable('half').addColumn('id', text).execute()
        throw new Error('out of shelves')
      },
    }
    const opening = place.open<ShelfTables>({ migrations: broken })
    await expect(opening).rejects.toMatchObject({
      code: 'migration-failed',
      message: 'migration-failed: 0100_broken: out of shelves',
    })
    const mended: Migrations = {
      ...shelfMigrations,
      '0100_broken': async (db, { text }) => {
        await db.schema.createTable('half').addColumn('id', text).execute()
      },
    }
    expect(await ids(await place.open<ShelfTables>({ migrations: mended }))).toEqual([])
  })

  test('refuse a database that is newer than the program', async () => {
    await place.open<ShelfTables>({ migrations: { ...shelfMigrations, '0200_future': async () => {} } })
    const old = place.open<ShelfTables>({ migrations: shelfMigrations })
    await expect(old).rejects.toMatchObject({ code: 'migration-failed' })
  })
})
