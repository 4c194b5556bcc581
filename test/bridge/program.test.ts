import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startDongles } from '../../firmware-sim/dongles.ts'
import { publicBytes, signingKey } from '../../src/devices/signature.ts'
import type { House } from '../../src/flows/house.ts'
import { openAccount } from '../../src/flows/people.ts'
import { registerDongle } from '../../src/flows/register-dongle.ts'
import { masterOf } from '../../src/flows/unlock/master-of.ts'
import { queueUnlock } from '../../src/flows/unlock/queue-unlock.ts'
import { makeRelease } from '../../src/licences/releases.ts'
import { holdDataDir } from '../../src/main/data-dir.ts'
import { serve } from '../../src/main/serve.ts'
import { systemClock } from '../../src/std/clock.ts'
import { silent } from '../../src/std/log.ts'
import { mqttWire } from '../../src/std/mqtt/mqtt-wire.ts'
import { systemRandom } from '../../src/std/random.ts'
import { dataDir, ROOT, startNode } from '../program/program.ts'

const CARAT = 'FC000001'
const world = { clock: systemClock(), random: systemRandom(), log: silent }

const fixture = (name: string): string => join(ROOT, 'broker/fixtures', name)
const pem = (name: string): string => readFileSync(fixture(name), 'utf8')

/** Why nothing is said to a broker whose certificate is from an authority that is not the one told. */
const UNTRUSTED = [
  { ca: undefined, why: /self-signed|unable to (get|verify)/ },
  { ca: pem('stranger.pem'), why: /self-signed|unable to (get|verify)/ },
  { ca: 'no certificate', why: /PEM|certificate/i },
]

async function refusesUntrusted(url: string): Promise<void> {
  const will = { topic: 'x', payload: new Uint8Array(0), qos: 1 as const, retain: false }
  for (const { ca, why } of UNTRUSTED) {
    const wire = mqttWire({ url, clock: world.clock, ...(ca === undefined ? {} : { ca }) })
    const session = { clientId: CARAT, username: CARAT, password: 'x', keepAlive_s: 60, will }
    await expect(wire.connect(session)).rejects.toThrow(why)
  }
}

/** A served house on free ports, with its real broker, which speaks TLS too: the certificate is for localhost and 127.0.0.1, from an authority that no system knows. */
async function served() {
  const dir = holdDataDir(await dataDir())
  const running = await serve(
    {
      ...{ host: '127.0.0.1', httpPort: 0, mqttPort: 0, databaseUrl: null, secret: Buffer.alloc(32, 3) },
      mqtts: { port: 0, cert: pem('server.pem'), key: pem('server.key') },
      ...{ publicUrl: null, support: { phone: null, email: null }, version: '0.0.0', root: ROOT },
    },
    dir,
    world,
  )
  onTestFinished(async () => {
    await running.stop()
    dir.release()
  })
  return running
}

async function released(house: House, licenceNumber: string, points: number): Promise<void> {
  const queued = await house.ledger.transact('release', async (tx) => {
    const keyId = await masterOf(house, tx, CARAT)
    const type = { kind: 'points', points } as const
    const release = await makeRelease(tx, house.world, { licenceNumber, type, keyId, orderId: null, actor: 'test' })
    if (!release) throw new Error('released already')
    return queueUnlock(house, tx, { ...release, releaseId: release.id })
  })
  if ('deviceId' in queued) house.wake.emit(queued.deviceId)
}

