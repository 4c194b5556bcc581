/** So many may do something at once; the rest wait in the order in which they came. */
export class Slots {
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(slots_max: number) {
    this.#free = slots_max
  }

  /** Resolves when there is a place, to what gives it back; calling that again does nothing. */
  take(): Promise<() => void> {
    return new Promise((resolve) => {
      const taken = (): void => {
        let held = true
        resolve(() => {
          if (held) this.#giveBack()
          held = false
        })
      }
      if (this.#free === 0) {
        this.#waiting.push(taken)
        return
      }
      this.#free--
      taken()
    })
  }

  #giveBack(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#free++
  }
}
