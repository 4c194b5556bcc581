import { type Actor, actorName } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import { standingOf } from '../../accounts/standing.ts'
import { grantCredits } from '../../licences/spend-credit.ts'
import { record } from '../../store/audit.ts'
import { tell } from '../../store/events.ts'
import { recall, remember } from '../../store/idempotency.ts'
import { requestHash } from '../guesser.ts'
import type { House } from '../house.ts'

/** Of a reason, in characters. */
export const REASON = { min: 3, max: 200 }

/** At once: a gift, and no shop. */
export const GRANT_MAX = 1_000

/** Plain data: it is stored as the answer under the idempotency key. `credits`: the balance afterwards. */
export type GrantOutcome = { kind: 'granted'; credits: number } | { kind: 'forbidden' | 'not-found' | 'key-reused' }

/**
 * Staff gives an account SMS credits, for a reason that the account reads beside them. The audit names the entry that holds it: what may have to be erased is not in there.
 * @param asked.credits 1 to `GRANT_MAX`
 * @param asked.idempotencyKey the same for every repetition of the same wish
 */
export async function grantCreditsFor(
  house: House,
  asked: { actor: Actor; accountId: string; credits: number; reason: string; idempotencyKey: string },
): Promise<GrantOutcome> {
  const { actor, accountId, credits, reason, idempotencyKey: key } = asked
  const { ledger, world, keys } = house
  if (!Number.isInteger(credits) || credits < 1 || credits > GRANT_MAX) throw new RangeError('not so many credits')
  const owner = actorName(actor)
  const hash = requestHash(keys, 'grant-credits', accountId, String(credits), reason)
  return ledger.transact('grant-credits', async (tx): Promise<GrantOutcome> => {
    if (!can(await standingOf(tx, actor), 'grant-credits', accountId)) return { kind: 'forbidden' }
    const before = await recall(tx, owner, key, hash)
    if (before.kind === 'other-body') return { kind: 'key-reused' }
    if (before.kind === 'same') return JSON.parse(before.answer) as GrantOutcome
    const account = await tx.selectFrom('accounts').select('id').where('id', '=', accountId).executeTakeFirst()
    if (!account) return { kind: 'not-found' }
    const { balance, entryId } = await grantCredits(tx, world, { accountId, credits, actor: owner, reason })
    const details = JSON.stringify({ credits, entryId })
    await record(tx, world, { actor: owner, act: 'grant-credits', accountId, subject: `account:${accountId}`, details })
    await tell(tx, world, { accountId, topic: `account:${accountId}`, body: JSON.stringify({ credits: balance }) })
    const answer: GrantOutcome = { kind: 'granted', credits: balance }
    await remember(tx, owner, key, hash, JSON.stringify(answer), world.clock.now())
    return answer
  })
}
