import { backoff_ms } from '../../std/backoff.ts'
import type { Texts } from '../../std/texts.ts'
import type { World } from '../../std/world.ts'
import type { House } from '../house.ts'
import { enterForSure, type Sender, startSender, within } from '../outbox/sender.ts'
import { type ClaimedPush, claimPushes, lapsePushClaims, nextPushAt } from './claim-pushes.ts'
import { type PushOutcome, settlePush } from './settle-push.ts'
import { type PushTransport, PushTransportError, SEND_TIMEOUT_MS } from './transport.ts'

const IN_FLIGHT_MAX = 20
/** A push that was not taken is tried again after this, then after twice as long. */
const AGAIN_FIRST_MS = 2_000
const AGAIN_MOST_MS = 15 * 60_000
const STOP_WAIT_MS = 10_000

/** Starts sending pushes. Services are many: that one is away holds up no other. @param tally counts by stable names */
export function startPushSender(
  house: House,
  texts: Texts,
  transport: PushTransport,
  tally: (outcome: PushOutcome['kind']) => void = () => {},
): Sender {
  return startSender<ClaimedPush>(house, {
    what: 'pushes',
    inFlight_max: IN_FLIGHT_MAX,
    stopWait_ms: STOP_WAIT_MS,
    lapse: () => lapsePushClaims(house),
    nextAt: () => nextPushAt(house.ledger.reads),
    claim: (pushes_max) => claimPushes(house, texts, pushes_max),
    async send(push, stopping) {
      const outcome = await outcomeOf(house.world, transport, push)
      const item = { pushId: push.id }
      if (outcome.kind !== 'taken')
        house.world.log.warn({ ...item, kind: outcome.kind, why: outcome.why }, 'push not taken')
      await enterForSure(house.world, item, () => settlePush(house, push, outcome), stopping)
      tally(outcome.kind)
      return outcome
    },
  })
}

async function outcomeOf(world: World, transport: PushTransport, push: ClaimedPush): Promise<PushOutcome> {
  const own_ms = backoff_ms(world.random, push.attempt - 1, AGAIN_FIRST_MS, AGAIN_MOST_MS)
  const sent = async (): Promise<PushOutcome> => {
    try {
      await transport.send(push)
      return { kind: 'taken' }
    } catch (error) {
      if (error instanceof PushTransportError && error.kind !== 'unavailable')
        return { kind: error.kind, why: error.message }
      const known = error instanceof PushTransportError
      if (!known) world.log.error({ pushId: push.id, error }, 'the way for pushes failed')
      const again_ms = Math.max(own_ms, known ? (error.again_ms ?? 0) : 0)
      return { kind: 'unavailable', why: known ? error.message : 'the way failed', again_ms }
    }
  }
  return within(world, SEND_TIMEOUT_MS, sent(), { kind: 'unavailable', why: 'no answer in time', again_ms: own_ms })
}
