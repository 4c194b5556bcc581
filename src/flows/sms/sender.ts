import { newId } from '../../std/ids.ts'
import type { House } from '../house.ts'
import { type Sender, startSender } from '../outbox/sender.ts'
import { type Claimed, claimDue, lapseClaims, nextDueAt } from './claim.ts'
import { handOver } from './hand-over.ts'
import type { Outcome } from './settle-sms.ts'
import type { SmsTransport } from './transport.ts'

/** What a transport may be asked at most. */
export type SenderLimits = {
  /** Messages being handed over at the same moment, by this process. */
  inFlight_max: number
  /** Messages handed over in any minute, by all processes together; a message of several parts counts once. */
  perMinute_max: number
}

const PAUSE = { first_ms: 1_000, most_ms: 30_000 }
/** Long enough for a modem and a text of three parts. */
const STOP_WAIT_MS = 20_000

/** Starts handing messages over. @param tally counts by stable names */
export function startSmsSender(
  house: House,
  transport: SmsTransport,
  limits: SenderLimits,
  tally: (transport: string, outcome: Outcome['kind']) => void = () => {},
): Sender {
  const { clock, random } = house.world
  const holder = house.ledger.engine === 'sqlite' ? 'local' : newId(clock, random)
  let fullUntil = 0
  return startSender<Claimed>(house, {
    what: 'messages to phones',
    inFlight_max: limits.inFlight_max,
    stopWait_ms: STOP_WAIT_MS,
    pause: PAUSE,
    notBefore: () => fullUntil,
    lapse: () => lapseClaims(house),
    nextAt: () => nextDueAt(house.ledger.reads),
    async claim(messages_max) {
      const found = await claimDue(house, holder, { messages_max, perMinute_max: limits.perMinute_max })
      fullUntil = found.fullUntil ?? 0
      return found.claimed
    },
    async send(sms, stopping) {
      const outcome = await handOver(house, transport, sms, stopping)
      tally(transport.name, outcome.kind)
      return outcome
    },
  })
}
