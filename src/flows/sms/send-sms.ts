import { type Actor, actorName } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import { readPhone } from '../../accounts/phone.ts'
import { standingOf } from '../../accounts/standing.ts'
import { splitSms } from '../../std/gsm-text.ts'
import { record } from '../../store/audit.ts'
import { recall, remember } from '../../store/idempotency.ts'
import { requestHash } from '../guesser.ts'
import type { House } from '../house.ts'
import { putInOutbox, TEXT_CHARACTERS_MAX } from './outbox.ts'

/** What sending a message by hand comes to. Plain data: it is stored as the answer under the idempotency key. `parts`: what the network will charge. */
export type SendOutcome =
  | { kind: 'accepted'; id: string; parts: number }
  | { kind: 'forbidden' | 'invalid-phone' | 'key-reused' | 'invalid-text' }

/**
 * Staff sends a text message.
 * @param request.to as typed, with country code
 * @param request.idempotencyKey the same for every repetition of the same wish
 */
export async function sendSms(
  house: House,
  request: { actor: Actor; to: string; text: string; idempotencyKey: string },
): Promise<SendOutcome> {
  const { actor, idempotencyKey: key } = request
  const { ledger, world, keys } = house
  const text = request.text.toWellFormed()
  const to = readPhone(request.to)
  const owner = actorName(actor)
  const hash = requestHash(keys, 'send-sms', to ?? request.to, text)
  return ledger.transact('send-sms', async (tx): Promise<SendOutcome> => {
    if (!can(await standingOf(tx, actor), 'send-sms', null)) return { kind: 'forbidden' }
    const before = await recall(tx, owner, key, hash)
    if (before.kind === 'other-body') return { kind: 'key-reused' }
    if (before.kind === 'same') return JSON.parse(before.answer) as SendOutcome
    if (to === null) return { kind: 'invalid-phone' }
    if (text.trim() === '' || text.length > TEXT_CHARACTERS_MAX) return { kind: 'invalid-text' }
    const id = await putInOutbox(house, tx, { accountId: null, to, text, purpose: 'office' })
    const answer: SendOutcome = { kind: 'accepted', id, parts: splitSms(text).parts.length }
    await record(tx, world, { actor: owner, act: 'send-sms', accountId: null, subject: `sms:${id}`, details: '{}' })
    await remember(tx, owner, key, hash, JSON.stringify(answer), world.clock.now())
    return answer
  })
}
