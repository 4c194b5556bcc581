import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type RecordParts, recordBytes } from '../../src/devices/testing/dongle-record.ts'
import { fetchUnlockCode } from '../../src/flows/licences/fetch.ts'
import { orderLicence } from '../../src/flows/licences/order.ts'
import { prepareCommand } from '../../src/flows/prepare-command.ts'
import { type DongleSecrets, registerDongle } from '../../src/flows/register-dongle.ts'
import { settle } from '../../src/flows/settle.ts'
import { cancelUnlock } from '../../src/flows/unlock/cancel-unlock.ts'
import { noteDongle } from '../../src/flows/unlock/note-dongle.ts'
import { seeLicences } from '../../src/flows/unlock/see-licences.ts'
import { seeUnlocks } from '../../src/flows/unlock/see-unlocks.ts'
import { sendAgain } from '../../src/flows/unlock/send-again.ts'
import { hmacSha256 } from '../../src/std/hmac.ts'
import { type AccountStory, accountStory, actorOf } from '../accounts/setting.ts'
import { PLACES } from '../setup/ledgers.ts'
import { CARAT, NUMBER, points } from './setting.ts'

describe.each(PLACES.filter(({ name }) => name !== 'SQLite in a file'))('an unlock on $name', (kind) => {
  let story: AccountStory
  let deviceId: string
  let secrets: DongleSecrets
  let seq = 0
  beforeEach(async () => {
    story = await accountStory(kind)
    const accountId = story.people[0]?.accountId ?? ''
    const made = await registerDongle(story.house, 'operator', { caratId: CARAT, name: 'till', accountId })
    if (made.kind !== 'registered') throw new Error(made.kind)
    deviceId = made.deviceId
    secrets = made.told
  })
  afterEach(() => story.end())

  const owner = () => actorOf(story.people[0])
  const order = async (amount: number) => {
    const wish = { actor: owner(), licenceNumber: NUMBER, type: points(amount), idempotencyKey: `order-${amount}` }
    const ordered = await orderLicence(story.house, wish)
    if (ordered.kind !== 'ordered') throw new Error(ordered.kind)
  }
  const fetched = () => fetchUnlockCode(story.house, owner(), { deviceId, licenceNumber: NUMBER, type: points(5) })
  const unlocks = async () => (await seeUnlocks(story.house, deviceId)).items
  const newest = async () => (await unlocks())[0]?.id ?? ''
  const cancelled = (unlockId: string, actor = owner()) => cancelUnlock(story.house, actor, { deviceId, unlockId })
  const stateOf = (outcome: Awaited<ReturnType<typeof cancelled>>) =>
    typeof outcome === 'string' ? outcome : outcome.state
  const count = async (table: 'orders' | 'releases' | 'billing_entries') =>
    (await story.house.ledger.reads.selectFrom(table).select('id').execute()).length
  const answer = (parts: Omit<RecordParts, 'device'>) => {
    const body = recordBytes({ device: CARAT, ...parts })
    const sig = hmacSha256(secrets.key).update('koppel/v1/dongle-result\0').update(body).digest()
    const envelope = {
      now: Math.floor(story.clock.now() / 1_000),
      boot: 1,
      seq: seq++,
      key: String(secrets.keyVersion),
    }
    const text = { ...envelope, body: Buffer.from(body).toString('base64url'), sig: sig.toString('base64url') }
    return settle(story.house, CARAT, Buffer.from(JSON.stringify(text)))
  }
  const shown = () =>
    story.house.ledger.transact('shown', (tx) =>
      noteDongle(story.house, tx, deviceId, {
        boot: 1,
        seq: seq++,
        said: { licenceNumber: NUMBER, held: { points: 0, e: false }, keyVersion: 1, firmware: 'x' },
      }),
    )

  test('is ordered, sent, applied once, and seen so', async () => {
    await order(5)
    const ready = await prepareCommand(story.house, deviceId)
    expect(ready?.firstTime).toBe(true)
    const again = await prepareCommand(story.house, deviceId)
    expect(Buffer.from(again?.envelope ?? []).equals(ready?.envelope ?? Buffer.of(0))).toBe(true)
    const result = { id: ready?.commandId ?? '', counter: 1, outcomes: [[1, 1]] as [number, number][] }
    expect([await answer(result), await answer(result)]).toEqual(['settled', 'repeated'])
    expect(await unlocks()).toMatchObject([
      { state: 'applied', history: [{}, { state: 'sent' }, { state: 'applied' }] },
    ])
    expect(await seeLicences(story.house, { id: deviceId, serial: CARAT })).toMatchObject({
      items: [{ licenceNumber: NUMBER, held: { points: 5, e: false }, releases: [{ state: 'applied' }] }],
    })
    expect(await prepareCommand(story.house, deviceId)).toBeNull()
  })

  test('that the dongle refuses is released all the same, and made good when it shows the number', async () => {
    await order(5)
    const ready = await prepareCommand(story.house, deviceId)
    await answer({ id: ready?.commandId ?? '', counter: 1, outcome: 2, reason: 1, after: [0, 0], outcomes: [[1, 2]] })
    expect(await unlocks()).toMatchObject([{ state: 'refused', reason: 'other-user-information' }])
    expect(await shown()).toBe(true)
    expect((await unlocks()).map(({ state }) => state)).toEqual(['queued', 'refused'])
  })

  test('is cancelled while it waits: it never leaves, and what was bought stays, on the bill and to be fetched', async () => {
    await order(5)
    const code = await fetched()
    expect(await cancelled(await newest())).toMatchObject({ state: 'cancelled', reason: 'cancelled' })
    expect(await prepareCommand(story.house, deviceId)).toBeNull()
    expect([await count('orders'), await count('releases'), await count('billing_entries')]).toEqual([1, 1, 1])
    expect([code.kind, await fetched()]).toEqual(['fetched', code])
    const deeds = story.house.ledger.reads.selectFrom('audit').select('actor').where('act', '=', 'cancel-unlock')
    expect(await deeds.execute()).toEqual([{ actor: `user:${story.people[0]?.userId}` }])
    expect(stateOf(await cancelled(await newest()))).toBe('not-cancellable')
  })

  test('that was cancelled is not sent again by itself, but when a person wants it, and when more is released', async () => {
    await order(3)
    await cancelled(await newest())
    expect([await shown(), (await unlocks()).length]).toEqual([false, 1])
    const releaseId = (await unlocks())[0]?.releaseId ?? ''
    expect(await sendAgain(story.house, owner(), { deviceId, releaseId })).toBe('queued')
    await cancelled(await newest())
    await order(5)
    expect((await unlocks()).map(({ state }) => state)).toEqual(['queued', 'cancelled', 'cancelled'])
  })

  test('that may have left is not cancelled: the dongle’s answer decides', async () => {
    await order(5)
    const ready = await prepareCommand(story.house, deviceId)
    expect(stateOf(await cancelled(ready?.commandId ?? ''))).toBe('not-cancellable')
    expect(await answer({ id: ready?.commandId ?? '', counter: 1, outcomes: [[1, 1]] })).toBe('settled')
    expect(stateOf(await cancelled(ready?.commandId ?? ''))).toBe('not-cancellable')
    expect(await unlocks()).toMatchObject([{ state: 'applied' }])
  })

  test('is nobody else’s to cancel', async () => {
    await order(5)
    expect(await cancelled(await newest(), actorOf(story.people[1]))).toBe('not-found')
    expect(await cancelled(deviceId)).toBe('not-found')
    expect(await unlocks()).toMatchObject([{ state: 'queued' }])
  })

  test('that is cancelled and sent at once is one of both', async () => {
    for (let round = 1; round <= 10; round++) {
      await order(round)
      const unlockId = await newest()
      const [outcome, ready] = await Promise.all([cancelled(unlockId), prepareCommand(story.house, deviceId)])
      expect(ready === null).toBe(stateOf(outcome) === 'cancelled')
      if (ready) await answer({ id: ready.commandId, counter: round, after: [round, 0], outcomes: [[round, 1]] })
      // A counter that was drawn and not used is given back with its transaction, so the next one is known.
      else await story.house.ledger.transact('skip', (tx) => skipTo(tx, round))
    }
  })

  const skipTo = async (
    tx: Parameters<Parameters<AccountStory['house']['ledger']['transact']>[1]>[0],
    counter: number,
  ) => {
    await tx.updateTable('devices').set({ counter }).where('id', '=', deviceId).execute()
  }
})
