import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { issueDue } from '../../src/flows/billing/issue.ts'
import { orderRun } from '../../src/flows/billing/run.ts'
import { runPart } from '../../src/flows/billing/run-part.ts'
import { MIGRATIONS, type Tables } from '../../src/flows/tables.ts'
import { PLACES } from '../setup/ledgers.ts'
import { at, type BillingStory, billingStory, GMBH, OPERATOR, PERSON, SELLER } from './setting.ts'

describe.each(PLACES)('invoice runs on $name', (kind) => {
  let story: BillingStory
  beforeEach(async () => {
    story = await billingStory(kind)
  })
  afterEach(() => story.end())
  const rows = <T extends keyof Tables>(table: T) => story.rows(table)

  test('a device is invoiced in the month after its registration, and a year later again', async () => {
    await story.bill(0, PERSON)
    await story.subscribe(0, at('2027-03-17T10:00:00Z'))
    await story.run('2027-03')
    expect(await story.invoices()).toEqual([])
    await story.run('2027-04')
    expect(await story.invoices()).toMatchObject([
      { number: 'F2027-000001', currency: 'SEK', net_minor: 39_900, vat_minor: 9_975, total_minor: 49_875 },
    ])
    await story.clock.advance(at('2028-03-31') - story.clock.now())
    await story.run('2028-03')
    expect(await story.invoices()).toHaveLength(1)
    await story.clock.advance(at('2028-04-01') - story.clock.now())
    await story.run('2028-04')
    expect((await story.invoices()).map(({ number }) => number)).toEqual(['F2027-000001', 'F2028-000001'])
    expect((await rows('billing_entries')).map(({ detail }) => JSON.parse(detail ?? ''))).toMatchObject([
      { from: '2027-03-17', until: '2028-03-16' },
      { from: '2028-03-17', until: '2029-03-16' },
    ])
  })

  test('dongle orders, codes and devices stand on one invoice for each account and currency', async () => {
    await story.bill(0, { ...PERSON, country: 'FI' })
    await story.bill(1, GMBH)
    await story.subscribe(0, at('2027-03-17'))
    await story.enter(0, 49_000)
    await story.enter(0, 1_000, { currency: 'SEK' })
    await story.enter(1, 12_000)
    await story.enter(1, 99_000, { at: at('2027-04-02') })
    await story.run('2027-04')
    const made = (await story.invoices()).map(({ currency, net_minor, vat_minor }) => [currency, net_minor, vat_minor])
    expect(made.toSorted()).toEqual([
      ['EUR', 12_000, 0],
      ['EUR', 52_900, 13_490],
      ['SEK', 1_000, 255],
    ])
    expect((await rows('invoice_taxes')).map(({ category }) => category).toSorted()).toEqual(['AE', 'S', 'S'])
    expect(await rows('billing_due')).toHaveLength(1)
  })

  test('a run twice is the same run with the same invoices; what was found late follows', async () => {
    await story.enter(0, 100)
    const first = await story.run('2027-04')
    const before = await story.invoices()
    expect(await story.run('2027-04')).toBe(first)
    expect(await story.invoices()).toEqual(before)
    await story.enter(0, 200)
    await story.run('2027-04')
    expect((await story.invoices()).map(({ run_id, net_minor }) => [run_id, net_minor])).toEqual([
      [first, 100],
      [first, 200],
    ])
    expect(await rows('invoice_runs')).toMatchObject([{ state: 'done', invoices: 2 }])
  })

  test('a month that has not begun, or is none, is not run; nor is any without a seller', async () => {
    for (const month of ['2027-05', '2027-13', 'x'])
      expect(await orderRun(story.house, OPERATOR, month)).toEqual({ kind: 'month-not-begun' })
    await story.house.ledger.transact('nobody sells', (tx) => tx.deleteFrom('billing_sellers').execute())
    expect(await orderRun(story.house, OPERATOR, '2027-04')).toEqual({ kind: 'no-seller' })
    const actor = { kind: 'user', userId: story.people[0]?.userId ?? '', sessionId: 's', source: '' } as const
    expect(await orderRun(story.house, actor, '2027-04')).toEqual({ kind: 'forbidden' })
  })

  test('more than a hundred lines become several invoices, and none is lost or doubled', async () => {
    for (let n = 0; n < 230; n++) await story.enter(0, 100 + n)
    await story.run('2027-04')
    const lines = await rows('invoice_lines')
    expect(lines).toHaveLength(230)
    expect(new Set(lines.map(({ entry_id }) => entry_id)).size).toBe(230)
    expect((await story.invoices()).map(({ number }) => number)).toEqual([
      'F2027-000001',
      'F2027-000002',
      'F2027-000003',
    ])
  })

  test('of invoices made at once none has the number of another, none doubles an entry, and no number is left out', async () => {
    for (let n = 0; n < 24; n++) await story.enter(n % 2, 100 + n, { currency: ['EUR', 'SEK', 'NOK'][n % 3] ?? '' })
    const issue = { until: story.clock.now(), runId: 'r', seller: SELLER, actor: 'operator' }
    const wishes = story.people.flatMap(({ accountId }) =>
      ['EUR', 'SEK', 'NOK', 'EUR', 'SEK', 'NOK'].map((currency) => ({ ...issue, accountId, currency })),
    )
    await Promise.allSettled(
      wishes.map((wish, nth) =>
        story.house.ledger.transact('issue', async (tx) => {
          await issueDue(story.house, tx, wish)
          // What has taken a number and fails gives it back.
          if (nth % 4 === 0) throw new Error('the paper is torn')
        }),
      ),
    )
    for (const wish of wishes) await story.house.ledger.transact('rest', (tx) => issueDue(story.house, tx, wish))
    const numbers = (await story.invoices()).map(({ number }) => Number(number.slice(6))).toSorted((a, b) => a - b)
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, n) => n + 1))
    const lines = await rows('invoice_lines')
    expect(new Set(lines.map(({ entry_id }) => entry_id)).size).toBe(24)
    expect(lines).toHaveLength(24)
  })

  test('one process runs at a time', async () => {
    await story.enter(0, 100)
    await orderRun(story.house, OPERATOR, '2027-04')
    expect(await runPart(story.house, 'here')).toBe('more')
    expect(await runPart(story.house, 'there')).toBe('elsewhere')
  })

  if (kind.lasting)
    test('after a crash at any step it goes on, and no invoice is lost or doubled', async () => {
      for (let n = 0; n < 30; n++) await story.enter(n % 2, 100 + n)
      await story.subscribe(0, at('2027-03-17'))
      for (const step of ['before-story', 'before-commit', 'after-commit'] as const) {
        await orderRun(story.house, OPERATOR, '2027-04')
        const faults = (now: string, stories: readonly string[]): void => {
          if (now === step && stories.includes('invoice-run')) throw new Error('the power fails')
        }
        const dying = await story.place.open<Tables>({ migrations: MIGRATIONS, faults })
        await expect(runPart({ ...story.house, ledger: dying }, 'dying')).rejects.toThrow()
        await story.clock.advance(20_000)
      }
      await story.run('2027-04')
      const lines = await rows('invoice_lines')
      expect(lines).toHaveLength(31)
      expect(await rows('billing_due')).toEqual([])
      expect(
        (await story.invoices())
          .map(({ number }) => number)
          .toSorted()
          .at(-1),
      ).toBe('F2027-000003')
    })
})
