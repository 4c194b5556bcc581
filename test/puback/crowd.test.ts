import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { publishPacket, type RawClient, rawClient } from '../../broker/testing/raw-client.ts'
import { systemClock } from '../../src/std/clock.ts'
import type { FromReceiver, Way } from './crash-between.ts'

const soak = process.env.KOPPEL_SOAK !== undefined
const PUBLISHERS = 500
const WINDOW = 20
/** Below what a client may publish in 10 s. */
const MESSAGES_EACH = soak ? 900 : 60
const AT_ONCE = 20
const MB = 2 ** 20
/** The same for 30,000 messages and, soaking, for 450,000: V8 lets a heap under load grow before it collects. Measured: 370 MB at most. */
const GROWTH_MAX = 512 * MB

test.each<Way>(['aedes', 'short'])(
  '500 publishers with a window of 20, a subscriber that reads nothing, others that vanish and CONNECTs of 256 MB half sent: PUBACKs never stall for a second, memory stays bounded, and nothing dies (%s)',
  async (way) => {
    const folder = await mkdtemp(join(tmpdir(), 'koppel-crowd-'))
    const script = fileURLToPath(new URL('./receiving-process.ts', import.meta.url))
    const broker = fork(script, [folder, 'durable-first', way], { execArgv: [] })
    try {
      const { port } = await hear(broker, 'listening')
      const publishers = await signInAll(port)
      const before = await memoryOf(broker)
      const frozen = await subscribed(port, 'frozen')
      frozen.wire.pause()
      const nuisance = Promise.all([vanish(port), halfSend(port)])

      const pubacks = pulse()
      const watched = watchMemory(broker, pubacks)
      await Promise.all(publishers.map((client, at) => publishAll(client, imeiOf(at), pubacks)))
      await nuisance
      expect(pubacks.count()).toBe(PUBLISHERS * MESSAGES_EACH)
      expect(pubacks.longestGap_ms()).toBeLessThan(1_000)
      const looks = [...(await watched), await memoryOf(broker)]
      expect(Math.max(...looks) - before).toBeLessThan(GROWTH_MAX)
      expect(broker.exitCode).toBe(null)
      for (const { wire } of [frozen, ...publishers]) wire.destroy()
    } finally {
      const exited = once(broker, 'exit')
      broker.kill('SIGKILL')
      await exited
      await rm(folder, { recursive: true })
    }
  },
  120_000,
)

const imeiOf = (at: number): string => String(490_154_203_000_000 + at)

async function signInAll(port: number): Promise<RawClient[]> {
  const clients: RawClient[] = []
  for (let first = 0; first < PUBLISHERS; first += AT_ONCE) {
    const some = Array.from({ length: AT_ONCE }, async (_, at) => {
      const client = await rawClient(port)
      expect(await client.signIn(imeiOf(first + at))).toMatchObject({ cmd: 'connack', returnCode: 0 })
      return client
    })
    clients.push(...(await Promise.all(some)))
  }
  return clients
}

async function publishAll(client: RawClient, imei: string, pubacks: Pulse): Promise<void> {
  const topic = `v1/collars/${imei}/report`
  const payload = Buffer.alloc(120, 0x20)
  let sent = 0
  for (let acknowledged = 0; acknowledged < MESSAGES_EACH; acknowledged++) {
    while (sent < MESSAGES_EACH && sent - acknowledged < WINDOW) client.send(publishPacket(topic, payload, ++sent))
    expect(await client.next()).toMatchObject({ cmd: 'puback', messageId: acknowledged + 1 })
    pubacks.beat()
  }
}

async function subscribed(port: number, name: string): Promise<RawClient> {
  const client = await rawClient(port)
  await client.signIn(name)
  client.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'v1/#', qos: 1 }] })
  expect(await client.next()).toMatchObject({ cmd: 'suback' })
  return client
}

/** Subscribers that are gone without a word, one after the other. */
async function vanish(port: number): Promise<void> {
  for (let time = 0; time < 10; time++) (await subscribed(port, 'vanishing')).wire.destroy()
}

/** Each says that it is as large as MQTT allows (§2.2.3), and goes on until it is cut. */
async function halfSend(port: number): Promise<void> {
  for (let time = 0; time < 10; time++) {
    const client = await rawClient(port)
    client.send(Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f, 0, 4, 77, 81, 84, 84, 4, 2, 0, 60]))
    client.send(Buffer.alloc(4 * MB))
    await client.closed
  }
}

type Pulse = { beat(): void; count(): number; longestGap_ms(): number; onThousand: () => void }

/** Counts PUBACKs and the longest time in which there was none. */
function pulse(): Pulse {
  const clock = systemClock()
  let [beats, last, longest] = [0, clock.monotonic(), 0]
  const self: Pulse = {
    beat() {
      const now = clock.monotonic()
      longest = Math.max(longest, now - last)
      last = now
      if (++beats % 5_000 === 0) self.onThousand()
    },
    count: () => beats,
    longestGap_ms: () => longest,
    onThousand: () => {},
  }
  return self
}

/** What the broker holds, each time that some thousand PUBACKs have come. */
async function watchMemory(broker: ChildProcess, pubacks: Pulse): Promise<number[]> {
  const looks: Promise<number>[] = []
  await new Promise<void>((resolve) => {
    pubacks.onThousand = () => {
      looks.push(memoryOf(broker))
      if (pubacks.count() >= PUBLISHERS * MESSAGES_EACH) resolve()
    }
  })
  return Promise.all(looks)
}

async function memoryOf(broker: ChildProcess): Promise<number> {
  const told = hear(broker, 'memory')
  broker.send('memory')
  return (await told).bytes
}

async function hear<Says extends FromReceiver['says']>(
  child: ChildProcess,
  says: Says,
): Promise<Extract<FromReceiver, { says: Says }>> {
  for (;;) {
    const [message] = (await once(child, 'message')) as [FromReceiver]
    if (message.says === says) return message as Extract<FromReceiver, { says: Says }>
  }
}
