import type { User } from '../api-types.ts'
import { type Deed, mayAnywhere } from './may.ts'

/** A page of the menu: where it is, the key of its name, and what whoever goes there must be allowed; null: everybody is. */
export type MenuPage = { href: string; name: string; deed: Deed | null }

const PAGES: readonly MenuPage[] = [
  { href: '/support', name: 'console.support.title', deed: 'support' },
  { href: '/sms', name: 'console.sms.title', deed: 'support' },
  { href: '/licences', name: 'console.licences.title', deed: 'support' },
  { href: '/codes', name: 'console.codes.title', deed: 'mint' },
  { href: '/customers', name: 'console.customers.title', deed: 'have-customers' },
  { href: '/recipients', name: 'console.recipients.title', deed: 'see-recipients' },
  { href: '/alarms', name: 'console.alarms.title', deed: 'see-alarms' },
  { href: '/account', name: 'console.account.title', deed: null },
  { href: '/invoices', name: 'console.billing.title', deed: 'see-invoices' },
  { href: '/users', name: 'console.users.title', deed: null },
]

/** The pages that somebody is offered: none that would refuse. */
export function menuOf(user: Pick<User, 'memberships'>): readonly MenuPage[] {
  return PAGES.filter(({ deed }) => deed === null || mayAnywhere(user, deed))
}
