import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { claimDevice } from '../../src/flows/owning/claim.ts'
import { prepareCommand } from '../../src/flows/prepare-command.ts'
import { redeem } from '../../src/flows/redeem.ts'
import { mintYears } from '../races/setting.ts'
import { PLACES } from '../setup/ledgers.ts'
import { agreeing } from './agreeing.ts'
import { imeiOf, type OwningStory, owningStory, personOf } from './setting.ts'

const DAY_MS = 86_400_000

describe.each(PLACES.filter(({ name }) => name !== 'SQLite in a file'))('$name', (kind) => {
  let story: OwningStory
  let act: ReturnType<typeof agreeing>
  beforeEach(async () => {
    story = await owningStory(kind)
    act = agreeing(story)
  })
  afterEach(() => story.end())

  /** What engines cannot differ in. */
  // Of what both engines share, tried once: not registered on the other, so that nothing shows as skipped.
  const lite = (name: string, act: () => Promise<void>): void => {
    if (kind.engine === 'sqlite') test(name, act)
  }
  const anna = () => personOf(story.people[0])
  const bo = () => personOf(story.people[1])
  const device = () => story.people[0]?.deviceId ?? ''
  const offer = () => act.ask(anna(), { kind: 'hand-over', deviceId: device(), email: 'P1@example.org' })
  const owners = async () =>
    (await story.rows('ownerships'))
      .filter(({ device_id }) => device_id === device())
      .sort((a, b) => (a.until_at ?? Number.MAX_VALUE) - (b.until_at ?? Number.MAX_VALUE))
      .map(({ account_id, until_at }) => [account_id, until_at])

  test('a device changes hands once both have confirmed, and history is parted at that instant', async () => {
    const id = await offer()
    expect(await act.mails()).toEqual([['p1@example.org', 'hand-over-asked']])
    expect(await act.confirm(anna(), id)).toBe('confirmed')
    expect((await owners()).length).toBe(1)
    await story.clock.advance(1_000)
    expect(await act.confirm(bo(), id)).toBe('done')
    const now = story.clock.now()
    expect(await owners()).toEqual([
      [story.people[0]?.accountId, now],
      [story.people[1]?.accountId, null],
    ])
    const series = (await story.rows('ownerships')).filter(({ device_id }) => device_id === device())
    expect(new Set(series.map(({ series_id }) => series_id)).size).toBe(2)
    expect((await act.mails()).slice(1)).toEqual([
      ['p0@example.org', 'hand-over-done'],
      ['p1@example.org', 'hand-over-done'],
    ])
    expect((await story.rows('audit')).filter(({ act }) => act === 'hand-over-device').length).toBe(2)
  })

  lite('each side confirms once, either may cancel, and what is over is over', async () => {
    const id = await offer()
    expect(await act.confirm(anna(), id)).toBe('confirmed')
    expect(await act.confirm(anna(), id)).toBe('confirmed-already')
    expect(await act.cancel(bo(), id)).toBe('cancelled')
    expect(await act.confirm(bo(), id)).toBe('over')
    expect(await act.cancel(anna(), id)).toBe('over')
    const next = await offer()
    expect(next).not.toBe(id)
    await story.clock.advance(14 * DAY_MS)
    expect([await act.confirm(anna(), next), (await act.see(bo(), next))?.state]).toEqual(['over', 'expired'])
  })

  lite('nobody else has a part in it', async () => {
    const id = await offer()
    const stranger = personOf(await story.open('customer', 'stranger'))
    expect([await act.confirm(stranger, id), await act.cancel(stranger, id)]).toEqual(['not-found', 'not-found'])
    expect(await act.see(stranger, id)).toBeNull()
    expect(await act.asked(bo(), { kind: 'hand-over', deviceId: device(), email: 'x@example.org' })).toEqual({
      kind: 'not-found',
    })
  })

  lite('support act for one side, with a reason, and not for both', async () => {
    const id = await offer()
    expect(await act.confirm(story.staff, id, { side: 'giver' })).toBe('reason-needed')
    expect(await act.confirm(story.staff, id, { side: 'giver', reason: 'on the telephone' })).toBe('confirmed')
    const taker = { side: 'taker', reason: 'too', accountId: story.people[1]?.accountId }
    expect(await act.confirm(story.staff, id, taker)).toBe('one-side-only')
    expect((await story.rows('agreement_confirmations'))[0]).toMatchObject({ by_staff: 1, reason: 'on the telephone' })
    const audited = (await story.rows('audit')).filter(({ act }) => act === 'confirm-hand-over')
    expect(audited).toMatchObject([
      { account_id: story.people[0]?.accountId, details: '{"side":"giver","staff":true}' },
    ])
    expect(audited[0]?.details).not.toContain('telephone')
    expect(await act.confirm(bo(), id)).toBe('done')
  })

  test('why support cancel is kept, and read by both sides; the audit has no words of it', async () => {
    const id = await offer()
    expect(await act.cancel(story.staff, id, '  ')).toBe('reason-needed')
    expect(await act.cancel(story.staff, id, ' the collar was reported stolen ')).toBe('cancelled')
    for (const side of [anna(), bo()])
      expect(await act.see(side, id)).toMatchObject({
        state: 'cancelled',
        cancelReason: 'the collar was reported stolen',
      })
    const audited = (await story.rows('audit')).filter(({ act }) => act === 'cancel-hand-over')
    expect(audited).toMatchObject([{ account_id: story.people[0]?.accountId }])
    expect(audited[0]?.details).not.toContain('stolen')
  })

  lite('an owner who cancels gives no reason, and none is kept', async () => {
    const id = await offer()
    expect(await act.cancel(anna(), id, 'none of your business')).toBe('cancelled')
    expect((await act.see(bo(), id))?.cancelReason).toBeNull()
    expect(await story.rows('agreement_cancellations')).toEqual([])
  })

  lite('what support cancel for a side without an account stands with whoever asked', async () => {
    const owner = story.people[0]?.accountId ?? ''
    const id = await act.ask(anna(), { kind: 'merge', email: 'nobody-yet@example.org', accountId: owner })
    expect(await act.cancel(story.staff, id, 'a mistyped address')).toBe('cancelled')
    const audited = (await story.rows('audit')).filter(({ act }) => act === 'cancel-merge')
    expect(audited.map(({ account_id }) => account_id)).toEqual([owner])
    expect(await story.rows('agreement_cancellations')).toMatchObject([{ account_id: owner, side: 'taker' }])
  })

  test('whoever asks by an IMEI learns nothing: there, or not there, it looks alike until the owner has agreed', async () => {
    const serial = (await story.rows('devices')).find(({ id }) => id === device())?.serial ?? ''
    const there = await act.ask(bo(), { kind: 'hand-over', imei: serial })
    const nowhere = await act.ask(bo(), { kind: 'hand-over', imei: imeiOf(900) })
    expect(await act.ask(bo(), { kind: 'hand-over', imei: serial })).toBe(there)
    const [one, other] = [await act.see(bo(), there), await act.see(bo(), nowhere)]
    expect({ ...one, id: '', imei: '' }).toEqual({ ...other, id: '', imei: '' })
    expect(await act.mails()).toEqual([['p0@example.org', 'hand-over-asked']])
    for (const id of [there, nowhere]) expect(await act.confirm(bo(), id)).toBe('confirmed')
    expect(await act.confirm(story.staff, nowhere, { side: 'giver', reason: 'x' })).toBe('confirmed-already')
    expect(await act.confirm(anna(), there)).toBe('done')
  })

  lite('letters that ask are limited, whoever they go to', async () => {
    const kinds: string[] = []
    for (let at = 0; at < 7; at++) {
      const asked = await act.asked(bo(), { kind: 'hand-over', imei: imeiOf(at) })
      kinds.push(asked.kind)
    }
    for (let at = 0; at < 7; at++)
      kinds.push((await act.asked(bo(), { kind: 'merge', email: `x${at}@example.org` })).kind)
    expect(kinds.filter((one) => one === 'asked')).toHaveLength(10)
    expect(kinds.at(-1)).toBe('too-many')
  })

  test('a code that waits goes back to whoever paid; one that was sent is settled by the device’s answer', async () => {
    const [sent = '', waits = ''] = await mintYears(story.house, 2)
    const use = (code: string) => redeem(story.house, { actor: anna(), deviceId: device(), code, idempotencyKey: code })
    await use(sent)
    await prepareCommand(story.house, device())
    await use(waits)
    const id = await offer()
    await act.confirm(anna(), id)
    await act.confirm(bo(), id)
    expect((await story.rows('redemptions')).map(({ state, reason }) => [state, reason])).toEqual([
      ['sent', null],
      ['cancelled', 'handed-over'],
    ])
    expect((await story.rows('commands')).map(({ state }) => state)).toEqual(['sent', 'cancelled'])
    expect((await story.rows('codes')).map(({ state }) => state).sort()).toEqual(['unused', 'used'])
    const entries = (await story.rows('sim_entries')).filter(({ redemption_id }) => redemption_id !== null)
    expect(entries.map(({ entry }) => entry).sort()).toEqual(['given-back', 'granted', 'granted'])
    const again = { actor: bo(), deviceId: device(), code: waits, idempotencyKey: 'again' }
    expect((await redeem(story.house, again)).kind).toBe('accepted')
  })

  test('the SIM and the subscription go with it; who was told of its alarms does not', async () => {
    const [imei = ''] = await story.stock()
    const claimed = await claimDevice(story.house, anna(), { kind: 'collar', serial: imei })
    const deviceId = 'deviceId' in claimed ? claimed.deviceId : ''
    await story.house.ledger.transact('choose', async (tx) => {
      const nothing = { address_sealed: null, seal_key_id: null, address_hash: null, hash_key_id: null, user_id: null }
      await tx
        .insertInto('recipients')
        .values({
          ...nothing,
          ...{ id: 'r', account_id: story.people[0]?.accountId ?? '', way: 'email', name: 'r', language: 'en' },
          ...{ confirmed_at: 1, all_devices: 0, security: 1, function: 1, quiet_from: null, quiet_until: null },
          ...{ created_at: 1, removed_at: null },
        })
        .execute()
      await tx.insertInto('recipient_devices').values({ recipient_id: 'r', device_id: deviceId }).execute()
    })
    const before = await story.rows('sims')
    const id = await act.ask(anna(), { kind: 'hand-over', deviceId, email: 'p1@example.org' })
    await act.confirm(anna(), id)
    expect(await act.confirm(bo(), id)).toBe('done')
    expect(await story.rows('sims')).toEqual(before)
    expect((await story.rows('devices')).find((one) => one.id === deviceId)?.iccid).not.toBeNull()
    expect(await story.rows('recipient_devices')).toEqual([])
    const paid = (await story.rows('device_subscriptions')).sort((a, b) => a.anchor_at - b.anchor_at)
    expect(paid.map(({ account_id, ended_at }) => [account_id, ended_at === null])).toEqual([
      [story.people[0]?.accountId, false],
      [story.people[1]?.accountId, true],
    ])
  })

  test('two hand-overs of one device: the first done ends the other', async () => {
    const cy = await story.open('customer', 'cy')
    const first = await offer()
    const second = await act.ask(anna(), { kind: 'hand-over', deviceId: device(), email: 'cy@example.org' })
    for (const id of [first, second]) await act.confirm(anna(), id)
    const outcomes = await Promise.all([act.confirm(bo(), first), act.confirm(personOf(cy), second)])
    expect(outcomes.filter((one) => one === 'done')).toHaveLength(1)
    expect((await owners()).filter(([, until]) => until === null)).toHaveLength(1)
  })
})
