import type { Reads } from '../store/store.ts'
import type { Actor, Level } from './actor.ts'
import type { Standing } from './can.ts'
import type { AccountsTables } from './schema.ts'

/** Reads what an actor may currently claim; in a story, hand in the story's transaction. */
export async function standingOf(reads: Reads<AccountsTables>, actor: Actor): Promise<Standing> {
  if (actor.kind === 'operator') return { operator: true, memberships: [] }
  const rows = await reads
    .selectFrom('memberships')
    .select(['account_id', 'level'])
    .where('user_id', '=', actor.userId)
    .execute()
  return { operator: false, memberships: rows.map((row) => ({ accountId: row.account_id, level: row.level as Level })) }
}
