/** A point that the engine refused for good: kept as it would have been written, with the engine's own reason. */
export type SetAside = {
  /** Grows; where a page goes on. */
  id: number
  /** When it was set aside, milliseconds since 1970. */
  at: number
  /** The series that it is of. */
  series: string
  /** Line protocol, times in milliseconds. */
  line: string
  reason: string
}

/** What an engine refused, until somebody has mended what it took offence at. An engine that refuses nothing has none. */
export type SetAsidePoints = {
  /** Oldest first. @param page.after the id behind which to go on, 0 at the beginning @param page.limit 1 to 1,000 */
  list(page: { after: number; limit: number }): Promise<SetAside[]>
  count(): Promise<number>
  /**
   * Writes all that is set aside once more. What is stored now is set aside no longer; what is refused again stays.
   * @throws TelemetryAway when the engine cannot be had: what was stored until then is done
   */
  retry(): Promise<{ stored: number; refused: number }>
}
