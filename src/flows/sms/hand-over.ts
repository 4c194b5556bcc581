import { backoff_ms } from '../../std/backoff.ts'
import type { Cancel } from '../../std/clock.ts'
import type { House } from '../house.ts'
import { enterForSure } from '../outbox/sender.ts'
import { CLAIM_MS, type Claimed } from './claim.ts'
import { type Outcome, settleSms } from './settle-sms.ts'
import { type SmsTransport, SmsTransportError } from './transport.ts'

/** After this a transport's answer is not waited for any longer, well before the claim lapses. */
export const SEND_TIMEOUT_MS = 120_000
/** What was certainly not taken is tried again after this, then after twice as long. */
const AGAIN_FIRST_MS = 2_000
const AGAIN_MOST_MS = 120_000

/** Hands one claimed message over and enters what that came to. An answer that comes after the time-out is entered as well. */
export async function handOver(
  house: House,
  transport: SmsTransport,
  sms: Claimed,
  stopping: AbortSignal,
): Promise<Outcome> {
  const settle = (outcome: Outcome): Promise<void> =>
    enterForSure(house.world, { smsId: sms.id }, () => settleSms(house, sms, outcome), stopping)
  const outcome = await outcomeOf(house, transport, sms, settle)
  if (outcome.kind !== 'taken')
    house.world.log.warn({ smsId: sms.id, transport: transport.name, outcome }, 'message not taken')
  await settle(outcome)
  return outcome
}

/** Sends once, and waits for at most two minutes. @param late takes the answer of a transport that came after all */
async function outcomeOf(
  { world }: House,
  transport: SmsTransport,
  { attempt, ...outgoing }: Claimed,
  late: (outcome: Outcome) => Promise<void>,
): Promise<Outcome> {
  let overdue = false
  const again_ms = backoff_ms(world.random, attempt - 1, AGAIN_FIRST_MS, AGAIN_MOST_MS)
  const answered = transport.send(outgoing).then(
    ({ providerIds }): Outcome => ({ kind: 'taken', transport: transport.name, providerIds }),
    (error: unknown): Outcome => {
      if (error instanceof SmsTransportError) return { kind: error.kind, why: error.message, again_ms }
      // An error that it does not name tells nothing about the message.
      world.log.error({ smsId: outgoing.id, transport: transport.name, error }, 'transport failed')
      return { kind: 'unclear', why: 'the transport failed' }
    },
  )
  const sooner = answered.then(async (outcome) => {
    if (overdue && outcome.kind === 'taken') await late(outcome)
    return outcome
  })
  let cancel: Cancel = () => {}
  const patience = new Promise<Outcome>((resolve) => {
    cancel = world.clock.after(SEND_TIMEOUT_MS, () => {
      overdue = true
      resolve({ kind: 'unclear', why: 'no answer in time' })
    })
  })
  return Promise.race([sooner, patience]).finally(cancel)
}

// A claim that lapsed while its process still sends would have the message sent twice.
if (SEND_TIMEOUT_MS >= CLAIM_MS) throw new Error('a sending outlasts its claim')
