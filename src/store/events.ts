import { newId } from '../std/ids.ts'
import type { World } from '../std/world.ts'
import { preparedInsert } from './prepared.ts'
import type { Tx } from './store.ts'
import type { GroundTables } from './tables.ts'

/** Something that live views want to hear of. */
export type Telling = {
  /** Who may see it. */
  accountId: string
  /** What it is about, by family and id: `redemption:<id>`, `device:<id>`, `agreement:<id>`, … */
  topic: string
  /** JSON. */
  body: string
}

const insertEvent = preparedInsert<GroundTables, 'events'>('events')

/** Notes an event in the story's own transaction; the sealer numbers it afterwards (`seal.ts`). */
export async function tell(tx: Tx<GroundTables>, world: World, telling: Telling): Promise<void> {
  await insertEvent(tx, {
    id: newId(world.clock, world.random),
    seq: null,
    account_id: telling.accountId,
    topic: telling.topic,
    body: telling.body,
    at: world.clock.now(),
  })
}
