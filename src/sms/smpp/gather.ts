import { createHash } from 'node:crypto'
import type { Cancel, Clock } from '../../std/clock.ts'
import { SMPP_LIMITS } from './limits.ts'
import type { Place } from './text.ts'

/** The connection on which something came; how sure its answers are depends on when it ended. */
export type Connection = { endedAt_ms: number | null }

/** A part of a message, or a whole one. */
export type Arrival = { from: string; to: string; dataCoding: number; octets: Uint8Array; place: Place | null }

/** `kept`: the message that it belongs to is on disk. `later`: it is not, and the carrier shall bring it again. */
export type Verdict = 'kept' | 'later'

/** All octets of a message in their order, under one id for each time that it comes. */
export type Gathered = { providerId: string; pieces: readonly { dataCoding: number; octets: Uint8Array }[] }

type Piece = { dataCoding: number; octets: Uint8Array; digest: string }
/** What a part was answered, when, and on which connection. */
type Answer = { verdict: Verdict; at_ms: number; on: Connection }
type Message = {
  providerId: string
  total: number
  pieces: Map<number, Piece>
  answers: Map<number, Answer>
  /** Whether the whole is on disk; null until it is being put there. */
  storing: Promise<boolean> | null
  waiting: Set<(verdict: Verdict) => void>
  stopHolding: Cancel
  touchedAt_ms: number
}

/**
 * Gathers what an SMSC delivers into whole messages, each with an id. SMPP gives a delivered message no id: that one is the same as another before is known by its
 * content, and by whether the carrier can have the answer to the other. No part is answered well before the whole message is on disk; an SMSC that waits for
 * the answer to one part before it brings the next is told `later` after a while, and the part is remembered.
 */
export type Gatherer = { take(arrival: Arrival, on: Connection): Promise<Verdict> }

/**
 * @param store resolves to true when the message is on disk
 * @param newId an id that was never given before
 */
export function gatherer(
  clock: Clock,
  newId: () => string,
  store: (message: Gathered, arrival: Arrival) => Promise<boolean>,
): Gatherer {
  const messages = new Map<string, Message>()

  function open(key: string, total: number): Message {
    const fresh: Message = {
      ...{ providerId: newId(), total, pieces: new Map(), answers: new Map(), storing: null, waiting: new Set() },
      stopHolding: () => {},
      touchedAt_ms: clock.monotonic(),
    }
    drop(key)
    messages.set(key, fresh)
    return fresh
  }
  function drop(key: string): void {
    const message = messages.get(key)
    messages.delete(key)
    if (message?.storing === null) letGo(message)
  }
  /** Whoever waits for the other parts comes again. */
  function letGo(message: Message): void {
    message.stopHolding()
    for (const answer of message.waiting) answer('later')
    message.waiting.clear()
  }
  function put(message: Message, arrival: Arrival): Promise<boolean> {
    message.stopHolding()
    const pieces = [...message.pieces].sort(([a], [b]) => a - b).map(([, piece]) => piece)
    const storing = store({ providerId: message.providerId, pieces }, arrival).then((stored) => {
      if (!stored) message.storing = null
      // What is on disk need not be remembered: its digest is enough.
      else for (const piece of message.pieces.values()) piece.octets = new Uint8Array()
      for (const answer of message.waiting) answer(stored ? 'kept' : 'later')
      message.waiting.clear()
      return stored
    })
    message.storing = storing
    return storing
  }
  function hold(message: Message): Promise<Verdict> {
    message.stopHolding()
    message.stopHolding = clock.after(SMPP_LIMITS.hold_ms, () => letGo(message))
    return new Promise((resolve) => message.waiting.add(resolve))
  }
  async function weigh(message: Message, arrival: Arrival): Promise<Verdict> {
    if (message.storing === null && message.pieces.size < message.total) return hold(message)
    return (await (message.storing ?? put(message, arrival))) ? 'kept' : 'later'
  }

  return {
    async take(arrival, on) {
      const { dataCoding, octets, place } = arrival
      const digest = createHash('sha256').update(Uint8Array.of(dataCoding)).update(octets).digest('base64')
      const { total, number } = place ?? { total: 1, number: 1 }
      const key = JSON.stringify([arrival.from, arrival.to, place?.reference ?? digest, total])
      const known = messages.get(key)
      const message = known && isAgain(known, number, digest, clock.monotonic()) ? known : open(key, total)
      // Behind all others: the map is in the order in which they were touched.
      messages.delete(key)
      messages.set(key, message)
      message.touchedAt_ms = clock.monotonic()
      if (!message.pieces.has(number))
        message.pieces.set(number, { dataCoding, octets: Uint8Array.from(octets), digest })
      for (const old of overdue(messages, clock.monotonic())) drop(old)
      const verdict = await weigh(message, arrival)
      message.answers.set(number, { verdict, at_ms: clock.monotonic(), on })
      return verdict
    },
  }
}

/**
 * Whether this part belongs to the message that is known: it is missing there; or it is there with the same words, and the carrier may not have the good answer that it
 * was given. With the good answer in its hands a carrier brings nothing again, so the same words are then a new message.
 */
function isAgain(message: Message, number: number, digest: string, now_ms: number): boolean {
  const piece = message.pieces.get(number)
  if (piece === undefined) return true
  if (piece.digest !== digest) return false
  const answer = message.answers.get(number)
  if (answer === undefined || answer.verdict === 'later') return true
  const { endedAt_ms } = answer.on
  if (endedAt_ms === null || now_ms - endedAt_ms > SMPP_LIMITS.redelivery_ms) return false
  return endedAt_ms - answer.at_ms <= SMPP_LIMITS.unsure_ms
}

/** What has to be forgotten: what is too old, and of too much the oldest, whose parts were never answered well and come again. */
function overdue(messages: ReadonlyMap<string, Message>, now_ms: number): string[] {
  const sizes = [...messages].map(([key, { pieces, touchedAt_ms }]) => {
    const bytes = [...pieces.values()].reduce((sum, { octets }) => sum + octets.length, 0)
    return { key, bytes, old: now_ms - touchedAt_ms >= SMPP_LIMITS.remember_ms }
  })
  let bytes = sizes.reduce((sum, each) => sum + each.bytes, 0)
  let count = sizes.length
  const over: string[] = []
  for (const each of sizes) {
    const tooMuch = count > SMPP_LIMITS.remembered_max || bytes > SMPP_LIMITS.rememberedBytes_max
    if (!tooMuch && !each.old) break
    over.push(each.key)
    bytes -= each.bytes
    count--
  }
  return over
}
