import type { Field } from '../api.ts'
import type { Points } from '../api-types.ts'
import { instant_ms } from '../browser.ts'

const DAY_MS = 86_400_000

export type Sample = { at_ms: number; value: number }

/**
 * What is drawn of a series. The end of validity is drawn as the days that were left at the end of each slot, of which it is the last value: the line
 * that a code lifts at once. @param slot.every_ms length of a slot @param slot.now_ms where the newest slot ends
 */
export function samplesOf(
  field: Field,
  { points }: Pick<Points, 'points'>,
  slot: { every_ms: number; now_ms: number },
): Sample[] {
  return points.map(([at, value]) => {
    const at_ms = instant_ms(at)
    const end_ms = Math.min(at_ms + slot.every_ms, slot.now_ms)
    return { at_ms, value: field === 'until' ? Math.max(0, (value - end_ms) / DAY_MS) : value }
  })
}

/** Samples parted at the gaps between them. @param gaps instants from and to, in order of time */
export function runsOf(samples: readonly Sample[], gaps: readonly [string, string][]): Sample[][] {
  const starts = gaps.map(([from]) => instant_ms(from))
  const runs: Sample[][] = []
  let before: Sample | undefined
  for (const sample of samples) {
    const since = before
    const parted = !since || starts.some((start) => start >= since.at_ms && start < sample.at_ms)
    if (parted) runs.push([sample])
    else runs.at(-1)?.push(sample)
    before = sample
  }
  return runs
}

/** The rows of a chart: round numbers from below the lowest value to above the highest. */
export type Axis = { low: number; high: number; ticks: number[] }

const ROUND = [1, 2, 2.5, 5, 10]
/** Of the value itself: less is no change. */
const NO_CHANGE = 1e-9

/**
 * @param steps_max how many rows at most
 * @param bounds values that the axis must not leave, e.g. 0 to 100 for a share, and the least step that its labels can tell apart
 */
export function axisFor(
  values: readonly number[],
  steps_max: number,
  bounds: { least?: number; most?: number; step?: number } = {},
): Axis {
  const finite = values.filter(Number.isFinite)
  let lowest = finite.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY)
  let highest = finite.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY)
  if (finite.length === 0) [lowest, highest] = [0, 1]
  // A value that never changed still needs a row above and below it; and rows nearer than a number of 53 bits can tell apart are none.
  if (highest - lowest <= Math.max(Math.abs(lowest), Math.abs(highest)) * NO_CHANGE) {
    const room = Math.max(1, Math.abs(lowest) * 0.1)
    lowest -= room
    highest += room
  }
  lowest = Math.max(lowest, bounds.least ?? lowest)
  highest = Math.min(highest, bounds.most ?? highest)
  const raw = Math.max((highest - lowest) / steps_max, bounds.step ?? Number.EPSILON / steps_max)
  const power = 10 ** Math.floor(Math.log10(raw))
  const step = (ROUND.find((round) => round * power >= raw) ?? 10) * power
  const low = Math.floor(lowest / step) * step
  const count = Math.max(1, Math.ceil((highest - low) / step - 1e-9))
  return { low, high: low + count * step, ticks: Array.from({ length: count + 1 }, (_, at) => low + at * step) }
}

/**
 * Instants for the bottom of a chart: every `step_ms`, so that one falls on `midnight_ms`. Days are taken as 24 hours: where summer time
 * begins or ends in between, earlier ticks stand an hour beside midnight, which their dates survive.
 */
export function timeTicks(from_ms: number, to_ms: number, step_ms: number, midnight_ms: number): number[] {
  const first = midnight_ms + Math.ceil((from_ms - midnight_ms) / step_ms) * step_ms
  return Array.from({ length: Math.max(0, Math.ceil((to_ms - first) / step_ms)) }, (_, at) => first + at * step_ms)
}

/** The sample nearest in time; null when there is none. Samples are in order of time. */
export function nearest(samples: readonly Sample[], at_ms: number): Sample | null {
  let best: Sample | null = null
  for (const sample of samples) {
    if (!best || Math.abs(sample.at_ms - at_ms) < Math.abs(best.at_ms - at_ms)) best = sample
  }
  return best
}
