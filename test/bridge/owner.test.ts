import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '../../src/accounts/actor.ts'
import { release } from '../../src/flows/licences/release.ts'
import { mergeAccounts } from '../../src/flows/merging/merge.ts'
import { issueSecret } from '../../src/flows/owning/bridge-secret.ts'
import { claimDevice } from '../../src/flows/owning/claim.ts'
import { claimTogether } from '../../src/flows/owning/claim-many.ts'
import { openAccount } from '../../src/flows/people.ts'
import { eraseDevices } from '../../src/flows/privacy/erase-devices.ts'
import { registerDongle } from '../../src/flows/register-dongle.ts'
import { holdDataDir } from '../../src/main/data-dir.ts'
import { type Served, serve } from '../../src/main/serve.ts'
import { systemClock } from '../../src/std/clock.ts'
import { silent } from '../../src/std/log.ts'
import { mqttWire } from '../../src/std/mqtt/mqtt-wire.ts'
import { systemRandom } from '../../src/std/random.ts'
import { agreeing } from '../owning/agreeing.ts'
import { ROOT } from '../rules/files.ts'
import { temporaryDirectory } from '../setup/temporary-directory.ts'

const OPERATOR: Actor = { kind: 'operator', source: '192.0.2.9' }
const world = { clock: systemClock(), random: systemRandom(), log: silent }

type Somebody = { actor: Actor; accountId: string; email: string }

let served: Served
let leave: () => Promise<void>
let made = 0
beforeAll(async () => {
  const folder = temporaryDirectory()
  const dir = holdDataDir(folder)
  served = await serve(
    {
      ...{ host: '127.0.0.1', httpPort: 0, mqttPort: 0, mqtts: null, databaseUrl: null, secret: Buffer.alloc(32, 3) },
      ...{ publicUrl: null, support: { phone: null, email: null }, version: '0.0.0', root: ROOT },
    },
    dir,
    world,
  )
  leave = async () => {
    await served.stop()
    dir.release()
    rmSync(folder, { recursive: true, force: true })
  }
})
afterAll(() => leave())

const house = () => served.running.house

async function somebody(): Promise<Somebody> {
  const name = `p${++made}`
  const email = `${name}@example.org`
  const user = { email, name, language: 'en', password: 'long enough', level: 'owner' as const }
  const opened = await openAccount(house(), 'test', { account: { kind: 'customer', name, country: 'AT' }, user })
  if (!opened) throw new Error('no account')
  const actor: Actor = { kind: 'user', userId: opened.userId, sessionId: 's', source: '192.0.2.1' }
  return { actor, accountId: opened.accountId, email }
}

/** A dongle on somebody's account, with the secret that its bridge was given. */
async function dongleOf({ accountId }: Somebody) {
  const caratId = `FD0000${String(++made).padStart(2, '0')}`
  const registered = await registerDongle(house(), 'test', { caratId, name: 'till', accountId })
  if (registered.kind !== 'registered') throw new Error(registered.kind)
  return { caratId, deviceId: registered.deviceId, secret: registered.told.secret }
}

/** A bridge's connection, as docs/protocol/dongle.md §8 says; `heard`: commands that came. */
async function bridge(caratId: string, secret: string) {
  const topic = (leaf: string): string => `v1/dongles/${caratId}/${leaf}`
  const will = { topic: topic('online'), payload: Buffer.from('0'), qos: 1 as const, retain: true }
  const wire = mqttWire({ url: served.mqttUrl, clock: world.clock })
  const link = await wire.connect({ clientId: caratId, username: caratId, password: secret, will, keepAlive_s: 60 })
  const heard: string[] = []
  await link.subscribe(topic('command'), async ({ payload }) => void heard.push(Buffer.from(payload).toString('utf8')))
  await link.publish(topic('online'), Buffer.from('1'), { qos: 1, retain: true })
  return { link, heard }
}
const letIn = (caratId: string, secret: string) =>
  bridge(caratId, secret).then(
    ({ link }) => link.close().then(() => 'let in'),
    ({ code }: { code: string }) => code,
  )

async function released(caratId: string, deviceId: string): Promise<void> {
  await house().ledger.transact('release', (tx) =>
    release(house(), tx, {
      ...{ licenceNumber: `${caratId}2BE81D3F`, type: { kind: 'points', points: 5 } },
      ...{ orderId: null, actor: 'operator', accountId: null },
    }),
  )
  house().wake.emit(deviceId)
}

/** Takes a dongle's account away, as closing it does. */
const orphan = (deviceId: string) =>
  house().ledger.transact('left', (tx) => tx.deleteFrom('ownerships').where('device_id', '=', deviceId).execute())

async function issued(actor: Actor, deviceId: string): Promise<string> {
  const outcome = await issueSecret(house(), actor, deviceId)
  if (typeof outcome === 'string') throw new Error(outcome)
  return outcome.secret
}

