import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { previewOnAccount } from '../../src/flows/preview-on-account.ts'
import { creditsOf } from '../../src/licences/credits.ts'
import { licenceCode, licenceOf } from '../../src/licences/licence.ts'
import { subscriptionEnd } from '../../src/licences/subscription.ts'
import { instantText } from '../../src/std/period.ts'
import { PLACES } from '../setup/ledgers.ts'
import { type AccountStory, accountStory, actorOf, HUNDRED, SUBSCRIBED, YEAR } from './setting.ts'

const DAY_MS = 86_400_000

describe.each(PLACES)('$name', (kind) => {
  let story: AccountStory
  beforeEach(async () => {
    story = await accountStory(kind)
  })
  afterEach(() => story.end())
  const reads = () => story.house.ledger.reads
  const licence = async (at = 0) => {
    const found = await licenceOf(reads(), story.people[at]?.userId ?? '')
    return found && { code: licenceCode(story.house.keys, found), ends: instantText(found.endsAt) }
  }
  const subscribedUntil = async (at = 0) => subscriptionEnd(reads(), story.people[at]?.accountId ?? '')

  test('the first registration code becomes the licence code, letter for letter; a later one extends and leaves it', async () => {
    const [first, second] = await story.codes(YEAR, 2)
    expect(await story.redeem(story.people[0], first)).toBe('accepted')
    expect(await licence()).toEqual({ code: first, ends: '2027-11-22T12:00:00.000Z' })
    await story.clock.advance(275 * DAY_MS)
    expect(await story.redeem(story.people[0], second)).toBe('accepted')
    expect(await licence()).toEqual({ code: first, ends: '2028-11-22T12:00:00.000Z' })
    expect(await story.redeem(story.people[0], first)).toBe('already-used-by-you')
    expect(await story.redeem(story.people[1], first)).toBe('already-used')
  })

  test('an extension ends on the 28th where it would end on a 29th of February that is none', async () => {
    await story.clock.advance(Date.UTC(2028, 1, 29) - story.clock.now())
    const [code] = await story.codes(YEAR)
    await story.redeem(story.people[0], code)
    expect((await licence())?.ends).toBe('2029-02-28T00:00:00.000Z')
  })

  test('a subscription is counted from the purchase where the batch says so, and told so before', async () => {
    const purchased_at = story.clock.now() - 100 * DAY_MS
    const [code = ''] = await story.codes(SUBSCRIBED, 1, { anchor: 'purchase', purchased_at })
    const actor = actorOf(story.people[0])
    const told = await previewOnAccount(story.house, { actor, code })
    expect(told).toMatchObject({ kind: 'preview', anchor: 'purchase', countedFrom: purchased_at })
    expect(await subscribedUntil()).toBeNull()
    expect(await story.redeem(story.people[0], code)).toBe('accepted')
    expect(await subscribedUntil()).toBe(Date.UTC(2027, 7, 14, 12))
  })

  test('a code whose time since the purchase is already over has expired, and stays unused', async () => {
    const purchased_at = story.clock.now() - 366 * DAY_MS
    const [code] = await story.codes(SUBSCRIBED, 1, { anchor: 'purchase', purchased_at })
    expect(await story.redeem(story.people[0], code)).toBe('expired')
    const rows = await reads().selectFrom('codes').select('state').execute()
    expect(rows).toEqual([{ state: 'unused' }])
  })

  test('a campaign code is for new customers: no second one, and none on top of a paid subscription', async () => {
    const [first, second] = await story.codes(SUBSCRIBED, 2, { campaign: 1 })
    const [paid] = await story.codes(SUBSCRIBED)
    expect(await story.redeem(story.people[0], first)).toBe('accepted')
    expect(await story.redeem(story.people[0], second)).toBe('not-eligible')
    expect(await story.redeem(story.people[1], paid)).toBe('accepted')
    expect(await story.redeem(story.people[1], second)).toBe('not-eligible')
  })

  test('two campaign codes at once: one counts, whatever they give', async () => {
    const [time] = await story.codes(YEAR, 1, { campaign: 1 })
    const [credits] = await story.codes(HUNDRED, 1, { campaign: 1 })
    const told = await Promise.all([time, credits].map((code) => story.redeem(story.people[0], code)))
    expect(told.sort()).toEqual(['accepted', 'not-eligible'])
  })

  test('region, revocation, a trial’s code and an unsold one are refused by their names', async () => {
    const [elsewhere] = await story.codes(SUBSCRIBED, 1, { regions: '["NO","DE"]' })
    const [revoked] = await story.codes(SUBSCRIBED, 1, { state: 'revoked' })
    const [retired] = await story.codes(SUBSCRIBED, 1, { not_migratable: 1 })
    const [unsold] = await story.codes(SUBSCRIBED, 1, { needs_activation: 1 })
    const told = []
    for (const code of [elsewhere, revoked, retired, unsold]) told.push(await story.redeem(story.people[0], code))
    expect(told).toEqual(['region-restricted', 'revoked', 'not-migratable', 'not-activated'])
  })

  test('a code redeemed 50 times at once has one winner and one entry', async () => {
    const [code] = await story.codes(HUNDRED)
    const told = await Promise.all(Array.from({ length: 50 }, (_, at) => story.redeem(story.people[at % 2], code)))
    expect(told.filter((one) => one === 'accepted')).toHaveLength(1)
    expect(await reads().selectFrom('credit_entries').select('credits').execute()).toEqual([{ credits: 100 }])
  })

  test('codes redeemed at once all count: no time and no credit is lost', async () => {
    const codes = [
      ...(await story.codes(YEAR, 5)),
      ...(await story.codes(SUBSCRIBED, 5)),
      ...(await story.codes(HUNDRED, 5)),
    ]
    const told = await Promise.all(codes.map((code) => story.redeem(story.people[0], code)))
    expect(told.every((one) => one === 'accepted')).toBe(true)
    expect((await licence())?.ends).toBe('2031-11-22T12:00:00.000Z')
    expect(await subscribedUntil()).toBe(Date.UTC(2031, 10, 22, 12))
    expect(await creditsOf(reads(), story.people[0]?.accountId ?? '')).toBe(500)
  })

  test('the same request sent ten times at once has one effect', async () => {
    const [code] = await story.codes(HUNDRED)
    const told = await Promise.all(Array.from({ length: 10 }, () => story.redeem(story.people[0], code, 'one')))
    expect(new Set(told)).toEqual(new Set(['accepted']))
    expect(await creditsOf(reads(), story.people[0]?.accountId ?? '')).toBe(100)
  })
})
