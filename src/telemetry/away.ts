import { ProblemError } from '../std/problems.ts'

/** The store's engine is not to be had: away, slow, full, or asking to be left alone. Nothing was promised; the same call may be made again. */
export class TelemetryAway extends ProblemError {
  /** For how long the engine wants to be left alone, milliseconds; 0 where it said nothing. */
  readonly pause_ms: number

  /** @param why for operators; holds no value that was measured and no secret */
  constructor(why: string, pause_ms = 0) {
    super('try-again-later', {}, { cause: new Error(why) })
    this.name = 'TelemetryAway'
    this.pause_ms = pause_ms
  }
}
