import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { PLACES } from '../setup/ledgers.ts'
import { type BillingStory, billingStory } from './setting.ts'

describe.each(PLACES)('what is owed on $name', (kind) => {
  let story: BillingStory
  let invoice: { id: string; number: string; reference: string; total_minor: number }
  beforeEach(async () => {
    story = await billingStory(kind, 1)
    await story.bill(0, { ...GERMAN })
    await story.enter(0, 10_000)
    await story.enter(0, 333)
    await story.run('2027-04')
    invoice = (await story.invoices())[0]!
  })
  afterEach(() => story.end())
  const outstanding = async () => (await story.rows('receivables'))[0]?.outstanding_minor
  const lines = async () => (await story.rows('invoice_lines')).filter(({ invoice_id }) => invoice_id === invoice.id)

  test('a payment by number or by reference lowers what is owed, once for each of the bank’s names', async () => {
    expect(invoice.total_minor).toBe(12_296)
    expect(await story.pay(invoice.number, 2_000, 'b1')).toMatchObject({ kind: 'entered', outstandingMinor: 10_296 })
    expect(await story.pay(invoice.number.toLowerCase(), 2_000, 'b1')).toMatchObject({ kind: 'entered-before' })
    expect(await story.pay(invoice.number, 2_001, 'b1')).toEqual({ kind: 'reference-reused' })
    expect(await story.pay(` ${invoice.reference} `, 10_296, 'b2')).toMatchObject({ outstandingMinor: 0 })
    expect(await story.pay('F2027-000009', 1)).toEqual({ kind: 'no-such-invoice' })
    expect(await outstanding()).toBe(0)
  })

  test('ten tellings of one payment at once are one payment, and ten payments at once all count', async () => {
    await Promise.all(Array.from({ length: 10 }, () => story.pay(invoice.number, 500, 'same')))
    expect(await outstanding()).toBe(11_796)
    await Promise.all(Array.from({ length: 10 }, (_, n) => story.pay(invoice.number, 100, `b${n}`)))
    expect(await outstanding()).toBe(10_796)
  })

  test('what was paid too much is paid back, and no more than that', async () => {
    await story.pay(invoice.number, 12_396)
    expect(await outstanding()).toBe(-100)
    expect(await story.pay(invoice.number, -101)).toEqual({ kind: 'too-much' })
    expect(await story.pay(invoice.number, -100)).toMatchObject({ kind: 'entered', outstandingMinor: 0 })
    expect(await story.pay(invoice.number, 0)).toEqual({ kind: 'no-amount' })
  })

  test('a credit note takes back a part, another one the rest, and nothing is left for a third', async () => {
    const [, second] = await lines()
    expect(await story.credit(invoice.id, [{ lineId: second!.id, netMinor: 334 }])).toEqual({ kind: 'too-much' })
    expect(await story.credit(invoice.id, [{ lineId: second!.id, netMinor: 100 }])).toMatchObject({ kind: 'credited' })
    expect(await story.credit(invoice.id)).toMatchObject({ kind: 'credited' })
    expect(await story.credit(invoice.id)).toEqual({ kind: 'nothing-to-credit' })
    expect(await outstanding()).toBe(0)
    const notes = (await story.invoices()).filter((one) => one.kind === 'credit-note')
    expect(notes.map(({ number, net_minor, vat_minor }) => [number, net_minor, vat_minor])).toEqual([
      ['K2027-000001', 100, 19],
      ['K2027-000002', 10_233, 1_944],
    ])
  })

  test('of ten credits of the whole at once one is made; the same wish again is the same note', async () => {
    const made = await Promise.all(Array.from({ length: 10 }, () => story.credit(invoice.id)))
    expect(made.map(({ kind: of }) => of).toSorted()).toEqual(['credited', ...Array(9).fill('nothing-to-credit')])
    expect(await story.credit(invoice.id, undefined, 'k')).toEqual({ kind: 'nothing-to-credit' })
    expect(await story.credit(invoice.id, [], 'k')).toEqual({ kind: 'key-reused' })
    const note = (await story.invoices()).find((one) => one.kind === 'credit-note')
    expect(await story.credit(note?.id ?? '')).toEqual({ kind: 'not-found' })
    expect(await outstanding()).toBe(0)
  })
})

