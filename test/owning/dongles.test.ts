import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { release } from '../../src/flows/licences/release.ts'
import { claimDevice } from '../../src/flows/owning/claim.ts'
import { startCloser } from '../../src/flows/privacy/closer.ts'
import { askClosing, GRACE_MS } from '../../src/flows/privacy/closing.ts'
import { registerDongle } from '../../src/flows/register-dongle.ts'
import { seeLicences } from '../../src/flows/unlock/see-licences.ts'
import { seeUnlocks } from '../../src/flows/unlock/see-unlocks.ts'
import { PLACES } from '../setup/ledgers.ts'
import { agreeing, LETTERS } from './agreeing.ts'
import { type OwningStory, owningStory, personOf } from './setting.ts'

const OPERATOR = { kind: 'operator', source: '192.0.2.9' } as const
const CARAT = 'FC00012A'
const NUMBER = 'FC00012A2BE81D3F'

describe.each(PLACES.filter(({ name }) => name !== 'SQLite in a file'))('whose a dongle is, on $name', (kind) => {
  let story: OwningStory
  let deviceId: string
  beforeEach(async () => {
    story = await owningStory(kind, 3)
    deviceId = await made(CARAT, idOf(0))
  })
  afterEach(() => story.end())

  // Of what both engines share, tried once: not registered on the other, so that nothing shows as skipped.
  const lite = (name: string, act: () => Promise<void>): void => {
    if (kind.engine === 'sqlite') test(name, act)
  }
  const idOf = (nth: number) => story.people[nth]?.accountId ?? ''
  const claim = (nth: number, serial = CARAT) =>
    claimDevice(story.house, personOf(story.people[nth]), { kind: 'dongle', serial })
  const made = async (caratId: string, accountId: string): Promise<string> => {
    const outcome = await registerDongle(story.house, 'operator', { caratId, name: 'till', accountId })
    if (outcome.kind !== 'registered') throw new Error(outcome.kind)
    return outcome.deviceId
  }
  const released = (points: number) =>
    story.house.ledger.transact('release', (tx) =>
      release(story.house, tx, {
        licenceNumber: NUMBER,
        type: { kind: 'points', points },
        orderId: null,
        actor: 'operator',
        accountId: null,
      }),
    )
  /** Closes the first account, and lets its days of grace pass. */
  const leave = async (): Promise<void> => {
    await askClosing(story.house, LETTERS, { actor: OPERATOR, accountId: idOf(0), password: '' })
    await story.clock.advance(GRACE_MS)
    const closer = startCloser({ ...story.house, telemetry: { erase: async () => {} } as never }, LETTERS)
    await closer.idle()
    await closer.stop()
    expect((await story.rows('accounts')).some(({ id }) => id === idOf(0))).toBe(false)
  }
  const owners = async () =>
    (await story.rows('ownerships'))
      .filter((row) => row.device_id === deviceId && row.until_at === null)
      .map(({ account_id }) => account_id)
  const licences = async () => (await seeLicences(story.house, { id: deviceId, serial: CARAT }))?.items

  test('a dongle that a closed account left is registered by whoever has it, with its licences and without what was before', async () => {
    await released(5)
    const before = await licences()
    await leave()
    const again = await registerDongle(story.house, 'operator', { caratId: CARAT, name: 'x', accountId: idOf(1) })
    expect(again.kind).toBe('already-registered')
    expect(await claim(1)).toEqual({ kind: 'registered', deviceId })
    expect(await owners()).toEqual([idOf(1)])
    expect((await story.rows('devices')).find(({ id }) => id === deviceId)?.name).toBe(CARAT)
    expect(await licences()).toEqual(before)
    // The unlock that waits is the dongle's and still comes to it; that it was wanted is not told.
    expect((await story.rows('commands')).map(({ state }) => state)).toEqual(['queued'])
    expect((await seeUnlocks(story.house, deviceId)).items).toEqual([])
    expect(JSON.stringify(await story.rows('ownerships'))).not.toContain(idOf(0))
    expect((await story.rows('audit')).filter(({ act }) => act === 'claim-device')).toMatchObject([
      { account_id: idOf(1), details: '{"from":null,"subscription":null}' },
    ])
    expect(await claim(1)).toEqual({ kind: 'already-yours', deviceId })
  })

  test('of people who claim it at once one has it', async () => {
    await leave()
    const outcomes = await Promise.all([claim(1), claim(2)])
    expect(outcomes.map((one) => one.kind).toSorted()).toEqual(['not-available', 'registered'])
    expect(await owners()).toHaveLength(1)
  })

  test('until its account is erased it is not to be had, and nobody learns that it is somebody’s', async () => {
    expect(await claim(1)).toEqual({ kind: 'not-available' })
    expect(await claim(1)).toEqual(await claim(1, 'FC0001FF'))
    await askClosing(story.house, LETTERS, { actor: OPERATOR, accountId: idOf(0), password: '' })
    expect(await claim(1)).toEqual({ kind: 'not-available' })
    expect(await owners()).toEqual([idOf(0)])
  })

  test('a dongle costs nothing to have: neither registered nor handed over it is subscribed to', async () => {
    await leave()
    await claim(1)
    const act = agreeing(story)
    const id = await act.ask(personOf(story.people[1]), { kind: 'hand-over', deviceId, email: 'p2@example.org' })
    expect(await act.confirm(personOf(story.people[1]), id)).toBe('confirmed')
    await story.clock.advance(1_000)
    expect(await act.confirm(personOf(story.people[2]), id)).toBe('done')
    expect(await owners()).toEqual([idOf(2)])
    expect(await story.rows('device_subscriptions')).toEqual([])
  })

  lite('one in the office’s stock is registered alike; a reseller’s may be at work, and is not', async () => {
    await made('FC00012B', story.office.accountId)
    await made('FC00012C', (await story.open('reseller', 'shop')).accountId)
    expect(await claim(1, 'FC00012B')).toMatchObject({ kind: 'registered' })
    expect(await claim(1, 'FC00012C')).toEqual({ kind: 'not-available' })
  })

  lite('a collar is not found as a dongle, nor a dongle as a collar; what is no Carat-ID is told', async () => {
    for (const serial of ['fc00012a', '00000000', 'FC00012', NUMBER])
      expect(await claim(1, serial)).toEqual({ kind: 'invalid' })
    const [imei = ''] = await story.stock()
    expect(await claim(1, imei)).toEqual({ kind: 'invalid' })
    const asCollar = { kind: 'collar', serial: CARAT } as const
    expect(await claimDevice(story.house, personOf(story.people[0]), asCollar)).toEqual({ kind: 'invalid' })
  })

  lite('guessing Carat-IDs ends after twenty, also for a good one', async () => {
    await leave()
    for (let at = 0; at < 20; at++) await claim(1, `FC1000${at + 10}`)
    expect(await claim(1)).toMatchObject({ kind: 'too-many' })
  })

  lite('who has another’s dongle before them asks for it by its Carat-ID, and learns nothing of it', async () => {
    const act = agreeing(story)
    const [bo, anna] = [personOf(story.people[1]), personOf(story.people[0])]
    expect(await act.asked(bo, { kind: 'hand-over', caratId: 'nothing' })).toEqual({ kind: 'invalid-carat-id' })
    const id = await act.ask(bo, { kind: 'hand-over', caratId: CARAT })
    expect(await act.see(bo, id)).toMatchObject({ caratId: CARAT, imei: null, deviceName: null })
    expect(await act.see(anna, id)).toMatchObject({ caratId: CARAT, deviceName: 'till' })
    await act.confirm(anna, id)
    await story.clock.advance(1_000)
    expect(await act.confirm(bo, id)).toBe('done')
    expect(await owners()).toEqual([idOf(1)])
  })
})
