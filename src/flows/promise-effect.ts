import type { Product } from '../codes/product.ts'
import type { SimIntent } from '../devices/intent.ts'
import { extendedEnd } from '../sims/extend.ts'
import type { DevicePlace } from './place.ts'

/** What a code would do on a device, as things stand: the intent that is queued, and the end or balance it leads to. */
export type Promised = {
  intent: SimIntent
  /** Extension: counted from, and the end; milliseconds since 1970. */
  from: number | null
  until: number | null
  /** Top-up: the balance it leads to, where one is known. */
  balanceMinor: number | null
}

/** Null where the product has no effect on this SIM: the judge says why. */
export function promise(product: Product, place: DevicePlace, anchor: number): Promised | null {
  const sim = place.sim
  if (!sim || !('simKind' in product) || product.simKind !== sim.kind) return null
  if (product.type === 'sim-top-up') {
    const { amountMinor, currency } = product
    const present = sim.reportedBalanceMinor ?? sim.balanceMinor
    return {
      intent: { type: 'sim-top-up', iccid: sim.iccid, amountMinor, currency },
      from: null,
      until: null,
      balanceMinor: present === null ? null : present + amountMinor,
    }
  }
  const end = extendedEnd({ ledger: sim.validUntil, reported: sim.reportedUntil }, anchor, product.period)
  return {
    intent: { type: 'sim-extend', iccid: sim.iccid, period: product.period, anchor },
    from: end.from,
    until: end.until,
    balanceMinor: null,
  }
}
