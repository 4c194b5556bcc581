import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { World } from '../../src/std/world.ts'
import type { StoreLimits } from '../../src/store/limits.ts'
import type { Migrations } from '../../src/store/migrate.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import type { Engine, Store, StoreFaults } from '../../src/store/store.ts'
import { createDatabase, type TestDatabase } from './database.ts'
import { copied } from './migrated.ts'
import { testWorld } from './world.ts'

export type Opening = { migrations: Migrations; world?: World; faults?: StoreFaults; limits?: Partial<StoreLimits> }

/** A database that may be opened, left by a crash, and opened again. */
export type Place = {
  open<T>(opening: Opening): Promise<Store<T>>
  /** Closes what is open and takes the database away. */
  leave(): Promise<void>
}

export type PlaceKind = {
  name: string
  engine: Engine
  /** Whether a second opening sees what the first left. */
  lasting: boolean
  make(): Promise<Place>
}

function placeOf(open: <T>(opening: Opening) => Promise<Store<T>>, leave: () => Promise<void> | void): Place {
  const opened: (() => Promise<void>)[] = []
  return {
    async open(opening) {
      const store = await open<never>(opening)
      opened.push(() => store.close())
      return store as never
    },
    async leave() {
      for (const close of opened) await close()
      await leave()
    },
  }
}

/** Every engine that the contract holds for. */
export const PLACES: readonly PlaceKind[] = [
  {
    name: 'SQLite in memory',
    engine: 'sqlite',
    lasting: false,
    make: async () =>
      placeOf(
        async (o) => openSqlite({ world: testWorld(), ...o, ...(await copied(o.migrations)), file: ':memory:' }),
        () => {},
      ),
  },
  {
    name: 'SQLite in a file',
    engine: 'sqlite',
    lasting: true,
    async make() {
      const directory = mkdtempSync(join(tmpdir(), 'koppel-test-'))
      const file = join(directory, 'ledger.db')
      return placeOf(
        async (o) => openSqlite({ world: testWorld(), ...o, ...(await copied(o.migrations)), file }),
        () => rmSync(directory, { recursive: true }),
      )
    },
  },
  {
    name: 'PostgreSQL',
    engine: 'postgres',
    lasting: true,
    async make() {
      let database: Promise<TestDatabase> | null = null
      return placeOf(
        async (o) => {
          database ??= createDatabase(o.migrations)
          return openPostgres({ world: testWorld(), ...o, url: (await database).url })
        },
        async () => (await database)?.drop(),
      )
    },
  },
]
