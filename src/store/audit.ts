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
  /** Where the entry's id was told before the entry is written; absent: a new one. */
  id?: string
}

const insertDeed = preparedInsert<GroundTables, 'audit'>('audit')

/** Records a deed in the story's own transaction; the sealer chains it afterwards (`seal.ts`). @returns the entry's id */
export async function record(tx: Tx<GroundTables>, world: World, deed: Deed): Promise<string> {
  const id = deed.id ?? newId(world.clock, world.random)
  await insertDeed(tx, {
    id,
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
  return id
}
