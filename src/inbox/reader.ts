import type { Frames, PlacedFrame } from './inbox.ts'
import type { Journal } from './journal.ts'
import { joined } from './stretch.ts'

/** Where one reader is, and what it gets next. */
export class Position {
  readonly #journal: Journal
  /** Everything up to here was dealt with. */
  #place: number
  /** Between `#place` and here nothing is left but records and damage. */
  #skipped = 0
  /** Where following has come to, at or behind `#place`. */
  #cursor = 0
  /** Places that `done` may name, ascending in each and from one to the next. */
  #handedOut: Float64Array[] = []

  constructor(journal: Journal, place: number) {
    this.#journal = journal
    this.#place = place
  }

  /** What to remember over a restart. */
  get place(): number {
    return this.#place
  }

  /** Nothing before this is needed any more. */
  get reached(): number {
    return Math.max(this.#place, this.#skipped)
  }

  /** Up to `frames_max` frames behind the place, of those that are on disk now. @param bytes_max beyond which nothing more is read */
  async collect(frames_max: number, bytes_max: number): Promise<PlacedFrame[]> {
    const found: PlacedFrame[] = []
    const from = this.reached
    let cursor = from
    const enough = (): boolean => found.length === frames_max || (found.length > 0 && cursor - from >= bytes_max)
    while (!enough() && cursor < this.#journal.head) {
      const { frames, next } = await this.#journal.read(cursor)
      cursor = Math.max(next, cursor)
      for (let nth = 0; nth < frames.length && found.length < frames_max; nth++) found.push(alone(frames.at(nth)!))
      if (found.length === 0) this.#skipped = cursor
    }
    this.#handedOut = [Float64Array.from(found, ({ place }) => place)]
    return found
  }

  /** Begins to follow, behind the place. */
  rewind(): void {
    this.#cursor = this.reached
    this.#handedOut = []
  }

  /** Frames behind those given last, of some readings from disk; none when there are no more now. @param bytes_max beyond which nothing more is read */
  async further(bytes_max: number): Promise<Frames> {
    const parts: Frames[] = []
    const from = this.#cursor
    while (this.#cursor < this.#journal.head && (parts.length === 0 || this.#cursor - from < bytes_max)) {
      const { frames, next } = await this.#journal.read(this.#cursor)
      this.#cursor = Math.max(next, this.#cursor)
      if (frames.length === 0) continue
      this.#handedOut.push(frames.places())
      parts.push(frames)
    }
    return joined(parts)
  }

  /** @throws RangeError for a place that this reader was not given */
  moveTo(place: number): void {
    if (place <= this.#place) return
    const nth = this.#handedOut.findIndex((places) => place <= places.at(-1)!)
    if (!this.#handedOut[nth]?.includes(place)) throw new RangeError(`place ${place} was not handed out`)
    this.#place = place
    this.#handedOut.splice(0, nth)
  }
}

/** Its payload copied: what was read from disk must not live as long as the smallest frame in it. */
function alone(frame: PlacedFrame): PlacedFrame {
  return { ...frame, payload: Uint8Array.from(frame.payload) }
}
