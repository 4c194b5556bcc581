import { type HandedOver, type OutgoingSms, SmsTransportError } from '../../flows/sms/transport.ts'
import { backoff_ms } from '../../std/backoff.ts'
import { wait } from '../../std/clock.ts'
import type { World } from '../../std/world.ts'
import { isE164 } from '../e164.ts'
import { weigh } from './commands.ts'
import type { KeptSession } from './connection.ts'
import { SMPP_LIMITS } from './limits.ts'
import { addressOf, writeShortMessage } from './short-message.ts'
import { type Segment, segmentsOf } from './text.ts'
import { windowOf } from './window.ts'

/** Hands messages to the session that is bound. */
export type Submitter = {
  /** @throws SmsTransportError */
  send(sms: OutgoingSms): Promise<HandedOver>
  /** Why nothing would be sent now; null = it would. */
  obstacle(): string | null
  /** Takes nothing more. */
  close(): void
}

/** No text with more characters fits into the parts that a message may have. */
const TEXT_CHARACTERS_MAX = SMPP_LIMITS.parts_max * 160
const HEADER_FOLLOWS = 0x40
/** A receipt for every final outcome (SMPP 3.4 §5.2.17). */
const RECEIPT = 0x01

type Fate = { kind: 'taken'; id: string } | { kind: SmsTransportError['kind']; why: string }

/** @param from the number or name that sends where the message names none */
export function submitter(
  { clock, random }: World,
  from: string,
  kept: Pick<KeptSession, 'current' | 'why'>,
): Submitter {
  const window = windowOf(SMPP_LIMITS.window_max, SMPP_LIMITS.waiting_max)
  const closing = new AbortController()
  let reference = random.bytes(1)[0] ?? 0
  let throttles = 0
  /** By the monotonic clock. */
  let throttledUntil_ms = Number.NEGATIVE_INFINITY

  function obstacle(): string | null {
    if (closing.signal.aborted) return 'is closed'
    if (kept.current() === null) return kept.why()
    return clock.monotonic() < throttledUntil_ms ? 'the SMSC asked for a slower pace' : null
  }
  /** One try of one part, in its turn. */
  async function once(body: Uint8Array): Promise<Fate | { kind: 'throttled' }> {
    const leave = await window.enter()
    if (leave === null) return { kind: 'unavailable', why: 'has enough messages under way' }
    try {
      const session = kept.current()
      if (session === null) return { kind: 'unavailable', why: kept.why() }
      const submitted = await session.submit(body)
      if (submitted === null) return { kind: 'unclear', why: 'the session ended in the middle' }
      const kind = weigh(submitted.status)
      if (kind === 'taken') return { kind, id: submitted.messageId }
      if (kind === 'throttled') return { kind }
      return { kind, why: `the SMSC answered 0x${submitted.status.toString(16)}` }
    } finally {
      leave()
    }
  }
  /** @param patient tries again after a throttling: the parts before it are with the SMSC already */
  async function part(body: Uint8Array, patient: boolean): Promise<Fate> {
    for (let tries = 1; ; tries++) {
      const fate = await once(body)
      if (fate.kind === 'taken') throttles = 0
      if (fate.kind !== 'throttled') return fate
      const pause_ms = backoff_ms(random, throttles++, SMPP_LIMITS.throttle_first_ms, SMPP_LIMITS.throttle_most_ms)
      throttledUntil_ms = Math.max(throttledUntil_ms, clock.monotonic() + pause_ms)
      if (!patient || tries >= SMPP_LIMITS.partTries_max || closing.signal.aborted)
        return { kind: 'unavailable', why: 'the SMSC asked for a slower pace' }
      await wait(clock, throttledUntil_ms - clock.monotonic(), closing.signal).catch(() => {})
    }
  }

  return {
    obstacle,
    close: () => closing.abort(),
    async send(sms) {
      if (!isE164(sms.to)) throw new SmsTransportError('rejected', 'not a number in the form of E.164')
      const segments = sms.text.length > TEXT_CHARACTERS_MAX ? [] : segmentsOf(sms.text, reference)
      if (sms.text === '' || segments.length === 0 || segments.length > SMPP_LIMITS.parts_max)
        throw new SmsTransportError('rejected', `smpp takes 1 to ${SMPP_LIMITS.parts_max} parts`)
      const why = obstacle()
      if (why !== null) throw new SmsTransportError('unavailable', `smpp: ${why}`)
      reference = (reference + 1) & 0xff
      const providerIds: string[] = []
      for (const segment of segments) {
        const body = bodyOf(sms, sms.from ?? from, segment, clock.now())
        const fate = await part(body, providerIds.length > 0)
        if (fate.kind === 'taken') providerIds.push(fate.id === '' ? `${sms.id}-${providerIds.length + 1}` : fate.id)
        // Parts of it are with the SMSC: whether the phone shows anything of them is anybody's guess.
        else
          throw new SmsTransportError(
            fate.kind === 'unavailable' && providerIds.length > 0 ? 'unclear' : fate.kind,
            `smpp: ${fate.why}`,
          )
      }
      return { providerIds }
    },
  }
}

function bodyOf(sms: OutgoingSms, from: string, segment: Segment, now: number): Uint8Array {
  return writeShortMessage({
    source: addressOf(from),
    destination: addressOf(sms.to),
    esmClass: segment.header ? HEADER_FOLLOWS : 0,
    validity: sms.notAfter === undefined ? '' : relative(sms.notAfter - now),
    registeredDelivery: RECEIPT,
    dataCoding: segment.dataCoding,
    message: segment.message,
    tlvs: new Map(),
  })
}

/** A relative time (SMPP 3.4 §7.1.1.2) `YYMMDDhhmmss000R`, of at least a minute and at most 30 days. */
function relative(span_ms: number): string {
  const seconds = Math.min(Math.max(Math.floor(span_ms / 1_000), 60), 30 * 86_400)
  const two = (count: number): string => String(Math.floor(count)).padStart(2, '0')
  return `0000${two(seconds / 86_400)}${two((seconds / 3_600) % 24)}${two((seconds / 60) % 60)}${two(seconds % 60)}000R`
}
