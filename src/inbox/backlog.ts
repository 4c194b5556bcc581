/** A stretch of the journal up to the place `end`, and when its oldest frame was received. */
export type Span = { end: number; receivedAt: number }

/** More than this, and neighbours are joined: the age is then that of the older one, never too young. */
const SPANS_MAX = 4_096

/** Remembers when what waits was received, one span for each group commit. */
export class Backlog {
  #spans: Span[]

  constructor(spans: Span[]) {
    this.#spans = spans
  }

  /** Place behind the last frame, as far as is known. */
  get end(): number {
    return this.#spans.at(-1)?.end ?? 0
  }

  add(span: Span): void {
    this.#spans.push(span)
    if (this.#spans.length <= SPANS_MAX) return
    const joined: Span[] = []
    for (let at = 0; at < this.#spans.length; at += 2) {
      const first = this.#spans[at]!
      joined.push({ end: this.#spans[at + 1]?.end ?? first.end, receivedAt: first.receivedAt })
    }
    this.#spans = joined
  }

  /** When the oldest frame behind `place` was received; null when there is none. Forgets what is before it. */
  oldestAfter(place: number): number | null {
    const first = this.#spans.findIndex(({ end }) => end > place)
    this.#spans.splice(0, first < 0 ? this.#spans.length - 1 : first)
    return first < 0 ? null : this.#spans[0]!.receivedAt
  }
}
