import { type Actor, actorName } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import { readPhone } from '../../accounts/phone.ts'
import { registerNumber, withdrawNumber } from '../../accounts/sms-numbers.ts'
import { standingOf } from '../../accounts/standing.ts'
import { newId } from '../../std/ids.ts'
import { record } from '../../store/audit.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'

/** Who is to pay: an account that there is, or a new one that has no users yet. `country`: ISO 3166-1 alpha-2. */
export type Payer = { accountId: string } | { account: { name: string; country: string } }

/** What registering comes to; `no-account`: who is to pay is no customer of ours. */
export type RegisterOutcome =
  | { kind: 'registered'; numberId: string; accountId: string }
  | { kind: 'forbidden' | 'invalid-phone' | 'number-registered' | 'no-account' }

/** Registers a number for the SMS dialogue without a request, for the office. */
export async function registerNumberFor(
  house: House,
  actor: Actor,
  made: { phone: string; payer: Payer; language: string },
): Promise<RegisterOutcome> {
  const phone = readPhone(made.phone)
  return house.ledger.transact('register-number', async (tx): Promise<RegisterOutcome> => {
    if (!can(await standingOf(tx, actor), 'manage-numbers', null)) return { kind: 'forbidden' }
    if (phone === null) return { kind: 'invalid-phone' }
    return register(house, tx, { ...made, phone, actor: actorName(actor) })
  })
}

/** Number, account where it is a new one, and audit entry, in the transaction of what asks for it. @param made.phone E.164 */
export async function register(
  house: House,
  tx: LedgerTx,
  made: { phone: string; payer: Payer; language: string; actor: string },
): Promise<RegisterOutcome> {
  const { phone, payer, language, actor } = made
  if ('accountId' in payer && !(await isCustomer(tx, payer.accountId))) return { kind: 'no-account' }
  const accountId = 'accountId' in payer ? payer.accountId : newId(house.world.clock, house.world.random)
  const numberId = await registerNumber(tx, house, { phone, accountId, language })
  if (numberId === null) return { kind: 'number-registered' }
  if ('account' in payer) await openForBilling(house, tx, accountId, payer.account, actor)
  await record(tx, house.world, {
    actor,
    act: 'register-number',
    accountId,
    subject: `number:${numberId}`,
    details: '{}',
  })
  return { kind: 'registered', numberId, accountId }
}

/** Ends a registration, for the office: from then on the number is one that nobody knows. */
export async function withdrawNumberFor(
  { ledger, world }: House,
  actor: Actor,
  numberId: string,
): Promise<'withdrawn' | 'forbidden' | 'not-found'> {
  return ledger.transact('withdraw-number', async (tx) => {
    if (!can(await standingOf(tx, actor), 'manage-numbers', null)) return 'forbidden'
    const ended = await withdrawNumber(tx, numberId, world.clock.now())
    if (!ended) return 'not-found'
    await record(tx, world, {
      actor: actorName(actor),
      act: 'withdraw-number',
      accountId: ended.accountId,
      subject: `number:${numberId}`,
      details: '{}',
    })
    return 'withdrawn'
  })
}

async function isCustomer(tx: LedgerTx, accountId: string): Promise<boolean> {
  const row = await tx.selectFrom('accounts').select('kind').where('id', '=', accountId).executeTakeFirst()
  return row?.kind === 'customer'
}

async function openForBilling(
  { world }: House,
  tx: LedgerTx,
  accountId: string,
  account: { name: string; country: string },
  actor: string,
): Promise<void> {
  await tx
    .insertInto('accounts')
    .values({ id: accountId, kind: 'customer', ...account, created_at: world.clock.now() })
    .execute()
  await record(tx, world, { actor, act: 'open-account', accountId, subject: `account:${accountId}`, details: '{}' })
}
