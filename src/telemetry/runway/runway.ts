import type { Random } from '../../std/random.ts'
import { type Drawing, forecast } from './forecast.ts'
import { isRising, type Points, type Reading, usedOf } from './used.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** What runs out, how its series is asked for, read and drawn from. */
export type Kind = {
  reading: Reading
  drawing: Drawing
  /** How far back is looked. */
  past_ms: number
  /** A newest value that is older says nothing of today. */
  stale_ms: number
}

/** A SIM's balance: by days, drawn in whole weeks, for a Saturday is not like a Tuesday. Days begin at midnight UTC. */
export const BALANCE: Kind = {
  reading: { step_ms: DAY_MS, wobble: 0, empty: 0, silence_ms: 45 * DAY_MS },
  drawing: {
    block_steps: 7,
    cycle_steps: 7,
    halfLife_steps: 42,
    known_steps_least: 14,
    horizon_steps: 365,
    wander: 0.28,
  },
  past_ms: 84 * DAY_MS,
  stale_ms: 14 * DAY_MS,
}
/** A collar's battery: by hours, drawn in whole days from this hour on. */
export const BATTERY: Kind = {
  reading: { step_ms: HOUR_MS, wobble: 0.5, empty: 1, silence_ms: 3 * HOUR_MS },
  drawing: {
    block_steps: 24,
    cycle_steps: 24,
    halfLife_steps: 10 * 24,
    known_steps_least: 48,
    horizon_steps: 30 * 24,
    wander: 0.1,
  },
  past_ms: 28 * DAY_MS,
  stale_ms: 6 * HOUR_MS,
}

/**
 * When something runs out. Instants in milliseconds since 1970; in a `forecast` a missing one is beyond `horizon`. `by`: what ends it in most futures. `known_steps`: how many days (balance) or
 * hours (battery) of its own use it rests on.
 */
export type Runway =
  | {
      state: 'forecast'
      asOf: number
      p10?: number
      p50?: number
      p90?: number
      horizon: number
      by: 'use' | 'validity'
      known_steps: number
    }
  /** It is empty, or its validity is over. */
  | { state: 'ended'; asOf: number }
  /** Nothing but its validity ends it. */
  | { state: 'fixed'; at: number }
  | { state: 'charging'; asOf: number }
  | { state: 'unknown'; why: 'never-reported' | 'silent' | 'too-few-data'; known_steps: number; needed_steps: number }

/** What was reported: means by the hour, stamped with their start; and the newest value itself. */
export type Reported = { hours: Points; newest: readonly [at: number, value: number] | null }

/**
 * When balance or battery runs out if nothing is topped up or charged: pure, and the same for the same randomness.
 * @param now milliseconds since 1970
 * @param validUntil what ends a SIM in any case
 */
export function runwayOf(kind: Kind, reported: Reported, now: number, random: Random, validUntil?: number): Runway {
  const { newest } = reported
  if (validUntil !== undefined && validUntil <= now) return { state: 'ended', asOf: validUntil }
  if (newest === null && validUntil !== undefined) return { state: 'fixed', at: validUntil }
  const { drawing, reading } = kind
  const unknown = (why: 'never-reported' | 'silent' | 'too-few-data', known_steps = 0): Runway => ({
    state: 'unknown',
    why,
    known_steps,
    needed_steps: drawing.known_steps_least,
  })
  if (newest === null) return unknown('never-reported')
  const [asOf, left] = newest
  if (now - asOf > kind.stale_ms) return unknown('silent')
  if (left <= reading.empty) return { state: 'ended', asOf }
  const points = [
    ...reported.hours.flatMap(([at, value]): Points => (at + HOUR_MS <= asOf ? [[at + HOUR_MS / 2, value]] : [])),
    newest,
  ]
  if (kind === BATTERY && isRising(points, reading.wobble)) return { state: 'charging', asOf }
  const from = Math.floor((asOf - kind.past_ms) / reading.step_ms) * reading.step_ms
  const used = usedOf(points, { from, to: asOf }, reading)
  const known_steps = used.steps.filter((step) => step !== null).length
  const end = validUntil === undefined ? {} : { end: validUntil }
  const span = forecast(used, { at: asOf, left: left - reading.empty, ...end }, drawing, random)
  if (!span) return unknown('too-few-data', known_steps)
  // The collar may be empty since it was last heard; what is told is not in the past.
  const told = (at: number) => (at === Number.POSITIVE_INFINITY ? undefined : Math.max(now, Math.round(at)))
  const [p10, p50, p90] = [told(span.p10), told(span.p50), told(span.p90)]
  return {
    state: 'forecast',
    asOf,
    ...(p10 === undefined ? {} : { p10 }),
    ...(p50 === undefined ? {} : { p50 }),
    ...(p90 === undefined ? {} : { p90 }),
    horizon: span.horizon,
    by: validUntil !== undefined && span.p50 >= validUntil ? 'validity' : 'use',
    known_steps,
  }
}
