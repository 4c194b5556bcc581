import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signCommand } from '../firmware-sim/vectors/sign-command.ts'
import { resultSignatureFits } from '../src/devices/signature.ts'
import { systemClock } from '../src/std/clock.ts'
import { newId } from '../src/std/ids.ts'
import { type PayloadObject, readPayload } from '../src/std/payload.ts'
import { systemRandom } from '../src/std/random.ts'
import { collarAsked } from './collar/asked.ts'
import { connectIn, type Heard, publishIn } from './collar/listening-broker.ts'
import { type CollarUnderTest, collarUnderTest } from './collar/under-test.ts'

/** The contract of a collar on the air (docs/protocol/collar.md): the simulated one by default, one of your own with KOPPEL_HW_COLLAR_URL. */
const asked = collarAsked(process.env)
/** A collar of one's own may sleep between its reports, and be slow to come back. */
const PATIENCE_MS = asked.listen ? 600_000 : 30_000
const STRANGER = { id: 'a-stranger', seed: Buffer.alloc(32, 3).toString('base64url') }

const world = { clock: systemClock(), random: systemRandom() }
let collar: CollarUnderTest
let counter = world.clock.now()
beforeAll(async () => {
  collar = await collarUnderTest(asked)
}, PATIENCE_MS)
afterAll(() => collar.stop())

const topic = (leaf: string): string => `v1/collars/${collar.produced.imei}/${leaf}`
const isOn =
  (leaf: string) =>
  (one: Heard): boolean =>
    publishIn(one, topic(leaf)) !== null
const online = (one: Heard): boolean => publishIn(one, topic('online'))?.payload.toString() === '1'

function objectIn(bytes: Uint8Array): PayloadObject {
  const read = readPayload(bytes)
  if (!read.ok) throw new Error(`the payload is ${read.reason}`)
  return read.object
}
function bytesIn(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : Buffer.from(String(value), 'base64url')
}
const uplinkIn = (one: Heard, leaf: string): PayloadObject =>
  objectIn(publishIn(one, topic(leaf))?.payload ?? new Uint8Array(0))

/** An effect command for the collar's own SIM; members given here replace those made. */
function command(members: Record<string, unknown> = {}, pen = collar.pen ?? STRANGER): Uint8Array {
  const { imei, sim } = collar.produced
  const target =
    sim.kind === 'travel-sim'
      ? { type: 'sim-top-up', amount: 100, currency: 'SEK' }
      : { type: 'sim-extend', until: '2030-01-01T00:00:00Z' }
  const issued = Math.floor(world.clock.now() / 1_000)
  const head = { id: newId(world.clock, world.random), device: imei, counter: ++counter, issued }
  return signCommand(pen, { ...head, ...target, iccid: sim.iccid, ...members } as never)
}

/** Sends a command, and tells what the collar publishes about it: an event `command-rejected`, or the result with its id. */
async function answerTo(leaf: 'event' | 'result', payload: Uint8Array): Promise<PayloadObject> {
  const from = collar.broker.heard.length
  await collar.broker.command(topic('command'), payload)
  const isAnswer = (one: Heard): boolean => {
    if (!isOn(leaf)(one)) return false
    const said = uplinkIn(one, leaf)
    return leaf === 'event' ? said.event === 'command-rejected' : idIn(said) === idIn(objectIn(payload))
  }
  return uplinkIn(await collar.broker.hears(isAnswer, from), leaf)
}
const idIn = (envelope: PayloadObject): unknown => objectIn(bytesIn(envelope.body)).id

function judged(result: PayloadObject): PayloadObject {
  const bytes = bytesIn(result.body)
  const signed = { keyId: String(result.key), bytes, sig: bytesIn(result.sig) }
  expect(resultSignatureFits(Buffer.from(collar.produced.publicKey, 'base64url'), signed)).toBe(true)
  return objectIn(bytes)
}

