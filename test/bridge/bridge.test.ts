import { afterEach, expect, test } from 'vitest'
import { createDongle, type Dongle } from '../../firmware-sim/dongle/dongle.ts'
import { memoryNvm } from '../../firmware-sim/nvm/nvm.ts'
import { type Bridge, type BridgeNews, startBridge } from '../../src/bridge/bridge.ts'
import { silent } from '../../src/std/log.ts'
import { type ManualClock, manualClock, settle } from '../../src/std/manual-clock.ts'
import { type ConnectOptions, type Downlink, type Wire, WireError } from '../../src/std/mqtt/wire.ts'
import { seededRandom } from '../../src/std/random.ts'
import { type Desk, desk } from '../unlock/desk.ts'

const CARAT = 'FC000001'
const SECRET = 'A'.repeat(43)

/** A broker that takes everything, and what it was told. */
type Broker = {
  wire: Wire
  introductions: ConnectOptions[]
  said: { topic: string; message: unknown }[]
  /** Refuses to let anybody in. */
  refuse: 'bad-credentials' | 'unreachable' | null
  /** Sends no PUBACK. */
  mute: boolean
  /** How connections ended. */
  ends: string[]
  command(payload: Uint8Array): Promise<void>
}

function broker(): Broker {
  let onMessage: (message: Downlink) => Promise<void> = async () => {}
  const told: Broker = {
    introductions: [],
    said: [],
    refuse: null,
    mute: false,
    ends: [],
    command: async (payload) => {
      await onMessage({ topic: '', payload })
      await settle()
    },
    wire: {
      async connect(introduction) {
        told.introductions.push(introduction)
        if (told.refuse) throw new WireError(told.refuse, told.refuse)
        const closed = Promise.withResolvers<string>()
        let open = true
        const end = (how: string): void => {
          if (open) told.ends.push(how)
          open = false
          closed.resolve(how)
        }
        return {
          closed: closed.promise,
          publish(topic, payload) {
            told.said.push({
              topic: topic.split('/').at(-1) ?? '',
              message: JSON.parse(Buffer.from(payload).toString()),
            })
            if (!told.mute) return Promise.resolve()
            return closed.promise.then((why) => Promise.reject(new WireError('closed', why)))
          },
          async subscribe(_, take) {
            onMessage = take
          },
          close: async () => end('close'),
          cut: () => end('cut'),
        }
      },
    },
  }
  return told
}

let clock: ManualClock
let dongle: Dongle
let place: Desk
let far: Broker
let bridge: Bridge
let news: BridgeNews[]

async function begin(secretOf: (caratId: string) => string | null = () => SECRET): Promise<void> {
  clock = manualClock()
  far = broker()
  news = []
  place = desk(seededRandom(1))
  const world = { clock, random: seededRandom(2), log: silent }
  const identity = { caratId: CARAT, key: Buffer.alloc(32, 5).toString('base64url'), keyVersion: 2 }
  dongle = createDongle({ identity, nvm: memoryNvm(), world, port: place.port })
  await dongle.plug()
  bridge = startBridge({
    open: place.open,
    wire: far.wire,
    secretOf,
    backendKeys: [],
    world,
    tell: (told) => news.push(told),
  })
  await clock.advance(100)
}
afterEach(async () => {
  const stopped = bridge.stop()
  await clock.advance(20_000)
  await stopped
  await dongle.stop()
})

const events = () => far.said.filter(({ topic }) => topic === 'event').map(({ message }) => message)

test('a dongle introduces itself as the protocol’s page says: subscribed, online, then the boot event', async () => {
  await begin()
  expect(far.introductions).toEqual([
    {
      clientId: CARAT,
      username: CARAT,
      password: SECRET,
      keepAlive_s: 60,
      will: { topic: `v1/dongles/${CARAT}/online`, payload: Buffer.from('0'), qos: 1, retain: true },
    },
  ])
  expect(far.said).toEqual([
    { topic: 'online', message: 1 },
    {
      topic: 'event',
      message: {
        now: Math.floor(clock.now() / 1000),
        boot: dongle.state().session,
        seq: 0,
        event: 'boot',
        number: `${CARAT}00000000`,
        points: 0,
        e: 0,
        version: 2,
        firmware: expect.any(String),
      },
    },
  ])
})

test('a change is told once, within five seconds', async () => {
  await begin()
  await dongle.enterUserInformation('Kanzlei Moser')
  await clock.advance(5_000)
  await clock.advance(60_000)
  expect(events().slice(1)).toEqual([
    expect.objectContaining({ event: 'changed', number: dongle.state().licenceNumber, seq: 1 }),
  ])
})

