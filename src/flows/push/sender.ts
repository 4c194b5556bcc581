import { backoff_ms } from '../../std/backoff.ts'
import { type Cancel, wait } from '../../std/clock.ts'
import type { Texts } from '../../std/texts.ts'
import type { House } from '../house.ts'
import { attend, type Next } from '../sms/attend.ts'
import { type ClaimedPush, claimPushes, lapsePushClaims, nextPushAt } from './claim-pushes.ts'
import { type PushOutcome, settlePush } from './settle-push.ts'
import { type PushTransport, PushTransportError, SEND_TIMEOUT_MS } from './transport.ts'

const IN_FLIGHT_MAX = 20
/** A push that was not taken is tried again after this, then after twice as long. */
const AGAIN_FIRST_MS = 2_000
const AGAIN_MOST_MS = 15 * 60_000
/** The ledger is away. */
const RETRY_FIRST_MS = 500
const RETRY_MOST_MS = 30_000
const STOP_WAIT_MS = 10_000

/** Sends pushes. The ledger is the truth; all that is kept here may be lost. */
export type PushSender = {
  /** Resolves when nothing is being sent and nothing is due. */
  idle(): Promise<void>
  /** Claims nothing more, and waits up to 10 s for what is being sent. */
  stop(): Promise<void>
}

/** Starts sending: what an earlier process left, and each push soon after the commit that put it into the outbox. Services are many: that one is away holds up no other. */
export function startPushSender(
  house: House,
  texts: Texts,
  transport: PushTransport,
  tally: (outcome: PushOutcome['kind']) => void = () => {},
): PushSender {
  const { clock } = house.world
  const inFlight = new Set<Promise<void>>()
  const stopping = new AbortController()
  let recovered = house.ledger.engine !== 'sqlite'

  const look = async (): Promise<Next> => {
    if (!recovered) await lapsePushClaims(house)
    recovered = true
    const dueAt = await nextPushAt(house.ledger.reads)
    if (dueAt === null) return 'when-woken'
    const after_ms = dueAt - clock.now()
    if (after_ms > 0) return { after_ms }
    const pushes_max = IN_FLIGHT_MAX - inFlight.size
    if (pushes_max <= 0) return 'when-woken'
    for (const push of await claimPushes(house, texts, pushes_max)) send(push)
    return 'again'
  }
  const attention = attend(house.world, 'outbox of pushes not read', look)
  const send = (push: ClaimedPush): void => {
    const sending = sendOne(house, transport, push, stopping.signal)
      .then(({ kind }) => tally(kind))
      .finally(() => {
        inFlight.delete(sending)
        attention.wake()
      })
    inFlight.add(sending)
  }
  const unwatch = house.ledger.onCommit(attention.wake)
  attention.wake()

  return {
    async idle() {
      for (let more = true; more; more = inFlight.size > 0) {
        await Promise.all(inFlight)
        await attention.idle()
      }
    },
    async stop() {
      unwatch()
      await attention.stop()
      stopping.abort()
      const waited = new AbortController()
      await Promise.race([Promise.all(inFlight), wait(clock, STOP_WAIT_MS, waited.signal).catch(() => {})])
      waited.abort()
    },
  }
}

/** Sends one claimed push and enters what that came to: the ledger is asked until it answers. */
async function sendOne(
  house: House,
  transport: PushTransport,
  push: ClaimedPush,
  stopping: AbortSignal,
): Promise<PushOutcome> {
  const { clock, random, log } = house.world
  const outcome = await outcomeOf(house, transport, push)
  if (outcome.kind !== 'taken') log.warn({ pushId: push.id, kind: outcome.kind, why: outcome.why }, 'push not taken')
  for (let tries = 0; ; tries++) {
    try {
      await settlePush(house, push, outcome)
      return outcome
    } catch (error) {
      log.warn({ pushId: push.id, error }, 'outcome of a push not entered')
      if (stopping.aborted) return outcome
      await wait(clock, backoff_ms(random, tries, RETRY_FIRST_MS, RETRY_MOST_MS), stopping).catch(() => {})
    }
  }
}

async function outcomeOf({ world }: House, transport: PushTransport, push: ClaimedPush): Promise<PushOutcome> {
  const { clock, random, log } = world
  const own_ms = backoff_ms(random, push.attempt - 1, AGAIN_FIRST_MS, AGAIN_MOST_MS)
  let cancel: Cancel = () => {}
  const patience = new Promise<PushOutcome>((resolve) => {
    const late: PushOutcome = { kind: 'unavailable', why: 'no answer in time', again_ms: own_ms }
    cancel = clock.after(SEND_TIMEOUT_MS, () => resolve(late))
  })
  const sent = async (): Promise<PushOutcome> => {
    try {
      await transport.send(push)
      return { kind: 'taken' }
    } catch (error) {
      if (error instanceof PushTransportError && error.kind !== 'unavailable')
        return { kind: error.kind, why: error.message }
      const known = error instanceof PushTransportError
      if (!known) log.error({ pushId: push.id, error }, 'the way for pushes failed')
      const again_ms = Math.max(own_ms, known ? (error.again_ms ?? 0) : 0)
      return { kind: 'unavailable', why: known ? error.message : 'the way failed', again_ms }
    }
  }
  return Promise.race([sent(), patience]).finally(cancel)
}
