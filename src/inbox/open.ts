import type { Cancel } from '../std/clock.ts'
import { ProblemError } from '../std/problems.ts'
import type { World } from '../std/world.ts'
import { Backlog, type Span } from './backlog.ts'
import type { Disk } from './disk.ts'
import { frameBytes, PAYLOAD_BYTES_MAX, type Places, SOURCE_BYTES_MAX, utf8Bytes } from './frame.ts'
import { GroupCommit } from './group-commit.ts'
import type { Frame, Frames, Inbox, InboxReader } from './inbox.ts'
import { Journal } from './journal.ts'
import type { InboxLimits } from './limits.ts'
import { Position } from './reader.ts'
import { type Recovered, recover } from './recover.ts'

const READER_NAME = /^[a-z][a-z0-9-]{0,31}$/

/**
 * Opens the inbox on `disk`, which it closes when it is closed itself. Only one may be open on a disk.
 * @throws the disk's error when what is there cannot be read
 */
export async function openInbox(parts: { disk: Disk; world: World; limits: InboxLimits }): Promise<Inbox> {
  return new DiskInbox(parts, await recover(parts.disk, parts.world))
}

class DiskInbox implements Inbox {
  readonly #disk: Disk
  readonly #world: World
  readonly #limits: InboxLimits
  readonly #journal: Journal
  readonly #backlog: Backlog
  readonly #commit: GroupCommit
  readonly #positions = new Map<string, Position>()
  readonly #readers = new Map<string, InboxReader>()
  readonly #followed = new Set<string>()
  #grown = Promise.withResolvers<void>()
  #closed: { done: Promise<void> } | null = null
  #releasing: Cancel | null = null

  constructor({ disk, world, limits }: { disk: Disk; world: World; limits: InboxLimits }, found: Recovered) {
    this.#disk = disk
    this.#world = world
    this.#limits = limits
    this.#journal = new Journal(disk, world, limits, found)
    this.#backlog = new Backlog(found.spans)
    for (const [name, place] of Object.entries(found.places)) {
      this.#positions.set(name, new Position(this.#journal, place))
    }
    this.#commit = new GroupCommit(
      { journal: this.#journal, limits, log: world.log, places: () => this.#places() },
      (receivedAt, end) => this.#committed({ receivedAt, end }),
    )
  }

  async append(frames: readonly Frame[]): Promise<void> {
    if (this.#closed) throw new ProblemError('try-again-later', {}, { cause: 'the inbox is closed' })
    const bytes = checkedBytes(frames, this.#limits)
    if (frames.length === 0) return
    if (this.#waitingBytes() + this.#commit.waitingBytes + bytes > this.#limits.backlogBytes_max) {
      throw new ProblemError('try-again-later', {}, { cause: 'the inbox is full' })
    }
    await this.#commit.append(frames, bytes)
  }

  reader(name: string): InboxReader {
    if (!READER_NAME.test(name)) throw new RangeError(`not a reader's name: ${name}`)
    const known = this.#readers.get(name)
    if (known) return known
    if (!this.#positions.has(name) && this.#positions.size >= this.#limits.readers_max) {
      throw new RangeError('too many readers')
    }
    const position = this.#positions.get(name) ?? new Position(this.#journal, this.#slowest())
    this.#positions.set(name, position)
    const reader = this.#readerAt(name, position)
    this.#readers.set(name, reader)
    return reader
  }

  backlog(): { bytes: number; oldestReceivedAt: number | null } {
    return { bytes: this.#waitingBytes(), oldestReceivedAt: this.#backlog.oldestAfter(this.#slowest()) }
  }

  close(): Promise<void> {
    this.#releasing?.()
    this.#closed ??= {
      done: this.#commit
        .idle()
        .then(() => this.#release())
        .then(() => this.#disk.close()),
    }
    this.#grown.resolve()
    return this.#closed.done
  }

  #readerAt(name: string, position: Position): InboxReader {
    let asking = false
    return {
      next: async (frames_max) => {
        if (asking) throw new Error(`reader ${name} is asked for frames twice at once`)
        if (!(frames_max >= 1)) throw new RangeError('frames_max is at least 1')
        asking = true
        try {
          while (!this.#closed) {
            const grown = this.#grown.promise
            const frames = await position.collect(frames_max, this.#limits.readBytes_max)
            if (frames.length > 0) return frames
            await grown
          }
          return null
        } finally {
          asking = false
        }
      },
      follow: () => this.#following(name, position),
      done: async (place) => {
        position.moveTo(place)
        await this.#commit.recordPlaces()
        const slowest = this.#slowest()
        this.#journal.forgetBefore(slowest)
        await this.#journal.dropBefore(slowest >= this.#backlog.end ? this.#journal.head : slowest)
        this.#releaseLater()
      },
    }
  }

  async *#following(name: string, position: Position): AsyncGenerator<Frames> {
    if (this.#followed.has(name)) throw new Error(`reader ${name} is followed twice at once`)
    this.#followed.add(name)
    try {
      position.rewind()
      while (!this.#closed) {
        const grown = this.#grown.promise
        const frames = await position.further(this.#limits.followBytes_max)
        yield frames
        if (frames.length === 0) await grown
      }
    } finally {
      this.#followed.delete(name)
    }
  }

  /** Once no segment is begun any more, nothing of what was dealt with is kept to be written over. */
  #releaseLater(): void {
    if (this.#releasing || this.#closed || !this.#journal.hasSpares) return
    const { begun } = this.#journal
    this.#releasing = this.#world.clock.after(this.#limits.spares_ms_max, () => {
      this.#releasing = null
      if (this.#journal.begun === begun) void this.#release()
      else this.#releaseLater()
    })
  }

  /** What is not deleted now is deleted by a later release, or passed over when the inbox is opened. */
  #release(): Promise<void> {
    return this.#commit
      .release()
      .catch((error: unknown) => this.#world.log.warn({ error }, 'inbox could not delete what it does not need'))
  }

  #committed(span: Span): void {
    this.#backlog.add(span)
    this.#grown.resolve()
    this.#grown = Promise.withResolvers<void>()
  }

  #places(): Places {
    return Object.fromEntries([...this.#positions].map(([name, { place }]) => [name, place]))
  }

  /** Where the slowest reader is; without any, everything still waits for the first one. */
  #slowest(): number {
    let slowest = Infinity
    for (const { reached } of this.#positions.values()) slowest = Math.min(slowest, reached)
    return slowest === Infinity ? this.#journal.tail : Math.max(this.#journal.tail, slowest)
  }

  #waitingBytes(): number {
    return Math.max(0, this.#backlog.end - this.#slowest())
  }
}

/** Bytes that the frames take on disk. @throws ProblemError `too-large` or `invalid-request` */
function checkedBytes(frames: readonly Frame[], limits: InboxLimits): number {
  let bytes = 0
  for (const frame of frames) {
    const sourceBytes = utf8Bytes(frame.source)
    if (sourceBytes > SOURCE_BYTES_MAX || !Number.isFinite(frame.receivedAt)) {
      throw new ProblemError('invalid-request', {}, { cause: 'the source is too long or the time is none' })
    }
    if (frame.payload.length > Math.min(limits.payloadBytes_max, PAYLOAD_BYTES_MAX)) throw new ProblemError('too-large')
    bytes += frameBytes(sourceBytes, frame.payload.length)
  }
  if (bytes > limits.waitingBytes_max) throw new ProblemError('too-large')
  return bytes
}
