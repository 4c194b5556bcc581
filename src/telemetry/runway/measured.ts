/**
 * The shares of simulated months that ended between P10 and P90, as `npm run bench -- runway` measured them (2,000 months of balance, 10,000 of battery): of all, and by how far P50 was ahead.
 * A test measures some of them again.
 */
export const WITHIN_MEASURED = {
  balance: {
    all: 0.76,
    byHorizon: [
      { upTo_days: 14, share: 0.7 },
      { upTo_days: 30, share: 0.74 },
      { upTo_days: 60, share: 0.8 },
      { upTo_days: 365, share: 0.78 },
    ],
  },
  battery: {
    all: 0.8,
    byHorizon: [
      { upTo_days: 1, share: 0.48 },
      { upTo_days: 2, share: 0.81 },
      { upTo_days: 4, share: 0.87 },
      { upTo_days: 30, share: 0.9 },
    ],
  },
} as const

/** The share of simulated months with an end as far ahead that ended within the span. */
export function withinMeasured(kind: keyof typeof WITHIN_MEASURED, ahead_days: number): number {
  const { all, byHorizon } = WITHIN_MEASURED[kind]
  return byHorizon.find(({ upTo_days }) => ahead_days < upTo_days)?.share ?? byHorizon.at(-1)?.share ?? all
}
