import { type Stretch, stretchWith } from './stretch.ts'

/** `marks`: where each frame begins and ends in `bytes`, two numbers each; one begins where the one before it ends, the first with the bytes. */
type Piece = { base: number; end: number; bytes: Buffer; marks: readonly number[] }

/**
 * What was written last and is durable, up to a number of bytes: a reader who keeps up has it from here. Asking the disk for it again, and checking it again, was
 * a quarter of what the process computed for a report (decision 28).
 */
export class Recent {
  readonly #bytes_max: number
  /** Oldest first. */
  readonly #pieces: Piece[] = []
  #bytes = 0

  constructor(bytes_max: number) {
    this.#bytes_max = bytes_max
  }

  /** @param base the place of the first byte; @param marks see {@link Piece} */
  add(base: number, bytes: Buffer, marks: readonly number[]): void {
    this.#pieces.push({ base, end: base + bytes.length, bytes, marks })
    this.#bytes += bytes.length
    while (this.#bytes > this.#bytes_max) this.#forgetOldest()
  }

  /** What stands from `place` on until the end of the piece that holds it; null when that is not here, or `place` is within a frame. */
  from(place: number): Stretch | null {
    const piece = this.#pieces.findLast(({ base }) => base <= place)
    if (!piece || place >= piece.end) return null
    const { base, end, bytes, marks } = piece
    if (place === base) return stretchWith(bytes, base, marks, end)
    const nth = marks.indexOf(place - base)
    return nth < 0 ? null : stretchWith(bytes, base, marks.slice(nth + 1), end)
  }

  /** Lets go of what every reader has passed. */
  dropBefore(place: number): void {
    while (this.#pieces.length > 0 && this.#pieces[0]!.end <= place) this.#forgetOldest()
  }

  #forgetOldest(): void {
    this.#bytes -= this.#pieces.shift()!.bytes.length
  }
}
