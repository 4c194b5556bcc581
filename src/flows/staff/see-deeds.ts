import type { Actor } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import { isAccount } from '../../accounts/is-account.ts'
import { type StaffDeed, staffDeeds } from '../../accounts/staff.ts'
import { standingOf } from '../../accounts/standing.ts'
import type { House } from '../house.ts'
import { reasonsOf } from './reasons.ts'

/** `reason`: in the words of staff, or a stable name; null: none was given. */
export type SeenDeed = Omit<StaffDeed, 'details'> & { reason: string | null }

/** What staff did on an account, newest first, for its owner and for staff. @param page.before an id: earlier ones */
export async function seeStaffDeeds(
  { ledger }: House,
  actor: Actor,
  accountId: string,
  page: { before?: string; limit: number },
): Promise<SeenDeed[] | 'forbidden' | 'not-found'> {
  if (!can(await standingOf(ledger.reads, actor), 'see-staff-deeds', accountId)) return 'forbidden'
  if (!(await isAccount(ledger.reads, accountId))) return 'not-found'
  const deeds = await staffDeeds(ledger.reads, accountId, page)
  const reasons = await reasonsOf(ledger.reads, deeds)
  return deeds.map(({ details: _, ...deed }) => ({ ...deed, reason: reasons.get(deed.id) ?? null }))
}
