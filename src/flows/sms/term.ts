import type { Clock } from '../../std/clock.ts'

/** Thrown by a story that comes too late: everything that it did is undone, and it is known to have failed. */
export class TooLate extends Error {
  constructor() {
    super('it is too late to judge the message')
    this.name = 'TooLate'
  }
}

/**
 * Until when a message may be judged, by a clock that never jumps. The story looks itself, within its transaction; who waits for it may call it off as long as it has not begun.
 */
export class Term {
  readonly #clock: Clock
  readonly #until_ms: number
  #begun = false
  #calledOff = false

  /** @param until_ms a reading of `clock.monotonic()` */
  constructor(clock: Clock, until_ms: number) {
    this.#clock = clock
    this.#until_ms = until_ms
  }

  /** Said by the story at its start. @throws TooLate when it was called off */
  begin(): void {
    if (this.#calledOff) throw new TooLate()
    this.#begun = true
  }

  /** Said by the story when nothing but the commit is left. @throws TooLate */
  check(): void {
    if (this.passed) throw new TooLate()
  }

  get passed(): boolean {
    return this.#clock.monotonic() >= this.#until_ms
  }

  get calledOff(): boolean {
    return this.#calledOff
  }

  /** True when the story has not begun, and never will: only then is it known to have no effect though it has not ended. */
  callOff(): boolean {
    this.#calledOff ||= !this.#begun
    return this.#calledOff
  }
}
