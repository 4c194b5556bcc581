import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fetchUnlockCode } from '../../src/flows/licences/fetch.ts'
import { orderLicence } from '../../src/flows/licences/order.ts'
import { releaseByOffice } from '../../src/flows/licences/release.ts'
import { seeOrders, seeReleases } from '../../src/flows/licences/see.ts'
import { type LicenceType, readLicenceType } from '../../src/std/licence-type.ts'
import { type AccountStory, accountStory, actorOf } from '../accounts/setting.ts'
import { PLACES } from '../setup/ledgers.ts'

const NUMBER = '1234567890ABCDEF'
const OPERATOR = { kind: 'operator', source: '192.0.2.1' } as const
const typed = (text: string): LicenceType => readLicenceType(text) ?? { kind: 'e' }

describe.each(PLACES)('licences on $name', (kind) => {
  let story: AccountStory
  beforeEach(async () => {
    story = await accountStory(kind)
  })
  afterEach(() => story.end())

  let keys = 0
  const order = (text: string, key = `order-${keys++}`, actor = actorOf(story.people[0])) =>
    orderLicence(story.house, { actor, licenceNumber: NUMBER, type: typed(text), idempotencyKey: key })
  const fetched = (text: string) =>
    fetchUnlockCode(story.house, actorOf(story.people[1]), { licenceNumber: NUMBER, type: typed(text) })
  const rows = (table: 'orders' | 'releases' | 'billing_entries' | 'audit') =>
    story.house.ledger.reads.selectFrom(table).selectAll().orderBy('id').execute()

  test('an order releases and is entered to be invoiced, and anybody who may order fetches the code then', async () => {
    expect(await fetched('5P')).toEqual({ kind: 'dongle-not-released' })
    expect(await order('5P')).toMatchObject({
      kind: 'ordered',
      amountMinor: 97_000,
      currency: 'EUR',
      order: { number: expect.stringMatching(/^B-\d{8}$/), pricing: 'new', accountId: story.people[0]?.accountId },
    })
    expect(await fetched('5P')).toEqual({ kind: 'fetched', code: expect.stringMatching(/^0500-01/) })
    expect(await fetched('7P')).toEqual({ kind: 'points-not-released' })
    expect(await order('3P')).toEqual({ kind: 'released-already' })
    expect(await order('7P')).toMatchObject({ order: { pricing: 'upgrade' }, amountMinor: 24_000 })
  })

  test('the same request again is the same order, another wish under its key none', async () => {
    const first = await order('5P', 'once')
    expect(await order('5P', 'once')).toEqual(first)
    expect(await order('7P', 'once')).toEqual({ kind: 'key-reused' })
    expect([await rows('orders'), await rows('billing_entries')].map(({ length }) => length)).toEqual([1, 1])
  })

  test('ten who order the same at once pay once', async () => {
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => order('5P')))
    const kinds = outcomes.map((outcome) => outcome.kind).sort()
    expect(kinds).toEqual(['ordered', ...Array.from({ length: 9 }, () => 'released-already')])
    expect(
      [await rows('orders'), await rows('releases'), await rows('billing_entries')].map(({ length }) => length),
    ).toEqual([1, 1, 1])
  })

  test('amounts ordered at once come to the price of the highest, whatever their order', async () => {
    await Promise.all(['7P', '1P', '5P', '3P', '2P'].map((text) => order(text)))
    const entries = await story.house.ledger.reads.selectFrom('billing_entries').select('amount_minor').execute()
    expect(entries.reduce((sum, { amount_minor }) => sum + amount_minor, 0)).toBe(121_000)
  })

  test('the office releases what was bought before; a customer does not', async () => {
    const wish = { licenceNumber: NUMBER, type: typed('31') }
    expect(await releaseByOffice(story.house, actorOf(story.people[0]), wish)).toEqual({ kind: 'forbidden' })
    expect(await releaseByOffice(story.house, OPERATOR, wish)).toMatchObject({
      kind: 'released',
      release: { counter: 1, orderId: null },
    })
    expect(await releaseByOffice(story.house, OPERATOR, wish)).toEqual({ kind: 'released-already' })
    expect(await rows('billing_entries')).toEqual([])
    expect(await fetched('31P')).toMatchObject({ kind: 'fetched' })
  })

  test('everybody sees their own orders, and staff those of all, with what is released', async () => {
    await order('5P')
    await order('E', 'other', actorOf(story.people[1]))
    const seen = await seeOrders(story.house, actorOf(story.people[0]), { limit: 10 })
    expect(seen).toMatchObject([{ type: { kind: 'points', points: 5 }, amountMinor: 97_000 }])
    const all = await seeOrders(story.house, OPERATOR, { limit: 1 })
    expect(all).toMatchObject([{ type: { kind: 'e' } }])
    expect(await seeOrders(story.house, OPERATOR, { limit: 1, before: all[0]?.id ?? '' })).toMatchObject([
      { type: { points: 5 } },
    ])
    expect(await seeReleases(story.house, OPERATOR, NUMBER.slice(0, 8))).toHaveLength(2)
    expect(await seeReleases(story.house, OPERATOR, NUMBER)).toHaveLength(2)
    expect(await seeReleases(story.house, actorOf(story.people[0]), NUMBER)).toBe('forbidden')
  })

  test('each of it is in the audit, without codes and numbers', async () => {
    await order('5P')
    const outcome = await fetched('5P')
    const entries = (await rows('audit')) as { act: string; details: string; subject: string }[]
    expect(entries.map(({ act }) => act)).toEqual(
      expect.arrayContaining(['order-licence', 'release-licence', 'fetch-unlock-code']),
    )
    const written = JSON.stringify(entries)
    expect(written).not.toContain(NUMBER)
    expect(written).not.toContain(outcome.kind === 'fetched' ? outcome.code : 'no code')
  })
})
