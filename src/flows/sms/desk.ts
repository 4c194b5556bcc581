import type { Inbox, InboxReader, PlacedFrame } from '../../inbox/inbox.ts'
import { backoff_ms } from '../../std/backoff.ts'
import { type Cancel, wait } from '../../std/clock.ts'
import { ProblemError } from '../../std/problems.ts'
import { Slots } from '../../std/slots.ts'
import type { Texts } from '../../std/texts.ts'
import type { House } from '../house.ts'
import { type Attention, type Next, attend as watchOver } from '../outbox/attend.ts'
import { unanswerableSender } from './answer-message.ts'
import { type Attendance, attend } from './attend-message.ts'
import { bluntGuard } from './blunt-guard.ts'
import { Hand, type Held } from './in-hand.ts'
import { type Entry, entryOf, frameOf, received } from './inbox-frame.ts'
import { inMaintenance } from './maintenance.ts'
import type { IncomingSms, OutgoingSms, SmsSink } from './transport.ts'

/** How long a message may wait to be judged, counted while this process is running and has it. */
export const JUDGE_WITHIN_MS = 30_000
/** Messages in hand; the next one is left with its carrier. With the ledger away, so many can be told so. */
const IN_HAND_MAX = 10_000
/** Stories under way at once: as many as share two commits, and few enough that others are not kept waiting. */
const JUDGING_MAX = 100
const NOTING_MAX = 20
/** The reader's place need not be newer: what is read again is known to the ledger. */
const PLACE_EVERY_MS = 1_000
const RETRY_FIRST_MS = 100
const RETRY_MOST_MS = 10_000
const LANGUAGES_MAX = 10_000
/** It only matters for messages that come while the ledger is away. */
const LOOK_EVERY_MS = 10_000

/** What answering needs besides the house. */
export type DeskParts = {
  /** An inbox of the desk's own. */
  inbox: Inbox
  texts: Texts
  /** Numbers of ours, E.164: never answered. */
  ownNumbers: readonly string[]
  /** Hands a message to a transport where the ledger cannot take it. @throws SmsTransportError */
  send(sms: OutgoingSms): Promise<unknown>
  /** Counts by stable names: an answer's, a suppression's, or `known`. */
  tally?(outcome: string): void
}

/** Where messages from phones are answered. */
export type SmsDesk = Pick<SmsSink, 'inbound'> & {
  /** Messages received and not dealt with to their end, and when the oldest of them was received (milliseconds since 1970). */
  waiting(): { messages: number; oldestReceivedAt: number | null }
  /** Resolves when there are none. */
  idle(): Promise<void>
  /** Stops; what is not dealt with stays in the inbox. */
  stop(): Promise<void>
}

/** Starts answering: what an earlier process left, and each message that comes. */
export function startSmsDesk(house: House, parts: DeskParts): SmsDesk {
  return new Desk(house, parts)
}

class Desk implements SmsDesk {
  readonly #house: House
  readonly #inbox: Inbox
  readonly #reader: InboxReader
  readonly #attendance: Attendance
  readonly #hand = new Hand()
  /** Entries that were appended and have not come back by the reader yet. */
  readonly #unread = new Set<string>()
  readonly #attending = new Set<Promise<void>>()
  readonly #idlers = new Set<() => void>()
  readonly #ended = new AbortController()
  readonly #following: Promise<void>
  /** Messages that an earlier process left. Nothing is judged before all of it has been read: a verdict stands behind its message. Null from then on. */
  #left: Held[] | null = []
  /** As it was last seen; what counts is what the story that judges a message sees. */
  #maintenance = false
  readonly #watch: Attention
  #saveTimer: Cancel | null = null
  #saving: Promise<void> = Promise.resolve()
  #saved: number | null = null

  constructor(house: House, parts: DeskParts) {
    this.#house = house
    this.#inbox = parts.inbox
    this.#reader = parts.inbox.reader('dialogue')
    this.#attendance = this.#attendanceOf(parts)
    this.#following = this.#follow()
    this.#watch = watchOver(house.world, 'maintenance of the dialogue not seen', () => this.#look())
    this.#watch.wake()
  }

