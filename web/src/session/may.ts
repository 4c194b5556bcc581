import type { User } from '../api-types.ts'

/** What the console offers to some people only. The server decides; this spares everybody else a button that would be refused. */
export type Deed =
  | 'order'
  | 'unlock'
  | 'release'
  | 'see-dialogue'
  | 'manage-numbers'
  | 'maintain'
  | 'manage-alarms'
  | 'bill'
  | 'see-billing'
  | 'close'
  | 'grant-credits'
  | 'hand-over'
  | 'support'
  | 'mint'
  | 'have-customers'
  | 'see-devices'
  | 'see-recipients'
  | 'see-alarms'
  | 'see-invoices'
  | 'redeem'

/** Levels that may do it on any account, and on their own. */
const LEVELS: Record<Deed, { all: readonly string[]; own: readonly string[] }> = {
  order: { all: ['admin'], own: ['owner', 'manager'] },
  unlock: { all: ['admin', 'support'], own: ['owner', 'manager'] },
  release: { all: ['admin'], own: [] },
  'see-dialogue': { all: ['admin', 'support'], own: [] },
  'manage-numbers': { all: ['admin'], own: [] },
  close: { all: [], own: ['owner', 'reseller', 'admin'] },
  'manage-alarms': { all: ['admin', 'support'], own: ['owner', 'manager'] },
  'grant-credits': { all: ['admin', 'support'], own: [] },
  'hand-over': { all: ['admin', 'support'], own: ['owner', 'reseller'] },
  maintain: { all: ['admin'], own: [] },
  bill: { all: ['admin'], own: [] },
  'see-billing': { all: ['admin', 'support'], own: [] },
  support: { all: ['admin', 'support'], own: [] },
  mint: { all: ['admin'], own: ['reseller'] },
  'have-customers': { all: [], own: ['reseller'] },
  'see-devices': { all: ['admin', 'support'], own: ['owner', 'manager', 'viewer'] },
  'see-recipients': { all: ['admin', 'support'], own: ['owner', 'manager', 'viewer'] },
  'see-alarms': { all: ['admin', 'support'], own: ['owner', 'manager', 'viewer'] },
  'see-invoices': { all: ['admin', 'support'], own: ['owner', 'manager', 'reseller'] },
  redeem: { all: ['admin'], own: ['owner', 'manager'] },
}

/** @param accountId whose thing it is; absent: nobody's */
export function may({ memberships }: Pick<User, 'memberships'>, deed: Deed, accountId?: string): boolean {
  const { all, own } = LEVELS[deed]
  return memberships.some((one) => all.includes(one.level) || (own.includes(one.level) && one.accountId === accountId))
}

/** Whether there is any account at all on which it may be done. */
export function mayAnywhere({ memberships }: Pick<User, 'memberships'>, deed: Deed): boolean {
  const { all, own } = LEVELS[deed]
  return memberships.some(({ level }) => all.includes(level) || own.includes(level))
}
