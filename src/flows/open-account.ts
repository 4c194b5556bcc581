import { type Actor, actorName, type Level } from '../accounts/actor.ts'
import { can } from '../accounts/can.ts'
import { standingOf } from '../accounts/standing.ts'
import type { House } from './house.ts'
import { type Household, openAccount } from './people.ts'

/** Which levels the first user of an account of each kind may have: an account without somebody who can act is of no use. */
const FIRST_LEVELS: Record<Household['account']['kind'], readonly Level[]> = {
  customer: ['owner'],
  reseller: ['reseller'],
  office: ['admin', 'support'],
}

/** What opening an account can come to. */
export type OpenAccountOutcome =
  | { kind: 'opened'; accountId: string; userId: string }
  | { kind: 'forbidden' }
  | { kind: 'level-does-not-fit' }
  | { kind: 'email-taken' }

/** Opens an account with its first user, for the office or the operator of a system that has nobody yet. */
export async function openAccountFor(house: House, actor: Actor, made: Household): Promise<OpenAccountOutcome> {
  if (!can(await standingOf(house.ledger.reads, actor), 'open-account', null)) return { kind: 'forbidden' }
  if (!FIRST_LEVELS[made.account.kind].includes(made.user.level)) return { kind: 'level-does-not-fit' }
  const opened = await openAccount(house, actorName(actor), made)
  return opened ? { kind: 'opened', ...opened } : { kind: 'email-taken' }
}
