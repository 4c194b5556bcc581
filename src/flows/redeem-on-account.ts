import { type Actor, actorName } from '../accounts/actor.ts'
import { can } from '../accounts/can.ts'
import { standingOf } from '../accounts/standing.ts'
import { familyNamed, MINTED } from '../codes/families/index.ts'
import { registration } from '../codes/families/registration.ts'
import { subscription } from '../codes/families/subscription.ts'
import { type Family, withoutSeparators } from '../codes/family.ts'
import { findCode } from '../codes/find-code.ts'
import { guessingBlockedUntil, spendGuess } from '../codes/guesses.ts'
import { judge } from '../codes/judge.ts'
import { readTyped } from '../codes/read-typed.ts'
import { ProblemError } from '../std/problems.ts'
import { record } from '../store/audit.ts'
import { recall, remember } from '../store/idempotency.ts'
import { networkGuesser, requestHash } from './guesser.ts'
import type { House } from './house.ts'
import { type Refused, refused } from './redeem-outcome.ts'
import type { LedgerTx } from './tables.ts'

/** A person's wish to use a code on an account. `accountId` may be absent for a user of one account. */
export type AccountRedeemRequest = { actor: Actor; accountId?: string; code: string; idempotencyKey: string }

/** What it can come to while no family is redeemed on accounts yet: a code that would be good is put off, and not consumed. */
export type AccountRedeemOutcome = Refused | { kind: 'key-reused' } | { kind: 'forbidden' } | { kind: 'which-account' }

/**
 * Judges a code on an account, in the order of `redeem.ts`.
 * @throws ProblemError `try-again-later` for a code that is good: it stays unused, and nothing is remembered under the key
 */
export async function redeemOnAccount(house: House, request: AccountRedeemRequest): Promise<AccountRedeemOutcome> {
  const owner = actorName(request.actor)
  const hash = requestHash(house.keys, 'account-redemption', request.accountId ?? '', request.code)
  return house.ledger.transact('redeem-on-account', async (tx): Promise<AccountRedeemOutcome> => {
    const before = await recall(tx, owner, request.idempotencyKey, hash)
    if (before.kind === 'other-body') return { kind: 'key-reused' }
    if (before.kind === 'same') return JSON.parse(before.answer) as AccountRedeemOutcome
    const account = await accountFor(tx, request)
    if (typeof account === 'string') return { kind: account }
    const now = house.world.clock.now()
    const refusal = await refusalOf(house, tx, request, account, now)
    if (!refusal) throw new ProblemError('try-again-later')
    await record(tx, house.world, {
      actor: owner,
      act: 'refuse',
      accountId: account.id,
      subject: `account:${account.id}`,
      details: JSON.stringify({ refusal: refusal.refusal }),
    })
    await remember(tx, owner, request.idempotencyKey, hash, JSON.stringify(refusal), now)
    return refusal
  })
}

type Account = { id: string; country: string }

async function accountFor(
  tx: LedgerTx,
  { actor, accountId }: AccountRedeemRequest,
): Promise<Account | 'forbidden' | 'which-account'> {
  const standing = await standingOf(tx, actor)
  const own = standing.memberships.filter((one) => can(standing, 'redeem', one.accountId))
  const id = accountId ?? (own.length === 1 ? own[0]?.accountId : undefined)
  if (id === undefined) return own.length > 1 || standing.operator ? 'which-account' : 'forbidden'
  if (!can(standing, 'redeem', id)) return 'forbidden'
  const account = await tx.selectFrom('accounts').select(['id', 'country']).where('id', '=', id).executeTakeFirst()
  return account ?? 'forbidden'
}

async function refusalOf(
  house: House,
  tx: LedgerTx,
  { actor, code: text }: AccountRedeemRequest,
  account: Account,
  now: number,
): Promise<Refused | null> {
  const guesser = [{ scope: 'account' as const, subject: account.id }, networkGuesser(house.keys, actor)]
  const blocked = await guessingBlockedUntil(tx, guesser, now)
  if (blocked !== null) return refused('too-many-attempts', {}, blocked)
  const wanted = familyMeant(text)
  const typed = readTyped(text, wanted, MINTED)
  if (!typed.fits) return refused(typed.problem, typed.position === undefined ? {} : { position: typed.position })
  const code = await findCode(tx, house.keys.all('code-hash'), typed.candidates)
  if (!code) {
    const freeAt = await spendGuess(tx, guesser, now)
    if (freeAt !== null) return refused('too-many-attempts', {}, freeAt)
    const shape = wanted.shape(typed.candidates[0]?.canonical ?? '')
    return shape.fits
      ? refused('unknown')
      : refused(shape.problem, shape.position === undefined ? {} : { position: shape.position })
  }
  const onAccount = familyNamed(code.facts.family)?.target === 'account'
  const place = {
    accountId: account.id,
    accountCountry: account.country,
    simKind: null,
    wantedFamily: onAccount ? code.facts.family : wanted.name,
    customerIsNew: true,
  }
  const judgement = judge(code.facts, place, now, null)
  return judgement.ok ? null : refused(judgement.refusal, judgement.params)
}

/** Two families go to accounts, told apart by their lengths; the one that is meant says what is wrong with the shape. */
function familyMeant(text: string): Family {
  return subscription.lengths.includes(withoutSeparators(text).length) ? subscription : registration
}
