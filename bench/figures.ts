import type { Figure } from './figure.ts'
import { redeemFigures } from './figures/redeem.ts'

/** What can be measured. Figures that come from the same rounds stand together. */
export const FIGURES: readonly { names: readonly string[]; measure: () => Promise<Figure[]> }[] = [
  { names: ['redeem-32', 'redeem-1', 'redeem-commits'], measure: redeemFigures },
]
