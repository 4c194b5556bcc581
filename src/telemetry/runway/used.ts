/** Values of a series, oldest first: milliseconds since 1970, and the value. */
export type Points = readonly (readonly [at: number, value: number])[]

/** How a series of what is left is read. */
export type Reading = {
  step_ms: number
  /** A rise of more than this is no wobble of the sensor but a top-up, or charging. */
  wobble: number
  /** What is left at or below this is nothing: a spent SIM uses no balance, however much its collar is out. */
  empty: number
  /** Over a longer silence it is not known what was used: a battery may have been charged and emptied meanwhile. */
  silence_ms: number
}

/** What was used in each step since `from`; null where that is not known. */
export type Used = { from: number; step_ms: number; steps: readonly (number | null)[] }

/** A step of which less was seen counts as not known; the rest of one is taken to be like what was seen. */
const SEEN_LEAST = 0.75

/**
 * What was used, step by step, from a falling and now and then rising series of what is left. A fall is spread evenly over the time that it took; a rise is a top-up or charging, and the use
 * during it is not known.
 * @param range milliseconds since 1970; `from` is a multiple of `step_ms`
 */
export function usedOf(points: Points, range: { from: number; to: number }, reading: Reading): Used {
  const { step_ms } = reading
  const count = Math.max(0, Math.ceil((range.to - range.from) / step_ms))
  const sums = new Float64Array(count)
  const seen_ms = new Float64Array(count)
  for (const [index, [at, value]] of points.entries()) {
    const next = points[index + 1]
    if (!next) break
    const took_ms = next[0] - at
    const fall = value - next[1]
    if (took_ms <= 0 || took_ms > reading.silence_ms || fall < -reading.wobble || value <= reading.empty) continue
    const rate = Math.max(0, fall) / took_ms
    const end = Math.min(next[0], range.to)
    for (let from = Math.max(at, range.from); from < end; ) {
      const step = Math.floor((from - range.from) / step_ms)
      const until = Math.min(end, range.from + (step + 1) * step_ms)
      sums[step] = (sums[step] ?? 0) + rate * (until - from)
      seen_ms[step] = (seen_ms[step] ?? 0) + until - from
      from = until
    }
  }
  const steps = Array.from(sums, (sum, step) => {
    const share = (seen_ms[step] ?? 0) / step_ms
    return share < SEEN_LEAST ? null : sum / share
  })
  return { from: range.from, step_ms, steps }
}

/** True where the newest values rise: it is being charged. */
export function isRising(points: Points, wobble: number): boolean {
  const [before, last] = points.slice(-2)
  return before !== undefined && last !== undefined && last[1] - before[1] > wobble
}
