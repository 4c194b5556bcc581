import { type Figure, figure } from '../figure.ts'
import { backTest } from '../runway/back-test.ts'

const MONTHS = { balance: 2_000, battery: 10_000 } as const
/** Horizons by P50, in days. */
const HORIZONS_DAYS = { balance: [14, 30, 60, 365], battery: [1, 2, 4, 30] } as const
const KINDS = ['balance', 'battery'] as const

export const RUNWAY_FIGURES: readonly string[] = KINDS.flatMap((kind) => [
  `runway-${kind}-within`,
  `runway-${kind}-off`,
  ...HORIZONS_DAYS[kind].flatMap((days) => [`runway-${kind}-within-${days}d`, `runway-${kind}-off-${days}d`]),
])

/** Forecasts of simulated months against what came: the share that ended between P10 and P90, and the median error of P50, each also by how far P50 was ahead. No peer. */
export async function runwayFigures(): Promise<Figure[]> {
  return KINDS.flatMap((kind) => {
    const all = backTest(kind, MONTHS[kind], HORIZONS_DAYS[kind])
    return [
      figure(`runway-${kind}-within`, 'share', { value: all.withinShare }, { of: 'value', least: 0.75 }),
      figure(`runway-${kind}-off`, 'days', { value: all.offMedian_days }),
      ...all.byHorizon.flatMap(({ upTo_days, withinShare, offMedian_days }) => [
        figure(`runway-${kind}-within-${upTo_days}d`, 'share', { value: withinShare }),
        figure(`runway-${kind}-off-${upTo_days}d`, 'days', { value: offMedian_days }),
      ]),
    ]
  })
}