test('a dongle that restarts on its port is greeted anew: another session, and a boot event first', async () => {
  await begin()
  const before = dongle.state().session
  await dongle.power('off')
  await dongle.power('on')
  await clock.advance(10_000)
  expect(dongle.state().session).toBe(before + 1)
  expect(events().at(-1)).toMatchObject({ event: 'boot', boot: before + 1, seq: 0 })
  expect(far.ends).toEqual([])
})

test('a dongle that says nothing more is offline, by its will, until it answers again', async () => {
  await begin()
  await dongle.power('off')
  await clock.advance(60_000)
  expect(far.ends).toContain('cut')
  expect(news.slice(2)).toContainEqual({ state: 'absent', why: 'silent' })
  await dongle.power('on')
  await clock.advance(20_000)
  expect(news.at(-1)).toEqual({ state: 'online', caratId: CARAT })
})

test('a dongle that is pulled out is offline at once, by its will', async () => {
  await begin()
  await dongle.unplug()
  await settle(10)
  expect(far.ends).toEqual(['cut'])
})

test('a dongle without a secret is named, and is not connected; it is, once it has one and is plugged in anew', async () => {
  let secret: string | null = null
  await begin(() => secret)
  expect(news).toEqual([{ state: 'no-secret', caratId: CARAT }])
  await clock.advance(60_000)
  expect(far.introductions).toEqual([])
  secret = SECRET
  await dongle.unplug()
  await dongle.plug()
  await clock.advance(20_000)
  expect(news.at(-1)).toEqual({ state: 'online', caratId: CARAT })
})

test('a backend that refuses is asked again, after longer and longer, up to five minutes', async () => {
  await begin()
  await dongle.unplug()
  await settle(10)
  far.refuse = 'bad-credentials'
  far.introductions.length = 0
  await dongle.plug()
  await clock.advance(10_000)
  const soon = far.introductions.length
  expect(soon).toBeGreaterThanOrEqual(3)
  expect(soon).toBeLessThanOrEqual(8)
  await clock.advance(3_600_000)
  const late = far.introductions.length
  await clock.advance(3_600_000)
  expect(far.introductions.length - late).toBeGreaterThanOrEqual(12)
  expect(far.introductions.length - late).toBeLessThanOrEqual(25)
  far.refuse = null
  await clock.advance(300_000)
  expect(news.at(-1)).toEqual({ state: 'online', caratId: CARAT })
})

test('a command that cannot be read is answered with why', async () => {
  await begin()
  await far.command(Buffer.from('nonsense'))
  expect(events().at(-1)).toMatchObject({ event: 'command-rejected', reason: 'malformed' })
})

test('of commands that come while the dongle is locked out, each is asked again only when the time is over', async () => {
  await begin()
  await dongle.enterUserInformation('x')
  const number = dongle.state().licenceNumber
  const command = (id: number, counter: number) => {
    const body = {
      id: `0197a5b0-1c2d-7e3f-8a4b-00000000000${id}`,
      device: CARAT,
      counter,
      issued: 1,
      type: 'unlock',
      number,
      code: '0500010000000000',
    }
    const bytes = Buffer.from(JSON.stringify(body)).toString('base64url')
    return far.command(Buffer.from(JSON.stringify({ key: 'k', body: bytes, sig: 'AAAA' })))
  }
  const results = () => far.said.filter(({ topic }) => topic === 'result').length
  for (let counter = 1; counter <= 3; counter++) {
    await command(counter, counter)
    await clock.advance(1_000)
  }
  expect([results(), dongle.state().lockOut_s]).toEqual([3, 59])
  for (let times = 0; times < 5; times++) {
    await command(4, 4)
    await clock.advance(10_000)
  }
  expect(results()).toBe(3)
  await clock.advance(12_000)
  expect([results(), dongle.state().failures]).toEqual([4, 4])
})

test('a bridge that is told to stop waits for its last PUBACK, but not for ever, and shows the dongle offline', async () => {
  await begin()
  far.mute = true
  await dongle.enterUserInformation('x')
  await clock.advance(5_000)
  const stopped = bridge.stop()
  await settle()
  await clock.advance(4_999)
  expect(far.ends).toEqual([])
  await clock.advance(1)
  await stopped
  expect(far.said.at(-1)).toEqual({ topic: 'online', message: 0 })
  await place.open()
})
