import fc from 'fast-check'
import { expect, test } from 'vitest'
import { amountOf, totalsOf, vatAmount } from './amounts.ts'
import { creditTotals } from './credits.ts'
import type { TaxRow } from './invoices.ts'

const rates = fc.constantFrom(0, 1_700, 1_900, 2_000, 2_100, 2_500, 2_550, 2_700)
const minor = fc.integer({ min: 1, max: 10_000_000 })
const line = fc.record({ category: fc.constant('S' as const), rate: rates, netMinor: minor })
const taxRows = (sums: ReturnType<typeof totalsOf>['sums']): TaxRow[] =>
  sums.map((sum, position) => ({ invoice_id: 'i', position, ...sum, net_minor: sum.netMinor, vat_minor: sum.vatMinor }))

test('VAT is rounded half away from zero, once', () => {
  expect([vatAmount(1, 5_000), vatAmount(-1, 5_000), vatAmount(2, 2_500), vatAmount(1, 2_499)]).toEqual([1, -1, 1, 0])
  expect(vatAmount(39_900, 2_500)).toBe(9_975)
  expect(vatAmount(10, 2_550)).toBe(3)
})

test('the sum of the lines is the net, and net and VAT of the sums come to the total', () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 100 }), (lines) => {
      const { netMinor, vatMinor, totalMinor, sums } = totalsOf(lines)
      expect(lines.reduce((sum, one) => sum + one.netMinor, 0)).toBe(netMinor)
      expect(sums.reduce((sum, one) => sum + one.netMinor, 0)).toBe(netMinor)
      expect(sums.reduce((sum, one) => sum + one.vatMinor, 0)).toBe(vatMinor)
      expect(netMinor + vatMinor).toBe(totalMinor)
      for (const sum of sums)
        expect(Math.abs(sum.vatMinor * 10_000 - sum.netMinor * sum.rate)).toBeLessThanOrEqual(5_000)
    }),
  )
})

test('the order of lines changes no sum', () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 20 }), (lines) => {
      expect(totalsOf(lines.toReversed())).toEqual(totalsOf(lines))
    }),
  )
})

test('in however many parts an invoice is credited, they come to the invoice', () => {
  const part = fc.record({ line: fc.nat({ max: 7 }), netMinor: fc.integer({ min: 1, max: 50_000 }) })
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), fc.array(part, { maxLength: 20 }), (lines, parts) => {
      const whole = totalsOf(lines)
      const invoice = { taxes: taxRows(whole.sums) }
      const left = lines.map(({ netMinor }) => netMinor)
      const notes: { taxes: TaxRow[] }[] = []
      const take = (at: number, netMinor: number): void => {
        const of = lines[at]
        if (!of || netMinor < 1) return
        left[at] = (left[at] ?? 0) - netMinor
        const made = creditTotals([{ ...of, netMinor }], invoice, notes)
        expect(made.vatMinor).toBeGreaterThanOrEqual(0)
        notes.push({ taxes: taxRows(made.sums) })
      }
      for (const { line: at, netMinor } of parts) take(at, Math.min(left[at] ?? 0, netMinor))
      for (const [at, rest] of left.entries()) take(at, rest)
      const taxes = notes.flatMap(({ taxes: of }) => of)
      expect(taxes.reduce((sum, one) => sum + one.net_minor, 0)).toBe(whole.netMinor)
      expect(taxes.reduce((sum, one) => sum + one.vat_minor, 0)).toBe(whole.vatMinor)
    }),
  )
})

test('what is no whole number of minor units, or too many of them, is refused', () => {
  expect(() => vatAmount(0.5, 2_500)).toThrow(RangeError)
  expect(() => vatAmount(Number.NaN, 2_500)).toThrow(RangeError)
  expect(() => amountOf(2 ** 40, 2 ** 40)).toThrow(RangeError)
})
