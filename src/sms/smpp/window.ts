/** Lets so many through at once, the others in turn, and not more than may wait. */
export type Window = {
  /** Resolves when there is a place, to what gives it back; at once to null when too many wait. */
  enter(): Promise<(() => void) | null>
}

/** @param places_max at once @param waiting_max in the queue */
export function windowOf(places_max: number, waiting_max: number): Window {
  const waiting: ((leave: () => void) => void)[] = []
  let taken = 0
  const leave = (): void => {
    const next = waiting.shift()
    if (next) next(leave)
    else taken--
  }
  return {
    async enter() {
      if (taken < places_max) {
        taken++
        return leave
      }
      if (waiting.length >= waiting_max) return null
      return new Promise((resolve) => waiting.push(resolve))
    },
  }
}