  async inbound(sms: IncomingSms): Promise<void> {
    if (this.#hand.size >= IN_HAND_MAX || this.#ended.signal.aborted)
      throw new ProblemError('try-again-later', {}, { cause: 'no more messages can be taken in hand' })
    const message = received(this.#house.world, sms)
    if (!this.#hand.has(message)) await this.#keep(message)
  }

  waiting(): { messages: number; oldestReceivedAt: number | null } {
    return { messages: this.#hand.size, oldestReceivedAt: this.#hand.oldest?.message.receivedAt ?? null }
  }

  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#idlers.add(resolve)
      this.#rest()
    })
  }

  async stop(): Promise<void> {
    this.#ended.abort(new Error('stopped'))
    this.#saveTimer?.()
    await this.#watch.stop()
    await this.#following
    await Promise.allSettled(this.#attending)
    await this.#save()
  }

  #attendanceOf({ texts, ownNumbers, send, tally }: DeskParts): Attendance {
    const desk = { texts, own: new Set(ownNumbers) }
    const languages = new Map<string, string>()
    const blunt = bluntGuard(this.#house.world.clock)
    return {
      house: this.#house,
      desk,
      keep: (entry) => this.#keep(entry),
      send,
      maintenance: () => this.#maintenance,
      guard: (message) => unanswerableSender(message, desk) ?? blunt(message.from),
      language: (from) => languages.get(from),
      answered(name, { from }, language) {
        tally?.(name)
        if (language === null) return
        languages.delete(from)
        languages.set(from, language)
        const [oldest] = languages.keys()
        if (languages.size > LANGUAGES_MAX && oldest !== undefined) languages.delete(oldest)
      },
      judging: new Slots(JUDGING_MAX),
      noting: new Slots(NOTING_MAX),
      ended: this.#ended.signal,
    }
  }

  async #look(): Promise<Next> {
    this.#maintenance = await inMaintenance(this.#house.ledger.reads)
    return { after_ms: LOOK_EVERY_MS }
  }

  async #keep(entry: Entry): Promise<void> {
    this.#unread.add(nameOf(entry))
    try {
      await this.#inbox.append([frameOf(this.#house, entry)])
    } catch (error) {
      // It may be there all the same; then it comes by the reader, and is taken as any other.
      this.#unread.delete(nameOf(entry))
      throw error
    }
  }

  /** Reads the inbox as it grows. A reading that fails is tried again: what was given already is in hand, and known by its id. */
  async #follow(): Promise<void> {
    const { clock, random, log } = this.#house.world
    const stopped = new Promise<null>((resolve) => this.#ended.signal.addEventListener('abort', () => resolve(null)))
    let seen = -1
    for (let attempt = 0; !this.#ended.signal.aborted; attempt++) {
      try {
        const batches = this.#reader.follow()[Symbol.asyncIterator]()
        for (;;) {
          const batch = await Promise.race([batches.next(), stopped])
          if (batch === null || batch.done) return
          attempt = 0
          for (const frame of batch.value) if (frame.place > seen) this.#read(frame)
          seen = batch.value.at(-1)?.place ?? seen
          if (batch.value.length === 0 && this.#left) this.#beginAll()
          this.#rest()
        }
      } catch (error) {
        log.error({ error }, 'the SMS inbox cannot be read')
        await wait(clock, backoff_ms(random, attempt, RETRY_FIRST_MS, RETRY_MOST_MS), this.#ended.signal).catch(
          () => {},
        )
      }
    }
  }

  #read(frame: PlacedFrame): void {
    let entry: Entry
    try {
      entry = entryOf(this.#house, frame)
    } catch (error) {
      this.#house.world.log.error({ error, place: frame.place }, 'an entry of the SMS inbox cannot be read')
      this.#hand.pass(frame.place)
      return
    }
    this.#unread.delete(nameOf(entry))
    const until_ms = this.#house.world.clock.monotonic() + JUDGE_WITHIN_MS
    const it = this.#hand.take(frame.place, entry, { left: this.#left !== null, until_ms })
    if (it && this.#left) this.#left.push(it)
    else if (it) this.#begin(it)
  }

  #beginAll(): void {
    const left = this.#left ?? []
    this.#left = null
    for (const it of left) this.#begin(it)
    this.#saveSoon()
  }

  #begin(it: Held): void {
    const turn = this.#hand.turnOf(it)
    const done = attend(this.#attendance, it, turn.comes, turn.end)
      .then(() => {
        this.#hand.finish(it)
        this.#saveSoon()
      })
      .catch((error: unknown) => {
        if (this.#ended.signal.aborted) return
        this.#house.world.log.error({ error, smsId: it.message.id }, 'message not dealt with')
      })
      .finally(() => {
        turn.end()
        this.#attending.delete(done)
        this.#rest()
      })
    this.#attending.add(done)
  }

  #rest(): void {
    if (this.#hand.size > 0 || this.#unread.size > 0 || this.#left !== null) return
    for (const tell of this.#idlers) tell()
    this.#idlers.clear()
  }

  #saveSoon(): void {
    if (this.#ended.signal.aborted) return
    this.#saveTimer ??= this.#house.world.clock.after(PLACE_EVERY_MS, () => {
      this.#saveTimer = null
      void this.#save()
    })
  }

  #save(): Promise<void> {
    this.#saving = this.#saving.then(async () => {
      this.#hand.forget(this.#house.world.clock.now())
      const { passed } = this.#hand
      if (passed === null || passed === this.#saved) return
      try {
        await this.#reader.done(passed)
        this.#saved = passed
      } catch (error) {
        this.#house.world.log.warn({ error }, 'place in the SMS inbox not kept')
      }
    })
    return this.#saving
  }
}

function nameOf(entry: Entry): string {
  return `${entry.kind} ${entry.kind === 'message' ? entry.id : entry.of}`
}