describe('connection (§1)', () => {
  test(
    'it introduces itself by its IMEI and secret, and leaves a will',
    async () => {
      const connect = connectIn(await collar.broker.hears((one) => connectIn(one) !== null))
      const { imei, secret } = collar.produced
      expect(connect).toMatchObject({ clientId: imei, username: imei, protocolVersion: 4 })
      expect(connect?.password?.toString()).toBe(secret)
      expect(connect?.keepalive).toBeGreaterThanOrEqual(30)
      expect(connect?.keepalive).toBeLessThanOrEqual(1_200)
      expect(connect?.will).toMatchObject({ topic: topic('online'), qos: 1, retain: true })
      expect(connect?.will?.payload.toString()).toBe('0')
    },
    PATIENCE_MS,
  )

  test(
    'it subscribes to its commands, then shows itself online, then says everything else',
    async () => {
      const { connection, packet } = await collar.broker.hears(online)
      expect(packet).toMatchObject({ qos: 1, retain: true })
      const [, second, third] = collar.broker.heard.filter((one) => one.connection === connection)
      expect(second?.packet).toMatchObject({ cmd: 'subscribe', subscriptions: [{ topic: topic('command'), qos: 1 }] })
      expect(third && online(third)).toBe(true)
    },
    PATIENCE_MS,
  )

  test(
    'refused for now (return code 3), and cut off without a word, it comes again',
    async () => {
      await collar.broker.hears(online)
      const from = collar.broker.heard.length
      collar.broker.connack(3)
      collar.broker.hangUp()
      await collar.broker.hears((one) => connectIn(one) !== null, from)
      collar.broker.connack(0)
      const back = await collar.broker.hears(online, from)
      expect(collar.broker.heard.slice(from).filter((one) => connectIn(one) !== null).length).toBeGreaterThanOrEqual(2)
      expect(back.connection).toBeGreaterThan(1)
    },
    PATIENCE_MS,
  )
})

test(
  'its uplinks are QoS 1 on its own topics, readable, with now, boot and a seq of their own',
  async () => {
    await collar.broker.hears(isOn('report'))
    const seen = new Map<string, string>()
    for (const one of collar.broker.heard) {
      if (one.packet.cmd !== 'publish' || one.packet.topic === topic('online')) continue
      expect(one.packet.qos).toBe(1)
      expect(['report', 'event', 'result'].map(topic)).toContain(one.packet.topic)
      const { now, boot, seq, ...said } = objectIn(one.packet.payload as Buffer)
      for (const number of [now, boot, seq]) expect(Number.isSafeInteger(number)).toBe(true)
      const text = JSON.stringify([one.packet.topic, said])
      expect(seen.get(`${boot}.${seq}`) ?? text).toBe(text)
      seen.set(`${boot}.${seq}`, text)
    }
    expect(seen.size).toBeGreaterThan(0)
  },
  PATIENCE_MS,
)

describe('a command in doubt is told as an event, has its PUBACK, and changes nothing (§5 step 1)', () => {
  const doubts: [string, string, () => Uint8Array][] = [
    ['no object', 'malformed', () => Buffer.from('hello')],
    ['signed by nobody it knows', 'bad-signature', () => command({}, STRANGER)],
  ]
  if (!asked.listen || asked.pen)
    doubts.push(
      ['for another collar', 'other-device', () => command({ device: '001012349999999' })],
      ['of an unknown type', 'unknown-type', () => command({ type: 'bark' })],
      ['with a counter of 0', 'malformed', () => command({ counter: 0 })],
    )
  test.each(doubts)(
    '%s: %s',
    async (_, reason, make) => {
      await collar.broker.hears(online)
      expect(await answerTo('event', make())).toMatchObject({ event: 'command-rejected', reason })
    },
    PATIENCE_MS,
  )
})

if (!asked.listen || asked.destructive)
  describe('a command that is the backend’s (§5 steps 2 to 7)', () => {
    const foreign = '89469900000000000004'

    test(
      'for another SIM is refused, signed, and known when it comes again',
      async () => {
        const payload = command({ iccid: foreign })
        const first = await answerTo('result', payload)
        expect(judged(first)).toMatchObject({ outcome: 'refused', reason: 'other-iccid', counter })
        const again = await answerTo('result', payload)
        expect([again.body, again.sig]).toEqual([first.body, first.sig])
        expect([again.boot, again.seq]).not.toEqual([first.boot, first.seq])
      },
      PATIENCE_MS,
    )

    test(
      'is applied, and one with a lower counter is not',
      async () => {
        const body = judged(await answerTo('result', command()))
        expect(body).toMatchObject({ outcome: 'applied', counter, iccid: collar.produced.sim.iccid })
        const old = judged(await answerTo('result', command({ counter: counter - 5 })))
        expect(old).toMatchObject({ outcome: 'refused', reason: 'old-counter', before: body.after, after: body.after })
      },
      PATIENCE_MS,
    )

    test(
      'has its result sent again after a reconnect, until that has its PUBACK',
      async () => {
        collar.broker.acknowledge((to) => to !== topic('result'))
        const first = await answerTo('result', command({ iccid: foreign }))
        const from = collar.broker.heard.length
        collar.broker.acknowledge(() => true)
        collar.broker.hangUp()
        await collar.broker.hears(online, from)
        const again = uplinkIn(
          await collar.broker.hears(
            (one) => isOn('result')(one) && idIn(uplinkIn(one, 'result')) === idIn(first),
            from,
          ),
          'result',
        )
        expect([again.body, again.sig]).toEqual([first.body, first.sig])
      },
      PATIENCE_MS,
    )
  })
