import type { Actor } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import { type StaffDeed, staffDeeds } from '../../accounts/staff.ts'
import { standingOf } from '../../accounts/standing.ts'
import type { House } from '../house.ts'

/** What staff did on an account, newest first, for its owner and for staff. @param page.before an id: earlier ones */
export async function seeStaffDeeds(
  { ledger }: House,
  actor: Actor,
  accountId: string,
  page: { before?: string; limit: number },
): Promise<StaffDeed[] | 'forbidden'> {
  if (!can(await standingOf(ledger.reads, actor), 'see-staff-deeds', accountId)) return 'forbidden'
  return staffDeeds(ledger.reads, accountId, page)
}
