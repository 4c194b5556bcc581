/** How a forecast with an end so far ahead did: the share that ended between P10 and P90, and the median error of P50 in days. */
export type Measured = { share: number; off_days: number }

/**
 * What `npm run bench -- runway` measured on simulated months that were held out when the model's constants were chosen (2,000 of balance, 10,000 of battery): of all, and by how far P50 was
 * ahead. A test measures some of them again.
 */
export const MEASURED_RUNWAYS = {
  balance: {
    all: { share: 0.77, off_days: 6.9 },
    byHorizon: [
      { upTo_days: 14, share: 0.7, off_days: 2.9 },
      { upTo_days: 30, share: 0.72, off_days: 5.6 },
      { upTo_days: 60, share: 0.85, off_days: 8.5 },
      { upTo_days: 365, share: 0.79, off_days: 20 },
    ],
  },
  battery: {
    all: { share: 0.79, off_days: 0.073 },
    byHorizon: [
      { upTo_days: 1, share: 0.48, off_days: 0.048 },
      { upTo_days: 2, share: 0.8, off_days: 0.059 },
      { upTo_days: 4, share: 0.86, off_days: 0.1 },
      { upTo_days: 30, share: 0.9, off_days: 0.15 },
    ],
  },
} as const

/** How forecasts of simulated months did whose end was as far ahead. */
export function measuredRunway(kind: keyof typeof MEASURED_RUNWAYS, ahead_days: number): Measured {
  const { all, byHorizon } = MEASURED_RUNWAYS[kind]
  return byHorizon.find(({ upTo_days }) => ahead_days < upTo_days) ?? byHorizon.at(-1) ?? all
}
