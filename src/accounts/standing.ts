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
  if (actor.kind === 'operator') return { operator: true, memberships: [], customers: [] }
  const { rows } = await membershipsOf(reads, { userId: actor.userId })
  const memberships = rows.map((row) => ({ accountId: row.account_id, level: row.level as Level }))
  const resellers = memberships.filter(({ level }) => level === 'reseller').map(({ accountId }) => accountId)
  return { operator: false, memberships, customers: resellers.length > 0 ? await customersOf(reads, resellers) : [] }
}

async function customersOf(reads: Reads<AccountsTables>, resellers: string[]): Promise<string[]> {
  const rows = await reads
    .selectFrom('reseller_customers')
    .select('account_id')
    .where('reseller_account_id', 'in', resellers)
    .execute()
  return rows.map(({ account_id }) => account_id)
}
