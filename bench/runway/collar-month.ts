import { PRICE_PER_MB } from '../../firmware-sim/sim-card.ts'
import { fraction, type Random } from '../../src/std/random.ts'
import type { Reported } from '../../src/telemetry/runway/runway.ts'

const HOUR_MS = 3_600_000
const DAY_H = 24
/** A Monday. */
const START_MS = 1_790_553_600_000
const BYTES_PER_REPORT = 400

/** What a simulated collar reported, and when it ran out, left alone from `now` on; Infinity: not within the time that was simulated. */
export type Month = { reported: Reported; now: number; end: number }

/** How a household uses its collar. */
type Habits = {
  /** Reports an hour at home, and on a hunt. */
  home: number
  hunt: number
  /** The chance of a hunt by the day of the week, in the season. */
  days: readonly number[]
  tripDays: number
  season: readonly [from: number, to: number]
}

/** A collar with a Travel SIM: four to twelve weeks of use with seasons, trips, top-ups, the collar in a drawer, and reports that have not come in yet. */
export function balanceMonth(random: Random): Month {
  const habits = habitsOf(random)
  const past_h = (28 + Math.floor(57 * fraction(random))) * DAY_H
  const ahead_h = 365 * DAY_H
  const uses = hunts(habits, past_h + ahead_h, random).map((out, hour) => {
    const day_h = hour % DAY_H
    const awake = day_h > 5 && day_h < 22
    const reports = out ? (awake ? habits.hunt : habits.home) : awake ? habits.home : habits.home / 4
    return (reports * around(random, 0.3) * BYTES_PER_REPORT * PRICE_PER_MB) / 1e6
  })
  const mean = uses.reduce((sum, use) => sum + use, 0) / uses.length
  const left = mean * DAY_H * (5 + 60 * fraction(random))
  const topUp = mean * DAY_H * (30 + 60 * fraction(random))
  return monthOf(random, { uses, past_h, left, refill: (value) => (value < mean * DAY_H * 4 ? value + topUp : value) })
}

/** A collar's battery: two days at rest, less on a hunt, on the charger some nights, switched off now and then. */
export function batteryMonth(random: Random): Month {
  const habits = habitsOf(random)
  const past_h = (7 + Math.floor(21 * fraction(random))) * DAY_H + Math.floor(DAY_H * fraction(random))
  const rest = 0.6 + 1.6 * fraction(random)
  const uses = hunts(habits, past_h + 30 * DAY_H, random).map((out, hour) => {
    const day_h = hour % DAY_H
    const awake = day_h > 5 && day_h < 22
    return rest * around(random, 0.2) * (out && awake ? 2.2 : awake ? 1.25 : 0.8)
  })
  return monthOf(random, {
    uses,
    past_h,
    left: 40 + 58 * fraction(random),
    refill: (value, hour) => (value < 15 || (hour % DAY_H > 20 && value < 55) ? 98 : value),
  })
}

function monthOf(
  random: Random,
  life: { uses: readonly number[]; past_h: number; left: number; refill: (value: number, hour: number) => number },
): Month {
  const { uses, past_h, refill } = life
  let { left } = life
  const hours: [number, number][] = []
  let silent = 0
  let newest: [number, number] | null = null
  // The last report of one collar in five is late.
  const late_h = fraction(random) < 0.2 ? Math.floor(12 * fraction(random)) : 0
  for (let hour = 0; hour < past_h; hour++) {
    const before = left
    left = refill(left, hour)
    if (left === before) left = Math.max(0, left - (uses[hour] ?? 0))
    if (silent === 0 && fraction(random) < 0.01) silent = Math.ceil(30 * fraction(random))
    if (silent > 0) silent--
    else if (hour < past_h - late_h) {
      hours.push([START_MS + hour * HOUR_MS, (before + left) / 2])
      newest = [START_MS + (hour + 1) * HOUR_MS, left]
    }
  }
  let hour = past_h
  while (left > 0 && hour < uses.length) {
    const use = uses[hour] ?? 0
    if (use >= left)
      return { reported: { hours, newest }, now: START_MS + past_h * HOUR_MS, end: endOf(hour, left / use) }
    left -= use
    hour++
  }
  const end = left > 0 ? Number.POSITIVE_INFINITY : endOf(hour, 0)
  return { reported: { hours, newest }, now: START_MS + past_h * HOUR_MS, end }
}

function endOf(hour: number, share: number): number {
  return START_MS + (hour + share) * HOUR_MS
}

function habitsOf(random: Random): Habits {
  const keen = fraction(random)
  const weekday = 0.05 + 0.25 * keen * fraction(random)
  const weekend = 0.15 + 0.75 * keen
  const from = -120 + Math.floor(360 * fraction(random))
  return {
    home: 2 + 10 * fraction(random),
    hunt: 30 + 90 * fraction(random),
    days: [weekday, weekday, weekday, weekday, weekday * 1.5, weekend, weekend],
    tripDays: 2 + Math.floor(4 * fraction(random)),
    season: [from, from + 60 + Math.floor(120 * fraction(random))],
  }
}

/** Whether the dog is out hunting, hour by hour: by the weekday in the season, seldom beside it, some weeks a trip of days, some weeks nothing at all. */
function hunts(habits: Habits, hours: number, random: Random): boolean[] {
  const days: boolean[] = []
  while (days.length * DAY_H < hours) {
    const day = days.length
    const inSeason = day >= habits.season[0] && day < habits.season[1]
    const away = fraction(random)
    if (day % 7 === 0 && away < 0.06) days.push(...Array<boolean>(7).fill(false))
    else if (inSeason && away > 0.975) days.push(...Array<boolean>(habits.tripDays).fill(true))
    else days.push(fraction(random) < (habits.days[day % 7] ?? 0) * (inSeason ? 1 : 0.15))
  }
  return Array.from({ length: hours }, (_, hour) => days[Math.floor(hour / DAY_H)] ?? false)
}

/** Around 1, by a uniform spread. */
function around(random: Random, spread: number): number {
  return 1 - spread + 2 * spread * fraction(random)
}
