import type { User } from '../api-types.ts'
import { type Deed, mayAnywhere } from './may.ts'

/** A page of the menu: where it is, the key of its name, and what whoever goes there must be allowed; null: everybody is. `own`: it is about oneself, and no work. */
export type MenuPage = { href: string; name: string; deed: Deed | null; own?: true }

/** Of a menu with more pages than that some are folded: in the longest of the languages they would take a second row of a window of 1280 px. */
const ROW_MAX = 6

const PAGES: readonly MenuPage[] = [
  { href: '/support', name: 'console.support.title', deed: 'support' },
  { href: '/sms', name: 'console.sms.title', deed: 'support' },
  { href: '/licences', name: 'console.licences.title', deed: 'support' },
  { href: '/codes', name: 'console.codes.title', deed: 'mint' },
  { href: '/customers', name: 'console.customers.title', deed: 'have-customers' },
  { href: '/recipients', name: 'console.recipients.title', deed: 'see-recipients', own: true },
  { href: '/alarms', name: 'console.alarms.title', deed: 'see-alarms' },
  { href: '/account', name: 'console.account.title', deed: null, own: true },
  { href: '/invoices', name: 'console.billing.title', deed: 'see-invoices', own: true },
  { href: '/users', name: 'console.users.title', deed: null, own: true },
]

/** The pages that somebody is offered: none that would refuse. */
export function menuOf(user: Pick<User, 'memberships'>): readonly MenuPage[] {
  return PAGES.filter(({ deed }) => deed === null || mayAnywhere(user, deed))
}

/** A menu in one row: where it has too many pages for that, those about oneself are folded into one. */
export function rowOf(pages: readonly MenuPage[]): { open: readonly MenuPage[]; folded: readonly MenuPage[] } {
  if (pages.length <= ROW_MAX) return { open: pages, folded: [] }
  return { open: pages.filter(({ own }) => !own), folded: pages.filter(({ own }) => own) }
}
