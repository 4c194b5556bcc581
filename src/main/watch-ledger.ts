import { invoicesStanding } from '../flows/billing/standing.ts'
import { contactsWaiting_s } from '../flows/contacts/waiting.ts'
import type { House } from '../flows/house.ts'
import { mailsWaiting } from '../flows/mail/see-mails.ts'
import type { HouseMetrics } from './metrics.ts'

/** Has the measures look at what waits in the ledger for somebody to attend to it. */
export function watchLedger(metrics: HouseMetrics, house: House): void {
  metrics.watchMail(() => mailsWaiting(house.ledger.reads))
  metrics.watchInvoices(invoicesStanding(house))
  metrics.watchContacts(() => contactsWaiting_s(house))
}
