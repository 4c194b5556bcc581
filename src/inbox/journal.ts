import type { World } from '../std/world.ts'
import type { Disk } from './disk.ts'
import { ENTRY_BYTES_MAX, type Places, placesRecord } from './frame.ts'
import type { InboxLimits } from './limits.ts'
import { Recent } from './recent.ts'
import { HEADER_BYTES, type Segment, segmentName, writeHeader } from './segment.ts'
import { Spares } from './spares.ts'
import { type Stretch, stretchOf } from './stretch.ts'

/** What is on a disk when the inbox opens. */
export type Found = {
  /** Oldest first. */
  segments: Segment[]
  head: number
  /** Files with copies of damaged stretches. */
  damaged: Set<string>
}

/** The segments on disk as one endless sequence of bytes, addressed by place. One writer at a time; any number of readers. */
export class Journal {
  readonly #disk: Disk
  readonly #world: World
  readonly #limits: InboxLimits
  /** Oldest first. The last takes what is written, unless a write failed: then its end is in doubt and the next write starts another. */
  readonly #segments: Segment[]
  #writable: boolean
  #head: number
  readonly #damaged: Set<string>
  readonly #spares: Spares
  readonly #recent: Recent
  /** How many segments were begun. */
  #begun = 0

  constructor(disk: Disk, world: World, limits: InboxLimits, found: Found) {
    this.#disk = disk
    this.#world = world
    this.#limits = limits
    this.#segments = found.segments
    this.#head = found.head
    this.#damaged = found.damaged
    this.#writable = found.segments.at(-1)?.end === found.head
    this.#spares = new Spares(disk, limits.spareSegments_max)
    this.#recent = new Recent(limits.recentBytes_max)
  }

  /** Place behind the last durable byte. */
  get head(): number {
    return this.#head
  }

  /** Place of the oldest byte still there. */
  get tail(): number {
    return this.#segments[0]?.base ?? this.#head
  }

  /**
   * The salt for the next `bytes` to be written; starts a new segment when they would not fit. A new segment begins with the readers'
   * places, so that the newest one is always enough to know them.
   */
  async saltFor(bytes: number, places: Places): Promise<number> {
    const last = this.#segments.at(-1)
    if (last && this.#writable && last.end - last.base + bytes <= this.#limits.segmentBytes_max) return last.salt
    // Nothing stands in it, and the next one takes its place.
    if (last && last.end === last.base) await this.#disk.remove(this.#segments.pop()!.name)
    const base = this.#head
    const salt = Buffer.from(this.#world.random.bytes(4)).readUInt32BE()
    const record = placesRecord(places, salt)
    // Should this fail, the new segment may be there all the same, and what the last one took besides would be lost behind its place.
    this.#writable = false
    const name = await this.#spares.begin(base, Buffer.concat([writeHeader(base, salt), record]))
    this.#begun++
    this.#segments.push({ name, base, end: base + record.length, salt })
    this.#head = base + record.length
    this.#recent.add(base, record, [])
    this.#writable = true
    return salt
  }

  /**
   * Appends to the segment whose salt `saltFor` gave. Rejects with the disk's error; then none of it counts.
   * @param marks where each frame begins and ends in `bytes`, two numbers each
   */
  async write(bytes: Uint8Array, marks: readonly number[]): Promise<void> {
    const segment = this.#segments.at(-1)
    if (!segment || !this.#writable) throw new Error('no segment was started')
    const count = bytes.length
    this.#writable = false
    const written = await this.#disk.write(segment.name, HEADER_BYTES + segment.end - segment.base, bytes)
    this.#writable = true
    this.#recent.add(segment.end, viewOf(written), marks)
    segment.end += count
    this.#head = segment.end
  }

  /** What stands from `place` on, of what was written at once or at most about `readBytes_max`. Damage is logged, set aside and left out. */
  async read(place: number): Promise<Stretch> {
    const recent = this.#recent.from(place)
    if (recent) return recent
    const segment = this.#segments.find(({ end }) => end > place)
    if (!segment) return nothing(this.#head)
    const from = Math.max(place, segment.base)
    if (from > place) this.#world.log.error({ place, bytes: from - place }, 'inbox bytes missing')
    const left = segment.end - from
    for (const asked of [this.#limits.readBytes_max, ENTRY_BYTES_MAX]) {
      const length = Math.min(asked, left)
      const bytes = viewOf(await this.#disk.read(segment.name, HEADER_BYTES + from - segment.base, length))
      const stretch = stretchOf(bytes, segment.salt, bytes.length === left, from)
      for (const { start, end } of stretch.damaged) await this.#setAside(segment, start, end)
      if (stretch.next > from) return stretch
      if (bytes.length < length) break
    }
    this.#world.log.error({ segment: segment.name, place: from, bytes: left }, 'inbox bytes missing')
    return nothing(segment.end)
  }

  /** Keeps a copy of a damaged stretch, because the segment itself is deleted in time. */
  async #setAside(segment: Segment, start: number, end: number): Promise<void> {
    const copy = `${segmentName(start)}.damaged`
    if (this.#damaged.has(copy)) return
    this.#world.log.error(
      { segment: segment.name, place: start, bytes: end - start },
      'inbox frames damaged, set aside',
    )
    if (this.#damaged.size >= this.#limits.damagedFiles_max) return
    this.#damaged.add(copy)
    try {
      const bytes = await this.#disk.read(segment.name, HEADER_BYTES + start - segment.base, end - start)
      await this.#disk.create(copy, bytes)
    } catch (error) {
      this.#world.log.error({ segment: segment.name, place: start, error }, 'inbox damage could not be set aside')
    }
  }

  /** Gives up the segments that end before `place`, never the newest: some of their files are kept, to be written over. */
  async dropBefore(place: number): Promise<void> {
    while (this.#segments.length > 1 && this.#segments[1]!.base <= place) {
      const [gone] = this.#segments.splice(0, 1)
      await this.#spares.add(gone!.name)
    }
  }

  /** Lets go of what memory holds of the bytes before `place`. */
  forgetBefore(place: number): void {
    this.#recent.dropBefore(place)
  }

  /** Whether files are kept that hold what was dealt with. */
  get hasSpares(): boolean {
    return this.#spares.some
  }

  /** How many segments were begun since the journal was opened. */
  get begun(): number {
    return this.#begun
  }

  /** Deletes the files that are kept, and what an earlier segment left behind the end of the newest. Not while `write` is under way. */
  async release(): Promise<void> {
    const newest = this.#segments.at(-1)
    await this.#spares.release(
      newest && this.#writable ? { name: newest.name, bytes: HEADER_BYTES + newest.end - newest.base } : null,
    )
  }
}

/** The same memory: what the disk gave is nobody else's. */
function viewOf({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length)
}

function nothing(next: number): Stretch {
  return stretchOf(Buffer.alloc(0), 0, true, next)
}
