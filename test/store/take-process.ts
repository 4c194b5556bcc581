import { once } from 'node:events'
import { openPostgres } from '../../src/store/postgres.ts'
import { testWorld } from '../setup/world.ts'
import { type ShelfTables, shelfMigrations } from './shelf.ts'

/** A process of its own that tries to take the bone: `take-process.ts <url> <name>`. Says `ready`, waits for `go`, says how it went. */
const [url = '', name = ''] = process.argv.slice(2)
const store = await openPostgres<ShelfTables>({ url, migrations: shelfMigrations, world: testWorld() })
const go = once(process, 'message')
process.send?.('ready')
await go
const taken = await store.transact('take', async (tx) => {
  const change = tx.updateTable('shelf').set({ count: 0, note: name }).where('id', '=', 'bone').where('count', '=', 1)
  const { numUpdatedRows } = await change.executeTakeFirst()
  return numUpdatedRows === 1n
})
process.send?.(taken ? 'taken' : 'too late')
await store.close()
process.disconnect()
