import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startInvoicing } from '../../src/flows/billing/invoicing.ts'
import { runPart } from '../../src/flows/billing/run-part.ts'
import { nextRun, orderDueRun } from '../../src/flows/billing/schedule.ts'
import { sendNext } from '../../src/flows/billing/send.ts'
import { invoicesStanding } from '../../src/flows/billing/standing.ts'
import type { House } from '../../src/flows/house.ts'
import { PLACES } from '../setup/ledgers.ts'
import { PAPER } from './paper.ts'
import { at, type BillingStory, billingStory, PERSON } from './setting.ts'

describe.each(PLACES.filter(({ name }) => name !== 'SQLite in a file'))('runs by themselves on $name', (kind) => {
  let story: BillingStory
  let house: House
  beforeEach(async () => {
    story = await billingStory(kind)
    house = { ...story.house, invoiceSchedule: { day: 5, zone: 'Europe/Stockholm' } }
    await story.bill(0, PERSON)
    await story.subscribe(0, at('2027-03-17T10:00:00Z'))
  })
  afterEach(() => story.end())
  const until = (instant: string) => story.clock.advance(at(instant) - story.clock.now())
  const months = async () => (await story.rows('invoice_runs')).map(({ month }) => month)

  test('the day begins by the seller’s calendar, not by UTC', async () => {
    expect(await nextRun(house, house.ledger.reads)).toEqual({ month: '2027-04', at: at('2027-04-04T22:00:00Z') })
    await until('2027-04-04T21:59:59Z')
    expect(await orderDueRun(house)).toBe(false)
    await until('2027-04-04T22:00:00Z')
    expect(await orderDueRun(house)).toBe(true)
    expect(await months()).toEqual(['2027-04'])
    expect(await nextRun(house, house.ledger.reads)).toEqual({ month: '2027-05', at: at('2027-05-04T22:00:00Z') })
  })

  test('on the first of a month it waits until the month has begun everywhere that runs go by', async () => {
    const first = { ...house, invoiceSchedule: { day: 1, zone: 'Europe/Stockholm' } }
    await orderDueRun(first)
    await until('2027-04-30T23:59:59Z')
    expect(await orderDueRun(first)).toBe(false)
    await until('2027-05-01T00:00:00Z')
    expect(await orderDueRun(first)).toBe(true)
    expect(await months()).toEqual(['2027-04', '2027-05'])
  })

  test('told again, at once by many, or after the office ordered it, it is one run, and nothing is invoiced twice', async () => {
    await until('2027-04-06T00:00:00Z')
    const begun = await Promise.all(Array.from({ length: 8 }, () => orderDueRun(house)))
    expect(begun.filter(Boolean)).toHaveLength(1)
    await story.run('2027-04')
    expect(await orderDueRun(house)).toBe(false)
    expect(await story.invoices()).toHaveLength(1)
    await until('2027-05-02T00:00:00Z')
    await story.run('2027-05')
    await until('2027-05-06T00:00:00Z')
    expect(await orderDueRun(house)).toBe(false)
    expect(await months()).toEqual(['2027-04', '2027-05'])
  })

  test('a house that was away runs the month it comes back in, which takes what the others left', async () => {
    await until('2027-07-20T00:00:00Z')
    for (let start = 0; start < 2; start++) {
      const invoicing = startInvoicing(house, PAPER)
      await invoicing.idle()
      await invoicing.stop()
    }
    expect(await months()).toEqual(['2027-07'])
    expect(await story.invoices()).toHaveLength(1)
  })

  test('the audit says that nobody ordered it', async () => {
    await until('2027-04-06T00:00:00Z')
    await orderDueRun(house)
    const audit = (await story.rows('audit')).filter(({ act }) => act === 'order-run')
    expect(audit.map(({ actor }) => actor)).toEqual(['local'])
    expect(await story.rows('invoice_runs')).toMatchObject([{ created_by: 'local' }])
  })

  test('whoever watches sees how late a run is, that one is open, and what waits to be sent', async () => {
    const { late_s, open, waiting } = invoicesStanding(house)
    const standing = async () => [await late_s(), await open(), await waiting()]
    await until('2027-04-04T21:59:59Z')
    expect(await standing()).toEqual([0, 0, 0])
    await until('2027-04-04T23:00:00Z')
    expect(await standing()).toEqual([3_600, 0, 0])
    await orderDueRun(house)
    expect(await standing()).toEqual([0, 1, 0])
    while ((await runPart(house, 'test')) === 'more');
    expect(await standing()).toEqual([0, 0, 1])
    await sendNext(house, PAPER)
    expect(await standing()).toEqual([0, 0, 0])
    expect(await invoicesStanding(story.house).late_s()).toBe(0)
  })

  test('a house without a schedule runs nothing', async () => {
    await until('2027-04-06T00:00:00Z')
    expect(await orderDueRun(story.house)).toBe(false)
    expect(await nextRun(story.house, house.ledger.reads)).toBeNull()
  })
})
