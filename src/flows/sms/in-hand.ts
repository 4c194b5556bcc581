import type { InHand } from './attend-message.ts'
import type { Entry, Received } from './inbox-frame.ts'
import { OpenPlaces } from './open-places.ts'

/** A message in hand with the frames of the inbox that are needed as long as it is: its own, those of its repetitions, of its verdict and of its sending. */
export type Held = InHand & { places: number[] }

/** Messages that are remembered when they are dealt with: fewer than may be in hand, since a start has them in hand again. */
const RECENT_MAX = 2_000
const RECENT_MS = 24 * 3_600_000

/**
 * Every message that was received and is not dealt with to its end; and the last ones that are, for a day. These stay in the inbox: a message that comes twice while the ledger is away is one all the
 * same, also when the process has been another one meanwhile.
 */
export class Hand {
  readonly #byId = new Map<string, Held>()
  readonly #byKey = new Map<string, Held>()
  /** By key, the one dealt with first first. */
  readonly #recent = new Map<string, Held>()
  readonly #places = new OpenPlaces()
  /** The last message of each sender that is being judged: the next one waits for it, so that an order is carried out before what it allows is fetched. */
  readonly #turns = new Map<string, Promise<void>>()

  get size(): number {
    return this.#byId.size
  }

  get oldest(): Held | undefined {
    return this.#byId.values().next().value
  }

  /** Everything in the inbox up to here is dealt with; null: nothing was yet. */
  get passed(): number | null {
    return this.#places.passed
  }

  /** Whether the same message, by its carrier's identity, is in hand or was lately. */
  has(message: Received): boolean {
    return this.#known(keyOf(message)) !== undefined
  }

  #known(key: string): Held | undefined {
    return this.#byKey.get(key) ?? this.#recent.get(key)
  }

  /** Takes an entry of the inbox. @returns the message, if it is one that was not in hand yet */
  take(place: number, entry: Entry, how: Pick<InHand, 'left' | 'until_ms'>): Held | null {
    this.#places.opened(place)
    const known = entry.kind === 'message' ? this.#known(keyOf(entry)) : this.#byId.get(entry.of)
    if (known) {
      known.places.push(place)
      if (entry.kind === 'verdict') known.verdict ??= entry
      if (entry.kind === 'sent') known.sent ??= entry
      return null
    }
    if (entry.kind !== 'message') {
      // Its message is dealt with.
      this.#places.closed([place])
      return null
    }
    const it: Held = { message: entry, verdict: null, sent: null, ...how, places: [place] }
    this.#byId.set(entry.id, it)
    this.#byKey.set(keyOf(entry), it)
    return it
  }

  /** Passes over a frame that cannot be read. */
  pass(place: number): void {
    this.#places.opened(place)
    this.#places.closed([place])
  }

  /** A message's place behind those of its sender before it: when its turn comes, and what ends it. */
  turnOf({ message }: Held): { comes: Promise<void>; end: () => void } {
    const { promise, resolve } = Promise.withResolvers<void>()
    const comes = this.#turns.get(message.from) ?? Promise.resolve()
    this.#turns.set(message.from, promise)
    const end = (): void => {
      resolve()
      if (this.#turns.get(message.from) === promise) this.#turns.delete(message.from)
    }
    return { comes, end }
  }

  /** The message is dealt with to its end. */
  finish(it: Held): void {
    const key = keyOf(it.message)
    this.#byId.delete(it.message.id)
    this.#byKey.delete(key)
    this.#recent.set(key, it)
  }

  /** Gives up what was dealt with long ago. @param now milliseconds since 1970 */
  forget(now: number): void {
    for (const [key, { message, places }] of this.#recent) {
      if (this.#recent.size <= RECENT_MAX && message.receivedAt > now - RECENT_MS) return
      this.#recent.delete(key)
      this.#places.closed(places)
    }
  }
}

function keyOf({ transport, providerId }: Received): string {
  return JSON.stringify([transport, providerId])
}
