/** Which frames of the inbox are still needed; they are given up in any order, and the inbox forgets from its beginning. */
export class OpenPlaces {
  /** Ascending, since frames come in their order. */
  readonly #places = new Map<number, { open: boolean }>()
  #passed: number | null = null

  /** A frame was read. */
  opened(place: number): void {
    this.#places.set(place, { open: true })
  }

  /** These are needed no more. */
  closed(places: readonly number[]): void {
    for (const place of places) {
      const entry = this.#places.get(place)
      if (entry) entry.open = false
    }
    for (const [place, { open }] of this.#places) {
      if (open) return
      this.#passed = place
      this.#places.delete(place)
    }
  }

  /** Everything up to here is needed no more; null: nothing was passed yet. */
  get passed(): number | null {
    return this.#passed
  }
}
