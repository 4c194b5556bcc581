import type { Actor } from '../accounts/actor.ts'
import { actorName } from '../accounts/actor.ts'
import { claimCode } from '../codes/claim-code.ts'
import type { FoundCode } from '../codes/find-code.ts'
import { newId } from '../std/ids.ts'
import { recall, remember } from '../store/idempotency.ts'
import { type AccountPlace, accountPlaceOf, type NoAccountPlace } from './account-place.ts'
import type { AccountEffect } from './effect.ts'
import { grantOnAccount } from './grant-on-account.ts'
import { requestHash } from './guesser.ts'
import type { House } from './house.ts'
import { noteRefusal } from './note-refusal.ts'
import type { AccountPromise } from './promise-on-account.ts'
import type { Decided, Refused } from './redeem-outcome.ts'
import type { LedgerTx } from './tables.ts'
import { weighOnAccount } from './weigh-on-account.ts'

/** A person's wish to use a code on an account. `accountId` may be absent for a user of one account. */
export type AccountRedeemRequest = { actor: Actor; accountId?: string; code: string; idempotencyKey: string }

/** The redemption as it was applied at `at`: a repeated request is answered from this alone. */
export type AccountAccepted = {
  kind: 'accepted'
  redemptionId: string
  family: string
  effect: AccountEffect
  at: number
  notices: string[]
}
export type AccountRedeemOutcome = AccountAccepted | Refused | { kind: 'key-reused' } | { kind: NoAccountPlace }

/**
 * Redeems a code on an account: code used + licence, subscription or credits given + audit, or nothing, in one transaction. Judged in the order of
 * `redeem.ts`, and remembered like there.
 * @throws ProblemError `try-again-later`; nothing was consumed
 */
export async function redeemOnAccount(house: House, request: AccountRedeemRequest): Promise<AccountRedeemOutcome> {
  const owner = actorName(request.actor)
  const hash = requestHash(house.keys, 'account-redemption', request.accountId ?? '', request.code)
  return house.ledger.transact('redeem-on-account', async (tx): Promise<AccountRedeemOutcome> => {
    const before = await recall(tx, owner, request.idempotencyKey, hash)
    if (before.kind === 'other-body') return { kind: 'key-reused' }
    if (before.kind === 'same') return JSON.parse(before.answer) as AccountRedeemOutcome
    const place = await accountPlaceOf(tx, request.actor, request.accountId, 'redeem')
    if (typeof place === 'string') return { kind: place }
    const { answer, lasting } = await decide(house, tx, request, place)
    if (lasting)
      await remember(tx, owner, request.idempotencyKey, hash, JSON.stringify(answer), house.world.clock.now())
    return answer
  })
}

async function decide(
  house: House,
  tx: LedgerTx,
  request: AccountRedeemRequest,
  place: AccountPlace,
): Promise<Decided<AccountAccepted>> {
  const now = house.world.clock.now()
  const weighed = await weighOnAccount(house, tx, request.actor, place, request.code, now)
  if (weighed.kind === 'refused') {
    return noteRefusal(house, tx, {
      actor: place.actor,
      accountId: place.accountId,
      place: `account:${place.accountId}`,
      typed: request.code,
      refusal: weighed,
    })
  }
  const { code, canonical, promised }: { code: FoundCode; canonical: string; promised: AccountPromise } = weighed
  const redemptionId = newId(house.world.clock, house.world.random)
  if (!(await claimCode(tx, code.hash, { redemptionId, accountId: place.accountId, at: now }))) {
    // Somebody else claimed it between our reading and our update (READ COMMITTED): what they did is now to be seen.
    return decide(house, tx, request, place)
  }
  const effect = await grantOnAccount(house, tx, { redemptionId, place, code, canonical, promised, now })
  const { family } = code.facts
  const notices = [...code.notices]
  return { answer: { kind: 'accepted', redemptionId, family, effect, at: now, notices }, lasting: true }
}
