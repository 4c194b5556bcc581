import { closeSilent, closeUnanswered } from '../../accounts/contact-terms.ts'
import { monthsBefore } from '../../std/period.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import { eraseWhole } from './letters.ts'

const ROWS_MAX = 50
/** The consent names this term in words (`contact.consent`): no setting, and whoever changes it changes the consent. */
const CONTACT_UNANSWERED_MONTHS = 12

/**
 * Erases messages whose term began before an instant, with answers and mails: when it was closed, or with the last answer where nobody closed it.
 * @returns whether there may be more
 */
export async function forgetContacts(house: House, tx: LedgerTx, before: number): Promise<boolean> {
  const silent = await closeSilent(tx, before, ROWS_MAX)
  const old = await tx
    .selectFrom('contacts')
    .select('id')
    .where('state', '=', 'closed')
    .where('closed_at', '<=', before)
    .orderBy('closed_at')
    .limit(ROWS_MAX)
    .execute()
  const ids = old.map(({ id }) => id)
  await eraseWhole(house, tx, ids, 'term')
  return silent === ROWS_MAX || ids.length === ROWS_MAX
}

/**
 * Erases messages that nobody has answered or closed for a year, with their mails: what somebody wrote is not kept for ever because we overlooked it (GDPR art. 5(1)(e)).
 * @returns whether there may be more
 */
export async function forgetUnanswered(house: House, tx: LedgerTx): Promise<boolean> {
  const now = house.world.clock.now()
  const before = monthsBefore(now, CONTACT_UNANSWERED_MONTHS)
  const ids = await closeUnanswered(tx, { before, now, rows_max: ROWS_MAX })
  await eraseWhole(house, tx, ids, 'term')
  return ids.length === ROWS_MAX
}
