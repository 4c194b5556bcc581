import { type Damaged, FRAME_KIND, frameAt, kindAt, PLACES_KIND, walk } from './frame.ts'
import type { Frames, PlacedFrame } from './inbox.ts'

/** Frames from one place on, damaged stretches among them, and the place behind all of it. */
export type Stretch = {
  /** `places`: where each frame ends, ascending. */
  frames: Frames & { places(): Float64Array }
  damaged: readonly Damaged[]
  next: number
}

/** Frames of several stretches as one. */
export function joined(parts: readonly Frames[]): Frames {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return {
    length,
    at(index) {
      let left = index < 0 ? length + index : index
      for (const part of parts) {
        if (left < part.length) return left < 0 ? undefined : part.at(left)
        left -= part.length
      }
      return undefined
    },
    *[Symbol.iterator]() {
      for (const part of parts) yield* part
    },
  }
}

/** The frames in `bytes`, and the damaged stretches among them, as `walk` goes over them. @param base the place of the first byte */
export function stretchOf(bytes: Buffer, salt: number, whole: boolean, base: number): Stretch {
  const marks: number[] = []
  const damaged: Damaged[] = []
  const end = walk(bytes, salt, whole, (from, to, sound) => {
    const kind = sound ? kindAt(bytes, from, to) : null
    if (kind === FRAME_KIND) marks.push(from, to)
    else if (kind !== PLACES_KIND) damaged.push({ kind: 'damaged', start: base + from, end: base + to })
  })
  return { frames: new StretchFrames(bytes, base, marks), damaged, next: base + end }
}

/** Sound frames whose marks are known: where each begins and ends in `bytes`. @param next the place behind all of it */
export function stretchWith(bytes: Buffer, base: number, marks: readonly number[], next: number): Stretch {
  return { frames: new StretchFrames(bytes, base, marks), damaged: [], next }
}

/** Views of the bytes, made when they are asked for: as many objects as a stretch has frames would be copied through the heap while they wait. */
class StretchFrames implements Frames {
  readonly #bytes: Buffer
  readonly #base: number
  /** Where each begins and ends in the bytes. */
  readonly #marks: readonly number[]

  constructor(bytes: Buffer, base: number, marks: readonly number[]) {
    this.#bytes = bytes
    this.#base = base
    this.#marks = marks
  }

  get length(): number {
    return this.#marks.length / 2
  }

  at(index: number): PlacedFrame | undefined {
    const nth = 2 * (index < 0 ? this.length + index : index)
    const from = this.#marks[nth]
    return from === undefined ? undefined : frameAt(this.#bytes, from, this.#marks[nth + 1]!, this.#base)
  }

  *[Symbol.iterator](): Generator<PlacedFrame> {
    for (let index = 0; index < this.length; index++) yield this.at(index)!
  }

  places(): Float64Array {
    return Float64Array.from({ length: this.length }, (_, index) => this.#base + this.#marks[2 * index + 1]!)
  }
}
