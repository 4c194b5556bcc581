import type { Actor } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import { type NumberRequest, numberRequests } from '../../accounts/number-requests.ts'
import { type SmsNumber, smsNumbers } from '../../accounts/sms-numbers.ts'
import { standingOf } from '../../accounts/standing.ts'
import type { House } from '../house.ts'

/** A registered number with the name of the account that pays. */
export type SeenNumber = SmsNumber & { accountName: string }

type Page<State> = { before?: string; limit: number; state?: State }

/** Requests to have a number registered, newest first, for the office. */
export async function seeRequests(
  { ledger, keys }: House,
  actor: Actor,
  page: Page<NumberRequest['state']>,
): Promise<NumberRequest[] | 'forbidden'> {
  if (!can(await standingOf(ledger.reads, actor), 'manage-numbers', null)) return 'forbidden'
  return numberRequests(ledger.reads, keys, page)
}

/** Registered numbers, newest first, for staff. */
export async function seeNumbers(
  { ledger, keys }: House,
  actor: Actor,
  page: Page<SmsNumber['state']>,
): Promise<SeenNumber[] | 'forbidden'> {
  const { reads } = ledger
  if (!can(await standingOf(reads, actor), 'see-dialogue', null)) return 'forbidden'
  const numbers = await smsNumbers(reads, keys, page)
  if (numbers.length === 0) return []
  const ids = [...new Set(numbers.map(({ accountId }) => accountId))]
  const rows = await reads.selectFrom('accounts').select(['id', 'name']).where('id', 'in', ids).execute()
  const names = new Map(rows.map(({ id, name }) => [id, name]))
  return numbers.map((number) => ({ ...number, accountName: names.get(number.accountId) ?? '' }))
}
