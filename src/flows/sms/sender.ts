import { backoff_ms } from '../../std/backoff.ts'
import { wait } from '../../std/clock.ts'
import { newId } from '../../std/ids.ts'
import type { House } from '../house.ts'
import { attend, type Next } from './attend.ts'
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

/** A transport that took nothing is left alone for a while, whatever waits. */
const PAUSE_FIRST_MS = 1_000
const PAUSE_MOST_MS = 30_000
/** How long stopping waits for what is being handed over: long enough for a modem and a text of three parts. */
const STOP_WAIT_MS = 20_000

/** Hands messages over. The ledger is the truth; all that is kept here may be lost. */
export type SmsSender = {
  /** Resolves when nothing is being handed over and nothing is due. */
  idle(): Promise<void>
  /** Claims nothing more, and waits up to 20 s for what is being handed over. */
  stop(): Promise<void>
}

/** Starts sending: what an earlier process left, and each message soon after the commit that put it into the outbox. @param tally counts by stable names */
export function startSmsSender(
  house: House,
  transport: SmsTransport,
  limits: SenderLimits,
  tally: (transport: string, outcome: Outcome['kind']) => void = () => {},
): SmsSender {
  const { clock, random } = house.world
  const alone = house.ledger.engine === 'sqlite'
  const holder = alone ? 'local' : newId(clock, random)
  const inFlight = new Set<Promise<void>>()
  const stopping = new AbortController()
  let recovered = !alone
  let refusals = 0
  let pausedUntil = 0
  let fullUntil = 0

  const look = async (): Promise<Next> => {
    if (!recovered) await lapseClaims(house)
    recovered = true
    const dueAt = await nextDueAt(house.ledger.reads)
    if (dueAt === null) return 'when-woken'
    const now = clock.now()
    const after_ms = Math.max(dueAt - now, pausedUntil - clock.monotonic(), fullUntil - now)
    if (after_ms > 0) return { after_ms }
    const messages_max = limits.inFlight_max - inFlight.size
    if (messages_max <= 0) return 'when-woken'
    const found = await claimDue(house, holder, { messages_max, perMinute_max: limits.perMinute_max })
    fullUntil = found.fullUntil ?? 0
    for (const sms of found.claimed) send(sms)
    return 'again'
  }
  const attention = attend(house.world, 'outbox not read', look)
  const send = (sms: Claimed): void => {
    const sending = handOver(house, transport, sms, stopping.signal)
      .then(weigh)
      .finally(() => {
        inFlight.delete(sending)
        attention.wake()
      })
    inFlight.add(sending)
  }
  const weigh = ({ kind }: Outcome): void => {
    tally(transport.name, kind)
    if (kind === 'taken') refusals = 0
    else if (kind === 'unavailable' && clock.monotonic() >= pausedUntil)
      pausedUntil = clock.monotonic() + backoff_ms(random, refusals++, PAUSE_FIRST_MS, PAUSE_MOST_MS)
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
