import type { PlacedFrame } from './inbox.ts'
import type { Journal } from './journal.ts'

/** Where one reader is, and what it gets next. */
export class Position {
  readonly #journal: Journal
  /** Everything up to here was dealt with. */
  #place: number
  /** Between `#place` and here nothing is left but records and damage. */
  #skipped = 0
  /** Where following has come to, at or behind `#place`. */
  #cursor = 0
  /** Places that `done` may name, ascending. */
  #handedOut = new Set<number>()

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

  /** Up to `frames_max` frames behind the place, of those that are on disk now. */
  async collect(frames_max: number): Promise<PlacedFrame[]> {
    const found: PlacedFrame[] = []
    while (found.length === 0 && this.reached < this.#journal.head) {
      const from = this.reached
      const { entries, next } = await this.#journal.read(from)
      for (const entry of entries) {
        if (found.length === frames_max) break
        if (entry.kind === 'frame') found.push(alone(entry.frame))
      }
      if (found.length === 0) this.#skipped = Math.max(next, from)
    }
    this.#handedOut = new Set(found.map(({ place }) => place))
    return found
  }

  /** Begins to follow, behind the place. */
  rewind(): void {
    this.#cursor = this.reached
    this.#handedOut = new Set()
  }

  /** Frames behind those given last, of one reading from disk; none when there are no more now. */
  async further(): Promise<PlacedFrame[]> {
    const found: PlacedFrame[] = []
    while (found.length === 0 && this.#cursor < this.#journal.head) {
      const { entries, next } = await this.#journal.read(this.#cursor)
      for (const entry of entries) if (entry.kind === 'frame') found.push(entry.frame)
      this.#cursor = Math.max(next, this.#cursor)
    }
    for (const { place } of found) this.#handedOut.add(place)
    return found
  }

  /** @throws RangeError for a place that this reader was not given */
  moveTo(place: number): void {
    if (place <= this.#place) return
    if (!this.#handedOut.has(place)) throw new RangeError(`place ${place} was not handed out`)
    this.#place = place
    for (const passed of this.#handedOut) {
      if (passed > place) break
      this.#handedOut.delete(passed)
    }
  }
}

/** Its payload copied: what was read from disk must not live as long as the smallest frame in it. */
function alone(frame: PlacedFrame): PlacedFrame {
  return { ...frame, payload: Uint8Array.from(frame.payload) }
}