test('koppel bridge: what is released reaches a dongle at a serial port through the real broker, over TLS under an authority of one’s own, also after it was pulled out, and SIGTERM ends it well', async () => {
  const { running, mqttsUrl } = await served()
  if (mqttsUrl === null) throw new Error('no TLS')
  await refusesUntrusted(mqttsUrl)
  const { house } = running
  const user = { email: 'o@example.org', name: 'o', language: 'de', password: 'long enough', level: 'owner' as const }
  const opened = await openAccount(house, 'test', { account: { kind: 'customer', name: 'o', country: 'AT' }, user })
  if (!opened) throw new Error('no account')
  const registered = await registerDongle(house, 'test', { caratId: CARAT, name: 'till', accountId: opened.accountId })
  if (registered.kind !== 'registered') throw new Error(registered.kind)
  const { key, keyVersion, secret } = registered.told

  const dir = await dataDir()
  const identity = { caratId: CARAT, key: Buffer.from(key).toString('base64url'), keyVersion, userInformation: 'Moser' }
  const secretFile = join(dir, 'secrets.txt')
  writeFileSync(secretFile, `# desk 3\n${CARAT} ${secret}\n`)
  const signing = house.keys.current('command-signing')
  const backendKey = `${signing.id}=${Buffer.from(publicBytes(signingKey(signing.bytes))).toString('base64url')}`
  const argv = [
    '--port',
    join(dir, 'dongle-1'),
    '--url',
    mqttsUrl,
    '--ca',
    fixture('ca.pem'),
    '--secret-file',
    secretFile,
    '--backend-key',
    backendKey,
  ]
  const bridge = startNode(['bin/koppel.mjs', 'bridge', ...argv, '--json'])
  onTestFinished(async () => void (await bridge.stop('SIGKILL')))
  const news = () =>
    bridge
      .out()
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line || '{}') as { state?: string }).state)

  await expect.poll(news, { timeout: 30_000 }).toEqual(['absent'])
  // Only now: a program that is started later would inherit the terminal, and hold it open when the dongle is pulled out.
  const dongles = await startDongles({ identities: [identity], dir, world })
  onTestFinished(() => dongles.stop())
  const dongle = dongles.dongle(CARAT)
  const held = () => dongle.state().points
  await expect.poll(news, { timeout: 30_000 }).toEqual(['absent', 'plugged-in', 'online'])
  const { licenceNumber } = dongle.state()
  await released(house, licenceNumber, 5)
  await expect.poll(held, { timeout: 30_000 }).toBe(5)

  await dongle.unplug()
  await expect.poll(() => news().slice(3), { timeout: 30_000 }).toContain('absent')
  await released(house, licenceNumber, 7)
  await dongle.plug()
  await expect.poll(held, { timeout: 30_000 }).toBe(7)
  const states = async () =>
    (await house.ledger.reads.selectFrom('commands').select('state').execute()).map(({ state }) => state)
  await expect.poll(states, { timeout: 30_000 }).toEqual(['applied', 'applied'])

  expect(await bridge.stop('SIGTERM')).toEqual({ code: 0, signal: null })
  expect(bridge.err()).toBe('')
  expect(bridge.out()).not.toContain(secret)
  const online = async () =>
    (await house.ledger.reads.selectFrom('devices').select('online').executeTakeFirst())?.online
  await expect.poll(online, { timeout: 30_000 }).toBe(0)
}, 120_000)

test.each([
  ['a port that is none', { port: 'usb:x' }, '"usb:x" is no port.'],
  ['an address that is none', { url: 'http://x' }, 'not an MQTT address: "http://x"'],
  ['a secret file that is not there', { secret: '/nowhere' }, '/nowhere cannot be read: ENOENT'],
  ['a key that is none', { key: 'k' }, 'A key of the backend is written id=KEY'],
])(
  'koppel bridge says what is wrong with %s, and shows no secret',
  async (_, changed, said) => {
    const dir = await dataDir()
    const file = join(dir, 'secrets.txt')
    writeFileSync(file, `${CARAT} ${'A'.repeat(43)}\n`)
    const { port = '/dev/null', url = 'mqtt://127.0.0.1:1', secret = file, key } = changed as Record<string, string>
    const argv = ['--port', port, '--url', url, '--secret-file', secret, ...(key ? ['--backend-key', key] : [])]
    const bridge = startNode(['bin/koppel.mjs', 'bridge', ...argv])
    expect(await bridge.ended).toEqual({ code: 2, signal: null })
    expect(bridge.err()).toContain(said)
    expect(bridge.err() + bridge.out()).not.toContain('AAAA')
  },
  60_000,
)
