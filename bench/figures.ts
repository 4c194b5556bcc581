import type { Figure } from './figure.ts'
import { memoryFigures } from './figures/memory.ts'
import { okToAppliedFigures } from './figures/ok-to-applied.ts'
import { redeemFigures } from './figures/redeem.ts'
import { startToReadyFigures } from './figures/start-to-ready.ts'

/** What can be measured. Figures that come from the same rounds stand together. */
export const FIGURES: readonly { names: readonly string[]; measure: () => Promise<Figure[]> }[] = [
  { names: ['redeem-32', 'redeem-1', 'commits-per-redemption'], measure: redeemFigures },
  { names: ['ok-to-applied', 'ok-to-applied-p99'], measure: okToAppliedFigures },
  { names: ['start-to-ready-fresh', 'start-to-ready-existing'], measure: startToReadyFigures },
  { names: ['memory-idle', 'memory-1000'], measure: memoryFigures },
]
