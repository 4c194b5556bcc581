import type { Vat, VatCategory } from './vat.ts'

/** A line as far as its sums go. Amounts in minor units; on a credit note they stand positive as well. */
export type LineAmount = Vat & { netMinor: number }
/** What stands in an invoice for one category and rate. */
export type VatSum = { category: VatCategory; rate: number; netMinor: number; vatMinor: number }
export type Totals = { netMinor: number; vatMinor: number; totalMinor: number; sums: VatSum[] }

const BASIS_POINTS = 10_000n

/**
 * VAT of a net amount, rounded once to the minor unit, half away from zero.
 * @param rate basis points @throws RangeError for what is no whole number, or too large for one
 */
export function vatAmount(netMinor: number, rate: number): number {
  const product = whole(netMinor) * whole(rate)
  const sign = product < 0n ? -1n : 1n
  return safe(sign * ((product * sign * 2n + BASIS_POINTS) / (2n * BASIS_POINTS)))
}

/** A quantity of a price. @throws RangeError */
export function amountOf(quantity: number, unitMinor: number): number {
  return safe(whole(quantity) * whole(unitMinor))
}

/**
 * Sums of an invoice: VAT is computed from the sum of each category and rate, and never line by line (EN 16931 BR-CO-17), so that what is rounded is rounded once;
 * groups in the order of category and rate.
 */
export function totalsOf(lines: readonly LineAmount[]): Totals {
  const groups = new Map<string, VatSum>()
  for (const { category, rate, netMinor } of lines) {
    const key = `${category} ${String(rate).padStart(5, '0')}`
    const group = groups.get(key) ?? { category, rate, netMinor: 0, vatMinor: 0 }
    groups.set(key, { ...group, netMinor: safe(whole(group.netMinor) + whole(netMinor)) })
  }
  const sums = [...groups]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, group]) => ({ ...group, vatMinor: vatAmount(group.netMinor, group.rate) }))
  const netMinor = sums.reduce((sum, group) => safe(whole(sum) + whole(group.netMinor)), 0)
  const vatMinor = sums.reduce((sum, group) => safe(whole(sum) + whole(group.vatMinor)), 0)
  return { netMinor, vatMinor, totalMinor: safe(whole(netMinor) + whole(vatMinor)), sums }
}

function whole(value: number): bigint {
  if (!Number.isSafeInteger(value)) throw new RangeError('an amount is a whole number of minor units')
  return BigInt(value)
}

function safe(value: bigint): number {
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw new RangeError('an amount that is too large')
  return number
}