test('when a dongle changes hands, the former owner’s bridge is cut off, hears no command and is not let in; the new owner’s is', async () => {
  const [anna, bo] = [await somebody(), await somebody()]
  const { caratId, deviceId, secret } = await dongleOf(anna)
  const former = await bridge(caratId, secret)
  const act = agreeing({ house: house() })
  const id = await act.ask(anna.actor, { kind: 'hand-over', deviceId, email: bo.email })
  expect(await act.confirm(anna.actor, id)).toBe('confirmed')
  expect(await letIn(caratId, 'x'.repeat(43))).toBe('bad-credentials')
  expect(await act.confirm(bo.actor, id)).toBe('done')
  await released(caratId, deviceId)
  await former.link.closed
  expect(await letIn(caratId, secret)).toBe('bad-credentials')
  expect(await issueSecret(house(), anna.actor, deviceId)).toBe('not-found')
  const fresh = await bridge(caratId, await issued(bo.actor, deviceId))
  await expect.poll(() => fresh.heard.length, { timeout: 10_000 }).toBe(1)
  expect(former.heard).toEqual([])
  await fresh.link.close()
})

test('a dongle that a closed account left: once somebody else registers it, by itself or by a file, the bridge that was there is out', async () => {
  const anna = await somebody()
  const [one, other] = [await dongleOf(anna), await dongleOf(anna)]
  const links = [await bridge(one.caratId, one.secret), await bridge(other.caratId, other.secret)]
  for (const { deviceId } of [one, other]) await orphan(deviceId)
  const bo = await somebody()
  const wanted = { kind: 'dongle', serial: other.caratId } as const
  expect(await claimDevice(house(), bo.actor, { kind: 'dongle', serial: one.caratId })).toMatchObject({
    kind: 'registered',
  })
  expect(await claimTogether(house(), bo.actor, { lines: [{ wanted, line: 2 }] })).toMatchObject([
    { kind: 'registered' },
  ])
  for (const { link } of links) await link.closed
  for (const { caratId, secret } of [one, other]) expect(await letIn(caratId, secret)).toBe('bad-credentials')
  expect(await letIn(one.caratId, await issued(bo.actor, one.deviceId))).toBe('let in')
})

test('when an account is erased, the bridge of its dongle is out at once', async () => {
  const anna = await somebody()
  const { caratId, secret } = await dongleOf(anna)
  const { link } = await bridge(caratId, secret)
  const closing = { id: 'closing', account_id: anna.accountId, state: 'erasing', asked_at: 0, due_at: 0 }
  const never = { cancelled_at: null, erased_at: null, certificate: null }
  await house().ledger.transact('test', async (tx) => {
    await tx
      .insertInto('closings')
      .values({ ...closing, ...never })
      .execute()
  })
  await eraseDevices(house(), anna.accountId, 'closing')
  await link.closed
  expect(await letIn(caratId, secret)).toBe('bad-credentials')
})

test('a dongle from the office’s stock comes with the secret that was made for its bridge, and a merge leaves it as it is', async () => {
  const [anna, bo] = [await somebody(), await somebody()]
  const office = await openAccount(house(), 'test', {
    account: { kind: 'office', name: 'office', country: 'AT' },
    user: { email: 'office@example.org', name: 'o', language: 'en', password: 'long enough', level: 'support' },
  })
  const { caratId, secret } = await dongleOf({ ...anna, accountId: office?.accountId ?? '' })
  expect(await claimDevice(house(), anna.actor, { kind: 'dongle', serial: caratId })).toMatchObject({
    kind: 'registered',
  })
  const { link } = await bridge(caratId, secret)
  await house().ledger.transact('merge', async (tx) => {
    const merge = { agreementId: 'm', gone: anna.accountId, kept: bo.accountId, actor: 'local', at: world.clock.now() }
    expect(await mergeAccounts(house(), tx, merge)).toBe('done')
  })
  await link.close()
  expect(await letIn(caratId, secret)).toBe('let in')
})

test('a secret that is issued ends the one before it, also for the bridge that is connected; each is in the audit, and in no log', async () => {
  const anna = await somebody()
  const { caratId, deviceId, secret } = await dongleOf(anna)
  const before = await bridge(caratId, secret)
  const fresh = await issued(OPERATOR, deviceId)
  await before.link.closed
  expect([await letIn(caratId, secret), await letIn(caratId, fresh)]).toEqual(['bad-credentials', 'let in'])
  const deeds = house().ledger.reads.selectFrom('audit').select(['act', 'details', 'account_id'])
  expect(
    await deeds.where('act', '=', 'issue-bridge-secret').where('subject', '=', `device:${deviceId}`).execute(),
  ).toEqual([{ act: 'issue-bridge-secret', details: '{}', account_id: anna.accountId }])
})