const GERMAN = {
  ...{ name: 'Uli Wolf', street: 'Weg 1', postcode: '50667', city: 'Köln', country: 'DE', company: false },
  ...{ vatId: null, reference: null, email: null, endpoint: null },
}

type Step =
  | { act: 'enter'; person: number; amountMinor: number }
  | { act: 'run' }
  | { act: 'pay' | 'credit'; invoice: number; share: number }
const share = fc.integer({ min: 1, max: 12 })
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    act: fc.constant('enter' as const),
    person: fc.nat({ max: 1 }),
    amountMinor: fc.integer({ min: 1, max: 99_999 }),
  }),
  fc.record({ act: fc.constant('run' as const) }),
  fc.record({ act: fc.constantFrom('pay' as const, 'credit' as const), invoice: fc.nat({ max: 9 }), share }),
)

/** What the ledger holds against what the documents say. */
async function reconciled(story: BillingStory): Promise<void> {
  const invoices = await story.invoices()
  const entries = await story.rows('receivable_entries')
  const payments = await story.rows('payments')
  const sum = (amounts: number[]): number => amounts.reduce((one, other) => one + other, 0)
  for (const invoice of invoices.filter(({ kind }) => kind === 'invoice')) {
    const credited = invoices.filter(({ credits_id }) => credits_id === invoice.id).map((note) => note.total_minor)
    const paid = payments.filter(({ invoice_id }) => invoice_id === invoice.id).map((payment) => payment.amount_minor)
    const ledger = entries.filter(({ invoice_id }) => invoice_id === invoice.id).map((entry) => entry.amount_minor)
    expect(sum(ledger)).toBe(invoice.total_minor - sum(credited) - sum(paid))
    const owed = (await story.rows('receivables')).find(({ invoice_id }) => invoice_id === invoice.id)
    expect(owed?.outstanding_minor).toBe(sum(ledger))
  }
  for (const row of invoices) {
    const lines = (await story.rows('invoice_lines')).filter(({ invoice_id }) => invoice_id === row.id)
    expect(sum(lines.map(({ net_minor }) => net_minor))).toBe(row.net_minor)
    expect(row.net_minor + row.vat_minor).toBe(row.total_minor)
  }
  for (const series of ['F2027', 'K2027']) {
    const numbers = invoices.filter((one) => one.series === series).map(({ number }) => Number(number.slice(6)))
    expect(numbers).toEqual(numbers.map((_, at) => at + 1))
  }
}

async function take(story: BillingStory, what: Step): Promise<void> {
  if (what.act === 'enter') return story.enter(what.person, what.amountMinor)
  if (what.act === 'run') {
    await story.run('2027-04')
    return
  }
  const invoices = (await story.invoices()).filter(({ kind }) => kind === 'invoice')
  const invoice = invoices[what.invoice % Math.max(1, invoices.length)]
  if (!invoice) return
  const part = (amount: number): number => Math.ceil((amount * what.share) / 10)
  if (what.act === 'pay') await story.pay(invoice.number, part(invoice.total_minor))
  const line = (await story.rows('invoice_lines')).find(({ invoice_id }) => invoice_id === invoice.id)
  if (what.act === 'credit' && line)
    await story.credit(invoice.id, [{ lineId: line.id, netMinor: part(line.net_minor) }])
}

test('in whatever order things are entered, invoiced, credited and paid, the ledger is what was invoiced less credited less paid', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const story = await billingStory(PLACES[0]!, 2)
      await story.bill(0, GERMAN)
      for (const what of steps) await take(story, what)
      await reconciled(story)
      await story.run('2027-04')
      const entered = (await story.rows('billing_entries')).map(({ id }) => id)
      const invoiced = (await story.rows('invoice_lines')).flatMap(({ entry_id }) => entry_id ?? [])
      expect(invoiced.toSorted()).toEqual(entered.toSorted())
      await story.end()
    }),
    { numRuns: 12 },
  )
})
