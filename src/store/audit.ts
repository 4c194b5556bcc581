import { newId } from '../std/ids.ts'
import type { World } from '../std/world.ts'
import { preparedInsert } from './prepared.ts'
import type { Tx } from './store.ts'
import type { GroundTables } from './tables.ts'

/** Who did what to what. Never a code, name, number or address: entries cannot be erased without breaking the chain. */
export type Deed = {
  /** `user:<id>`, `device:<id>`, `local`, ... */
  actor: string
  act: string
  accountId: string | null
  subject: string
  /** JSON of ids, stable names and salted hashes. */
  details: string
}

const insertDeed = preparedInsert<GroundTables, 'audit'>('audit')

/** Records a deed in the story's own transaction; the sealer chains it afterwards (`seal.ts`). */
export async function record(tx: Tx<GroundTables>, world: World, deed: Deed): Promise<void> {
  await insertDeed(tx, {
    id: newId(world.clock, world.random),
    seq: null,
    at: world.clock.now(),
    actor: deed.actor,
    act: deed.act,
    account_id: deed.accountId,
    subject: deed.subject,
    details: deed.details,
    prev_hash: null,
    hash: null,
  })
}
