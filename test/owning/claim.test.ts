import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { claimDevice } from '../../src/flows/owning/claim.ts'
import { claimEach, claimTogether } from '../../src/flows/owning/claim-many.ts'
import { PLACES } from '../setup/ledgers.ts'
import { imeiOf, type OwningStory, owningStory, personOf } from './setting.ts'

describe.each(PLACES.filter(({ name }) => name !== 'SQLite in a file'))('$name', (kind) => {
  let story: OwningStory
  beforeEach(async () => {
    story = await owningStory(kind)
  })
  afterEach(() => story.end())

  /** What engines cannot differ in. */
  // Of what both engines share, tried once: not registered on the other, so that nothing shows as skipped.
  const lite = (name: string, act: () => Promise<void>): void => {
    if (kind.engine === 'sqlite') test(name, act)
  }
  const claim = (imei: string, person = 0, more: object = {}) =>
    claimDevice(story.house, personOf(story.people[person]), { kind: 'collar', serial: imei, ...more })
  const lines = (imeis: readonly string[]) =>
    imeis.map((serial, at) => ({ line: at + 2, wanted: { kind: 'collar' as const, serial } }))

  test('a collar from the stock is its owner’s at once, with a subscription, and history begins anew', async () => {
    const [imei = ''] = await story.stock()
    await story.clock.advance(1_000)
    const outcome = await claim(imei, 0, { name: 'Bella' })
    expect(outcome.kind).toBe('registered')
    const owned = (await story.rows('ownerships')).filter(
      ({ device_id }) => 'deviceId' in outcome && device_id === outcome.deviceId,
    )
    expect(owned.map(({ account_id, until_at }) => [account_id, until_at])).toEqual([
      [story.office.accountId, story.clock.now()],
      [story.people[0]?.accountId, null],
    ])
    expect(new Set(owned.map(({ series_id }) => series_id)).size).toBe(2)
    expect(await story.rows('device_subscriptions')).toMatchObject([
      { account_id: story.people[0]?.accountId, started_at: story.clock.now(), ended_at: null },
    ])
    expect((await story.rows('devices')).find(({ serial }) => serial === imei)?.name).toBe('Bella')
    expect((await story.rows('audit')).filter(({ act }) => act === 'claim-device')).toHaveLength(1)
    expect(await claim(imei)).toMatchObject({ kind: 'already-yours' })
    expect(await story.rows('device_subscriptions')).toHaveLength(1)
  })

  test('an IMEI of somebody else and one that there is not are answered alike', async () => {
    const [imei = ''] = await story.stock()
    await claim(imei)
    expect(await claim(imei, 1)).toEqual({ kind: 'not-available' })
    expect(await claim(imeiOf(999), 1)).toEqual({ kind: 'not-available' })
    expect(await claim('352099001761482', 1)).toEqual({ kind: 'invalid' })
    expect(await claim('12', 1)).toEqual({ kind: 'invalid' })
  })

  lite('guessing ends after twenty, also for a good one, and the stock is found again an hour later', async () => {
    const [imei = ''] = await story.stock()
    for (let at = 0; at < 20; at++) expect(await claim(imeiOf(500 + at))).toEqual({ kind: 'not-available' })
    expect(await claim(imeiOf(600))).toMatchObject({ kind: 'too-many' })
    const held = await claim(imei)
    expect(held).toMatchObject({ kind: 'too-many' })
    await story.clock.advance(3_600_000)
    expect(await claim(imei)).toMatchObject({ kind: 'registered' })
  })

  test('two who claim one collar at once: one gets it', async () => {
    const [imei = ''] = await story.stock()
    const outcomes = await Promise.all([claim(imei, 0), claim(imei, 1)])
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['not-available', 'registered'])
    expect(await story.rows('device_subscriptions')).toHaveLength(1)
  })

  lite(
    'what an owner has cannot be taken by entering its IMEI, and what a reseller subscribes to neither',
    async () => {
      const serial = (await story.rows('devices')).find(({ id }) => id === story.people[0]?.deviceId)?.serial ?? ''
      expect(await claim(serial, 1)).toEqual({ kind: 'not-available' })
      const shop = await story.open('reseller', 'shop')
      const [imei = ''] = await story.stock()
      expect(await claimDevice(story.house, personOf(shop), { kind: 'collar', serial: imei })).toMatchObject({
        kind: 'registered',
      })
      expect(await claim(imei, 1)).toEqual({ kind: 'not-available' })
    },
  )

  lite('staff say for whom; the office itself gets none', async () => {
    const [imei = ''] = await story.stock()
    expect(await claimDevice(story.house, story.staff, { kind: 'collar', serial: imei })).toEqual({
      kind: 'which-account',
    })
    const accountId = story.people[1]?.accountId ?? ''
    expect(await claimDevice(story.house, story.staff, { kind: 'collar', serial: imei, accountId })).toMatchObject({
      kind: 'registered',
    })
  })

  lite('each line by itself: what is wrong in one is no fault of the others', async () => {
    const [first = '', second = ''] = await story.stock(2)
    const wish = { lines: lines([first, '1', imeiOf(700), first, second]) }
    const outcomes = await claimEach(story.house, personOf(story.people[0]), wish)
    expect(outcomes.map(({ line, kind }) => [line, kind])).toEqual([
      [2, 'registered'],
      [3, 'invalid'],
      [4, 'not-available'],
      [5, 'repeated'],
      [6, 'registered'],
    ])
    const again = await claimEach(story.house, personOf(story.people[0]), { lines: lines([first, second]) })
    expect(again.map(({ kind }) => kind)).toEqual(['already-yours', 'already-yours'])
  })

  test('all or nothing: one bad line and none is registered, and its guess counts all the same', async () => {
    const good = await story.stock(3)
    const actor = personOf(story.people[0])
    const bad = await claimTogether(story.house, actor, { lines: lines([...good, imeiOf(700)]) })
    expect(bad.map(({ kind }) => kind)).toEqual(['not-done', 'not-done', 'not-done', 'not-available'])
    expect(await story.rows('device_subscriptions')).toEqual([])
    expect((await story.rows('guesses')).map(({ scope }) => scope).sort()).toEqual(['imei', 'imei-source'])
    const all = await claimTogether(story.house, actor, { lines: lines([...good, good[0] ?? '']) })
    expect(all.map(({ kind }) => kind)).toEqual(['registered', 'registered', 'registered', 'repeated'])
  })
})
