import type { Level } from './actor.ts'

/** How far a right goes: the level's own account, that and its customers', every account, or nowhere. */
export type Reach = 'own' | 'customers' | 'all' | 'no'
type Row = readonly [
  owner: Reach,
  manager: Reach,
  viewer: Reach,
  admin: Reach,
  support: Reach,
  reseller: Reach,
  operator: Reach,
]

/** The one table of rights: what may be done, and by whom. Every flow asks before it acts, inside its transaction. */
export const RIGHTS = {
  // owner, manager, viewer, admin, support, reseller, operator
  'see-device': ['own', 'own', 'own', 'all', 'all', 'no', 'all'],
  redeem: ['own', 'own', 'no', 'all', 'no', 'no', 'all'],
  'cancel-redemption': ['own', 'own', 'no', 'all', 'all', 'no', 'all'],
  'open-account': ['no', 'no', 'no', 'all', 'no', 'no', 'all'],
  'register-stock': ['no', 'no', 'no', 'all', 'no', 'no', 'all'],
  mint: ['no', 'no', 'no', 'all', 'no', 'own', 'all'],
  'see-batch': ['no', 'no', 'no', 'all', 'all', 'own', 'all'],
  'run-simulator': ['own', 'own', 'no', 'all', 'all', 'no', 'all'],
  support: ['no', 'no', 'no', 'all', 'all', 'no', 'all'],
  unlock: ['own', 'own', 'no', 'all', 'all', 'no', 'all'],
  'send-sms': ['no', 'no', 'no', 'all', 'all', 'no', 'all'],
  'close-account': ['own', 'no', 'no', 'all', 'no', 'own', 'all'],
  'export-account': ['own', 'no', 'no', 'all', 'no', 'own', 'all'],
  'mend-telemetry': ['no', 'no', 'no', 'all', 'no', 'no', 'all'],
  'see-mail': ['no', 'no', 'no', 'all', 'all', 'no', 'all'],
  'attend-contacts': ['no', 'no', 'no', 'all', 'all', 'no', 'all'],
  'order-licence': ['own', 'own', 'no', 'all', 'no', 'no', 'all'],
  'see-licences': ['own', 'own', 'own', 'all', 'all', 'no', 'all'],
  'release-licence': ['no', 'no', 'no', 'all', 'no', 'no', 'all'],
  'see-dialogue': ['no', 'no', 'no', 'all', 'all', 'no', 'all'],
  'manage-numbers': ['no', 'no', 'no', 'all', 'no', 'no', 'all'],
  'maintain-dialogue': ['no', 'no', 'no', 'all', 'no', 'no', 'all'],
  'see-alarms': ['own', 'own', 'own', 'all', 'all', 'no', 'all'],
  'manage-alarms': ['own', 'own', 'no', 'all', 'all', 'no', 'all'],
  'see-recipients': ['own', 'own', 'own', 'all', 'all', 'no', 'all'],
  'manage-recipients': ['own', 'own', 'no', 'all', 'all', 'no', 'all'],
  'grant-credits': ['no', 'no', 'no', 'all', 'all', 'no', 'all'],
  'play-phone': ['no', 'no', 'no', 'all', 'no', 'no', 'all'],
  'see-invoice': ['own', 'own', 'no', 'all', 'all', 'own', 'all'],
  'set-billing-profile': ['own', 'own', 'no', 'all', 'no', 'own', 'all'],
  'see-billing': ['no', 'no', 'no', 'all', 'all', 'no', 'all'],
  'register-device': ['own', 'own', 'no', 'all', 'all', 'customers', 'all'],
  'register-customer': ['no', 'no', 'no', 'all', 'no', 'own', 'all'],
  'see-customers': ['no', 'no', 'no', 'all', 'all', 'own', 'all'],
  'see-reseller': ['own', 'own', 'own', 'all', 'all', 'no', 'all'],
  'end-reseller': ['own', 'no', 'no', 'all', 'all', 'customers', 'all'],
  'merge-accounts': ['own', 'no', 'no', 'all', 'all', 'no', 'all'],
  'hand-over-device': ['own', 'no', 'no', 'all', 'all', 'own', 'all'],
  bill: ['no', 'no', 'no', 'all', 'no', 'no', 'all'],
  'see-users': ['own', 'own', 'no', 'all', 'all', 'own', 'all'],
  'see-staff-deeds': ['own', 'no', 'no', 'all', 'all', 'own', 'all'],
  'reset-second-factor': ['no', 'no', 'no', 'all', 'all', 'no', 'all'],
  'manage-users': ['own', 'no', 'no', 'all', 'no', 'own', 'all'],
} as const satisfies Record<string, Row>

/** What may be done. */
export type Act = keyof typeof RIGHTS

const COLUMNS = ['owner', 'manager', 'viewer', 'admin', 'support', 'reseller', 'operator'] as const satisfies readonly (
  | Level
  | 'operator'
)[]

/** How far a level's right to an act goes. */
export function rightOf(level: Level | 'operator', act: Act): Reach {
  return RIGHTS[act][COLUMNS.indexOf(level)] ?? 'no'
}

/** An actor's standing, read in the transaction that acts: its memberships, and where it is a reseller the accounts of its customers. */
export type Standing = {
  operator: boolean
  memberships: readonly { accountId: string; level: Level }[]
  customers: readonly string[]
}

/** True if the standing allows the act on a thing of `accountId` (null: a thing of nobody's). */
export function can(standing: Standing, act: Act, accountId: string | null): boolean {
  if (standing.operator) return rightOf('operator', act) !== 'no'
  return standing.memberships.some(({ accountId: own, level }) => {
    const reach = rightOf(level, act)
    if (reach === 'all') return true
    if (reach === 'no' || accountId === null) return false
    return own === accountId || (reach === 'customers' && standing.customers.includes(accountId))
  })
}

/** The standing's own accounts whose things it may see: a list of ids, or `all`. A reseller's customers are found by the reseller (`flows/customers/`). */
export function reach(standing: Standing, act: Act): 'all' | readonly string[] {
  if (standing.operator && rightOf('operator', act) === 'all') return 'all'
  if (standing.memberships.some(({ level }) => rightOf(level, act) === 'all')) return 'all'
  return standing.memberships.filter(({ level }) => rightOf(level, act) !== 'no').map(({ accountId }) => accountId)
}
