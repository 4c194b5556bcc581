import type { Actor } from '../../accounts/actor.ts'
import { standingOf } from '../../accounts/standing.ts'
import type { House } from '../house.ts'

/** The account of somebody who belongs to one alone; null: to none, or to several. */
export async function ownAccount({ ledger }: House, actor: Actor): Promise<string | null> {
  const { memberships } = await standingOf(ledger.reads, actor)
  const [only, other] = memberships
  return only && !other ? only.accountId : null
}
