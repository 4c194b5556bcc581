import { prepared } from '../store/prepared.ts'
import type { Reads } from '../store/store.ts'
import type { Actor, Level } from './actor.ts'
import type { Standing } from './can.ts'
import type { AccountsTables } from './schema.ts'

const membershipsOf = prepared((reads: Reads<AccountsTables>, { userId }: { userId: string }) =>
  reads.selectFrom('memberships').select(['account_id', 'level']).where('user_id', '=', userId),
)

/** Reads what an actor may currently claim; in a story, hand in the story's transaction. */
export async function standingOf(reads: Reads<AccountsTables>, actor: Actor): Promise<Standing> {
  if (actor.kind === 'operator') return { operator: true, memberships: [] }
  const { rows } = await membershipsOf(reads, { userId: actor.userId })
  return { operator: false, memberships: rows.map((row) => ({ accountId: row.account_id, level: row.level as Level })) }
}
