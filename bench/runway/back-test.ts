import { seededRandom } from '../../src/std/random.ts'
import { BALANCE, BATTERY, runwayOf } from '../../src/telemetry/runway/runway.ts'
import { balanceMonth, batteryMonth } from './collar-month.ts'

const DAY_MS = 86_400_000
const KINDS = {
  balance: { kind: BALANCE, month: balanceMonth },
  battery: { kind: BATTERY, month: batteryMonth },
}

/** One forecast that was made of a simulated month, and what came: whether the end lay in the span, how far P50 was off and how far away it was, in days. */
type Trial = { within: boolean; off_days: number | null; ahead_days: number }

/** What became of the forecasts. `withinShare` of those that were made; `offMedian_days`: the median error of P50, all and by how far it was ahead. */
export type BackTest = {
  forecasts: number
  tooFew: number
  withinShare: number
  offMedian_days: number
  byHorizon: { upTo_days: number; forecasts: number; withinShare: number; offMedian_days: number }[]
}

/**
 * Where months begin. The model's constants were chosen by looking at months of `tuned`, fewer than a million; what is told of forecasts is measured on those that are held out,
 * which nobody has looked at while choosing.
 */
export const FIRST_MONTH = { tuned: 0, 'held-out': 1_000_000 } as const

/** Forecasts simulated months and compares with what came. Month n is the same whatever `months` is. */
export function backTest(
  of: keyof typeof KINDS,
  months: number,
  horizons_days: readonly number[],
  set: keyof typeof FIRST_MONTH = 'held-out',
): BackTest {
  const { kind, month } = KINDS[of]
  const first = FIRST_MONTH[set]
  const trials: Trial[] = []
  let tooFew = 0
  for (let index = first; index < first + months; index++) {
    const { reported, now, end } = month(seededRandom(1_000_003 * (index + 1)))
    const runway = runwayOf(kind, reported, now, seededRandom(index + 1))
    if (runway.state === 'unknown' && runway.why === 'too-few-data') tooFew++
    if (runway.state !== 'forecast') continue
    const { p10 = Number.POSITIVE_INFINITY, p50, p90 = Number.POSITIVE_INFINITY, horizon } = runway
    const came = end > horizon ? Number.POSITIVE_INFINITY : Math.max(now, end)
    trials.push({
      within: p10 <= came && came <= p90,
      off_days: p50 === undefined || came === Number.POSITIVE_INFINITY ? null : Math.abs(p50 - came) / DAY_MS,
      ahead_days: ((p50 ?? horizon) - now) / DAY_MS,
    })
  }
  let from_days = 0
  const byHorizon = horizons_days.map((upTo_days) => {
    const inside = trials.filter(({ ahead_days }) => ahead_days >= from_days && ahead_days < upTo_days)
    from_days = upTo_days
    return { upTo_days, ...sum(inside) }
  })
  return { tooFew, ...sum(trials), byHorizon }
}

function sum(trials: readonly Trial[]) {
  const off = trials.flatMap(({ off_days }) => off_days ?? []).sort((a, b) => a - b)
  return {
    forecasts: trials.length,
    withinShare: trials.filter(({ within }) => within).length / trials.length,
    offMedian_days: off[Math.floor(off.length / 2)] ?? Number.NaN,
  }
}
