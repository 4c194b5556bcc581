import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { mint } from '../../src/flows/mint.ts'
import { redeem } from '../../src/flows/redeem.ts'
import { instantText } from '../../src/std/period.ts'
import { PLACES } from '../setup/ledgers.ts'
import { type AlarmStory, alarmStory, DAY_MS, HOUR_MS, iccid, travel } from './setting.ts'

const HUNDRED = { type: 'sim-top-up', simKind: 'travel-sim', amountMinor: 10_000, currency: 'SEK' } as const

describe.each(PLACES.filter(({ name }) => name !== 'SQLite in a file'))('on $name', (kind) => {
  let story: AlarmStory
  let a = 0
  let sim = 0
  /** Seconds since the story's beginning, now. */
  const now = (): number => Math.floor((story.clock.now() - story.start) / 1000)
  const reads = async (balance: number, more: { t?: number; boot?: number } = {}): Promise<void> => {
    const { t = now(), boot = 1 } = more
    await story.report(a, { boot, samples: [{ t, sim: travel(sim, balance) }] })
  }
  const disagreements = async () =>
    (await story.alarms(a)).flatMap(({ rule, open, late, details }) =>
      rule === 'disagreement' ? [{ open, late, why: details.why }] : [],
    )
  beforeAll(async () => {
    story = await alarmStory(kind)
    await story.clock.advance(HOUR_MS)
  })
  beforeEach(async () => {
    a = await story.another()
    sim = 10 * a
    story.offset(0)
    await reads(50_000)
    await story.clock.advance(HOUR_MS)
  })
  afterAll(() => story.end())

  test('a balance that rises without a code is one alarm, until it is back where traffic explains it', async () => {
    await reads(59_000)
    await story.clock.advance(HOUR_MS)
    await reads(58_990)
    expect(await disagreements()).toEqual([{ open: true, late: 0, why: 'more-than-the-ledger' }])
    await story.clock.advance(HOUR_MS)
    await reads(49_900)
    expect(await disagreements()).toMatchObject([{ open: false }])
    expect((await story.told(a)).filter((told) => told.startsWith('dis'))).toEqual([
      'disagreement opened',
      'disagreement closed',
    ])
  })

  test('use is no disagreement, and a code that is under way explains its amount, and no more', async () => {
    await reads(49_990)
    const { codes } = await mint(story.house, 'operator', {
      family: 'sim-activation',
      product: HUNDRED,
      count: 1,
      anchor: 'redemption',
      channel: 'own-shop',
    })
    const asked = { actor: story.owner, deviceId: story.collars[a]?.id ?? '', code: codes[0] ?? '' }
    expect(await redeem(story.house, { ...asked, idempotencyKey: `k${a}` })).toMatchObject({ kind: 'accepted' })
    await story.clock.advance(HOUR_MS)
    await reads(59_980)
    expect(await disagreements()).toEqual([])
    await story.clock.advance(HOUR_MS)
    await reads(90_000)
    expect(await disagreements()).toMatchObject([{ open: true, why: 'more-than-the-ledger' }])
  })

  test('a code that was given back explains nothing', async () => {
    const { codes } = await mint(story.house, 'operator', {
      family: 'sim-activation',
      product: HUNDRED,
      count: 1,
      anchor: 'redemption',
      channel: 'own-shop',
    })
    const asked = { actor: story.owner, deviceId: story.collars[a]?.id ?? '', code: codes[0] ?? '' }
    await redeem(story.house, { ...asked, idempotencyKey: `k${a}` })
    await story.house.ledger.transact('mark', async (tx) => {
      await tx.updateTable('redemptions').set({ state: 'refused' }).where('state', '=', 'queued').execute()
    })
    await story.clock.advance(HOUR_MS)
    await reads(60_000)
    expect(await disagreements()).toMatchObject([{ open: true, why: 'more-than-the-ledger' }])
  })

  test('a late reading is not judged, and one from a clock that is wrong neither', async () => {
    await reads(49_900)
    await reads(80_000, { t: now() - 1_800 })
    story.offset(3 * DAY_MS)
    await reads(80_000, { boot: 2, t: now() - 3 * 86_400 })
    expect(await disagreements()).toEqual([])
  })

  test('what is reported late says so', async () => {
    await reads(80_000, { t: now() - 1_200 })
    expect(await disagreements()).toMatchObject([{ open: true, late: 1 }])
  })

  test('a swap ends it: the next SIM is judged by its own', async () => {
    await reads(80_000)
    await story.report(a, { samples: [{ t: now() + 1, sim: travel(sim + 1, 100) }] })
    expect(await disagreements()).toMatchObject([{ open: false }])
    const rows = await story.house.ledger.reads
      .selectFrom('sim_standings')
      .select(['iccid', 'balance_minor', 'disagrees'])
      .where('device_id', '=', story.collars[a]?.id ?? '')
      .orderBy('iccid')
      .execute()
    expect(rows).toEqual([
      { iccid: iccid(sim), balance_minor: 80_000, disagrees: 'more-than-the-ledger' },
      { iccid: iccid(sim + 1), balance_minor: 100, disagrees: null },
    ])
  })

  test('an end of validity that the ledger does not know is an alarm; one that it knows to the minute is none', async () => {
    const registered = await story.another()
    const end = story.start + 300 * DAY_MS
    const own = (await story.iccidOf(registered)) ?? ''
    a = registered
    const says = (t: number, until: number) => {
      const sim = { iccid: own, kind: 'telia-iot', until: `${instantText(until).slice(0, 19)}Z` }
      return story.report(a, { samples: [{ t, sim }] })
    }
    await says(now(), end)
    expect(await disagreements()).toEqual([])
    await says(now() + 1, end + 90 * DAY_MS)
    expect(await disagreements()).toMatchObject([{ open: true, why: 'later-than-the-ledger' }])
    await says(now() + 2, end)
    expect(await disagreements()).toMatchObject([{ open: false }])
  })
})
