/** Instants, milliseconds since 1970: nothing was measured between them. */
export type Gap = [from: number, to: number]

/** What a series was asked for. `every_ms`: width of its buckets, 0 for single values; `gap_ms`: the least silence that counts, at least 1. */
export type Silence = { from: number; to: number; every_ms: number; gap_ms: number; cut: boolean }

/**
 * Silences of a series, oldest first, its ends included.
 * @param points oldest first
 * @param asked.cut true when older points were left out: what is before the first is then no silence
 */
export function gapsOf(points: readonly (readonly [at: number, ...rest: unknown[]])[], asked: Silence): Gap[] {
  const gaps: Gap[] = []
  let since = asked.cut ? (points[0]?.[0] ?? asked.from) : asked.from
  for (const [at] of points) {
    if (at - since >= asked.gap_ms) gaps.push([since, at])
    since = at + asked.every_ms
  }
  if (asked.to - since >= asked.gap_ms) gaps.push([since, asked.to])
  return gaps
}

/** A stretch measured by a clock that was wrong: its first and last sample, true times, and what was added to the device's own. */
export type Corrected = [from: number, to: number, offset_ms: number]

/** Stretches of one offset each. @param offsets field `clk`, oldest first */
export function correctedOf(offsets: readonly (readonly [at: number, offset_ms: number])[]): Corrected[] {
  const found: Corrected[] = []
  for (const [at, offset_ms] of offsets) {
    const last = found.at(-1)
    if (last?.[2] === offset_ms) last[1] = at
    else found.push([at, at, offset_ms])
  }
  return found
}
