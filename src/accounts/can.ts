import type { Level } from './actor.ts'

/** What may be done. Every flow asks before it acts, inside its transaction. */
export const ACTS = [
  'see-device',
  'redeem',
  'cancel-redemption',
  'open-account',
  'register-stock',
  'mint',
  'see-batch',
  'run-simulator',
  'support',
  'unlock',
  'send-sms',
  'order-licence',
  'see-licences',
  'release-licence',
  'see-dialogue',
  'manage-numbers',
  'play-phone',
] as const
export type Act = (typeof ACTS)[number]

/** The one table of rights: on the level's own account, on every account, or not at all. */
export const RIGHTS: Record<Level | 'operator', Record<Act, 'own' | 'all' | 'no'>> = {
  owner: {
    'see-device': 'own',
    redeem: 'own',
    'cancel-redemption': 'own',
    'open-account': 'no',
    'register-stock': 'no',
    mint: 'no',
    'see-batch': 'no',
    'run-simulator': 'own',
    support: 'no',
    unlock: 'own',
    'send-sms': 'no',
    'order-licence': 'own',
    'see-licences': 'own',
    'release-licence': 'no',
    'see-dialogue': 'no',
    'manage-numbers': 'no',
    'play-phone': 'no',
  },
  manager: {
    'see-device': 'own',
    redeem: 'own',
    'cancel-redemption': 'own',
    'open-account': 'no',
    'register-stock': 'no',
    mint: 'no',
    'see-batch': 'no',
    'run-simulator': 'own',
    support: 'no',
    unlock: 'own',
    'send-sms': 'no',
    'order-licence': 'own',
    'see-licences': 'own',
    'release-licence': 'no',
    'see-dialogue': 'no',
    'manage-numbers': 'no',
    'play-phone': 'no',
  },
  viewer: {
    'see-device': 'own',
    redeem: 'no',
    'cancel-redemption': 'no',
    'open-account': 'no',
    'register-stock': 'no',
    mint: 'no',
    'see-batch': 'no',
    'run-simulator': 'no',
    support: 'no',
    unlock: 'no',
    'send-sms': 'no',
    'order-licence': 'no',
    'see-licences': 'own',
    'release-licence': 'no',
    'see-dialogue': 'no',
    'manage-numbers': 'no',
    'play-phone': 'no',
  },
  admin: {
    'see-device': 'all',
    redeem: 'all',
    'cancel-redemption': 'all',
    'open-account': 'all',
    'register-stock': 'all',
    mint: 'all',
    'see-batch': 'all',
    'run-simulator': 'all',
    support: 'all',
    unlock: 'all',
    'send-sms': 'all',
    'order-licence': 'all',
    'see-licences': 'all',
    'release-licence': 'all',
    'see-dialogue': 'all',
    'manage-numbers': 'all',
    'play-phone': 'all',
  },
  support: {
    'see-device': 'all',
    redeem: 'no',
    'cancel-redemption': 'all',
    'open-account': 'no',
    'register-stock': 'no',
    mint: 'no',
    'see-batch': 'all',
    'run-simulator': 'all',
    support: 'all',
    unlock: 'all',
    'send-sms': 'all',
    'order-licence': 'no',
    'see-licences': 'all',
    'release-licence': 'no',
    'see-dialogue': 'all',
    'manage-numbers': 'no',
    'play-phone': 'no',
  },
  reseller: {
    'see-device': 'no',
    redeem: 'no',
    'cancel-redemption': 'no',
    'open-account': 'no',
    'register-stock': 'no',
    mint: 'own',
    'see-batch': 'own',
    'run-simulator': 'no',
    support: 'no',
    unlock: 'no',
    'send-sms': 'no',
    'order-licence': 'no',
    'see-licences': 'no',
    'release-licence': 'no',
    'see-dialogue': 'no',
    'manage-numbers': 'no',
    'play-phone': 'no',
  },
  operator: {
    'see-device': 'all',
    redeem: 'all',
    'cancel-redemption': 'all',
    'open-account': 'all',
    'register-stock': 'all',
    mint: 'all',
    'see-batch': 'all',
    'run-simulator': 'all',
    support: 'all',
    unlock: 'all',
    'send-sms': 'all',
    'order-licence': 'all',
    'see-licences': 'all',
    'release-licence': 'all',
    'see-dialogue': 'all',
    'manage-numbers': 'all',
    'play-phone': 'all',
  },
}

/** An actor's standing: its memberships, read in the transaction that acts. */
export type Standing = { operator: boolean; memberships: readonly { accountId: string; level: Level }[] }

/** True if the standing allows the act on a thing of `accountId` (null: a thing of nobody's). */
export function can(standing: Standing, act: Act, accountId: string | null): boolean {
  if (standing.operator) return RIGHTS.operator[act] !== 'no'
  return standing.memberships.some(({ accountId: own, level }) => {
    const reach = RIGHTS[level][act]
    return reach === 'all' || (reach === 'own' && own === accountId)
  })
}

/** The accounts whose things the standing may see: a list of ids, or `all`. */
export function reach(standing: Standing, act: Act): 'all' | readonly string[] {
  if (standing.operator && RIGHTS.operator[act] === 'all') return 'all'
  if (standing.memberships.some(({ level }) => RIGHTS[level][act] === 'all')) return 'all'
  return standing.memberships.filter(({ level }) => RIGHTS[level][act] === 'own').map(({ accountId }) => accountId)
}
