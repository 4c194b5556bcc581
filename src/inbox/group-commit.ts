import type { Log } from '../std/log.ts'
import { ProblemError } from '../std/problems.ts'
import { nextTurn } from '../std/turn.ts'
import { type Places, placesRecord, writeFrame } from './frame.ts'
import type { Frame } from './inbox.ts'
import type { Journal } from './journal.ts'
import type { InboxLimits } from './limits.ts'

type Waiting = { frames: readonly Frame[]; bytes: number; resolve: () => void; reject: (error: unknown) => void }

/** A record of the readers' places takes no more: 8 names of 32 characters and their numbers. */
const PLACES_BYTES_MAX = 1_024

/**
 * Gathers what is appended while the disk is busy with the last batch, and writes it as one with a single sync.
 * A batch closes when the previous sync has finished, or at `batchFrames_max` frames or `batchBytes_max` bytes; the rest goes with the next. While many send one report at a
 * time and a sync takes less than a millisecond, it would close with a few of them, and what a batch costs by itself would be most of what a report costs: then it stays open
 * for some turns of the event loop.
 */
export class GroupCommit {
  readonly #journal: Journal
  readonly #limits: InboxLimits
  readonly #log: Log
  readonly #places: () => Places
  readonly #onCommit: (oldestReceivedAt: number, end: number) => void
  #waiting: Waiting[] = []
  #waitingFrames = 0
  #waitingBytes = 0
  #placesWanted: PromiseWithResolvers<void> | null = null
  #releaseWanted: PromiseWithResolvers<void> | null = null
  #running: Promise<void> | null = null
  #diskFails = false
  /** Frames of the last batch. */
  #lastFrames = 0

  /** @param onCommit called for each batch with when its oldest frame was received and the place behind the last, before its appends resolve */
  constructor(
    parts: { journal: Journal; limits: InboxLimits; log: Log; places: () => Places },
    onCommit: (oldestReceivedAt: number, end: number) => void,
  ) {
    this.#journal = parts.journal
    this.#limits = parts.limits
    this.#log = parts.log
    this.#places = parts.places
    this.#onCommit = onCommit
  }

  /** Accepted and not yet durable. */
  get waitingBytes(): number {
    return this.#waitingBytes
  }

  /** Resolves when the frames, `bytes` long on disk, are durable. @throws ProblemError `try-again-later` */
  append(frames: readonly Frame[], bytes: number): Promise<void> {
    const { waitingFrames_max, waitingBytes_max } = this.#limits
    if (this.#waitingFrames + frames.length > waitingFrames_max || this.#waitingBytes + bytes > waitingBytes_max) {
      return Promise.reject(new ProblemError('try-again-later', {}, { cause: 'the queue of the inbox is full' }))
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ frames, bytes, resolve, reject })
      this.#waitingFrames += frames.length
      this.#waitingBytes += bytes
      this.#start()
    })
  }

  /** Resolves when the places as they are now, or later ones, are durable. */
  recordPlaces(): Promise<void> {
    this.#placesWanted ??= Promise.withResolvers<void>()
    this.#start()
    return this.#placesWanted.promise
  }

  /** Has the journal delete what it keeps of segments that were given up, between two batches. */
  release(): Promise<void> {
    this.#releaseWanted ??= Promise.withResolvers<void>()
    this.#start()
    return this.#releaseWanted.promise
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    await this.#running
  }

  #start(): void {
    // A microtask later, so that the appends of one turn share the first batch.
    this.#running ??= Promise.resolve().then(() => this.#run())
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0 || this.#placesWanted || this.#releaseWanted) {
      await this.#released()
      if (this.#waiting.length === 0 && !this.#placesWanted) continue
      await this.#gather()
      const batch = this.#take()
      const wanted = this.#placesWanted
      this.#placesWanted = null
      try {
        const end = await this.#commit(batch, wanted !== null)
        this.#diskFails = false
        if (batch.length > 0) this.#onCommit(oldest(batch), end)
        for (const { resolve } of batch) resolve()
        wanted?.resolve()
      } catch (cause) {
        if (!this.#diskFails) this.#log.error({ error: cause }, 'inbox disk fails, nothing is acknowledged')
        this.#diskFails = true
        for (const { reject } of [...batch, ...(wanted ? [wanted] : [])])
          reject(new ProblemError('try-again-later', {}, { cause }))
      }
    }
    this.#running = null
  }

  async #released(): Promise<void> {
    const wanted = this.#releaseWanted
    this.#releaseWanted = null
    if (wanted) await this.#journal.release().then(wanted.resolve, wanted.reject)
  }

  async #gather(): Promise<void> {
    const { gatherFrom_frames, gather_frames, gatherTurns_max } = this.#limits
    if (this.#lastFrames < gatherFrom_frames) return
    for (let turn = 0, seen = 0; turn < gatherTurns_max; turn++) {
      if (this.#waitingFrames >= gather_frames || this.#waitingFrames === seen) return
      seen = this.#waitingFrames
      await new Promise<void>((resolve) => nextTurn(resolve))
    }
  }

  #take(): Waiting[] {
    let frames = 0
    let bytes = 0
    let count = 0
    for (const waiting of this.#waiting) {
      frames += waiting.frames.length
      bytes += waiting.bytes
      if (count > 0 && (frames > this.#limits.batchFrames_max || bytes > this.#limits.batchBytes_max)) break
      count++
    }
    const batch = this.#waiting.splice(0, count)
    this.#lastFrames = 0
    for (const taken of batch) {
      this.#lastFrames += taken.frames.length
      this.#waitingFrames -= taken.frames.length
      this.#waitingBytes -= taken.bytes
    }
    return batch
  }

  /** @returns the place behind the last frame */
  async #commit(batch: readonly Waiting[], withPlaces: boolean): Promise<number> {
    const framesBytes = batch.reduce((sum, { bytes }) => sum + bytes, 0)
    const salt = await this.#journal.saltFor(framesBytes + (withPlaces ? PLACES_BYTES_MAX : 0), this.#places())
    const record = withPlaces ? placesRecord(this.#places(), salt) : Buffer.alloc(0)
    const end = this.#journal.head + framesBytes
    // Not from Buffer's pool: the disk's thread takes the whole buffer over.
    const bytes = Buffer.allocUnsafeSlow(framesBytes + record.length)
    let at = 0
    const marks: number[] = []
    for (const { frames } of batch) {
      for (const frame of frames) {
        const from = at
        at = writeFrame(bytes, at, frame, salt)
        marks.push(from, at)
      }
    }
    bytes.set(record, at)
    await this.#journal.write(bytes, marks)
    return end
  }
}

function oldest(batch: readonly Waiting[]): number {
  let oldestReceivedAt = Number.POSITIVE_INFINITY
  for (const { frames } of batch)
    for (const { receivedAt } of frames) oldestReceivedAt = Math.min(oldestReceivedAt, receivedAt)
  return oldestReceivedAt
}
