import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { publishPacket, type RawClient, rawClient } from '../../broker/testing/raw-client.ts'
import { INBOX_LIMITS } from '../../src/inbox/limits.ts'
import { openInbox } from '../../src/inbox/open.ts'
import { drain, textOf } from '../../src/inbox/testing/frames.ts'
import { workerDisk } from '../../src/inbox/worker-disk.ts'
import { silent } from '../../src/std/log.ts'
import { manualClock } from '../../src/std/manual-clock.ts'
import { below, type Random, seededRandom } from '../../src/std/random.ts'

/** When the gate says that it has a message: once it is durable, or (sabotage) before. */
export type Order = 'durable-first' | 'puback-first'

/** Whether reports pass aedes, or take the short way in front of it. */
export type Way = 'aedes' | 'short'

export type FromReceiver = { says: 'listening'; port: number } | { says: 'will-hold' } | { says: 'held' }

const TOPIC = 'v1/collars/490154203237518/report'
/** As many as a collar may have under way (docs/protocol/collar.md §1). */
const UNDER_WAY = 16

/**
 * Lets a process receive numbered messages over MQTT and kills it with SIGKILL while its disk holds one that is not written yet, `kills` times
 * on the same folder; then opens the inbox.
 * @returns the numbers that had a PUBACK, and those that are in the inbox
 */
export async function crashBetween(options: {
  order: Order
  way: Way
  kills: number
  seed: number
}): Promise<{ acknowledged: number[]; kept: Set<number> }> {
  const random = seededRandom(options.seed)
  const folder = await mkdtemp(join(tmpdir(), 'koppel-puback-'))
  try {
    const acknowledged: number[] = []
    for (let kill = 0; kill < options.kills; kill++) {
      acknowledged.push(...(await receiveAndDie(folder, options, kill * 10_000, random)))
    }
    return { acknowledged, kept: await numbersIn(folder) }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** One life of the receiver: some messages pass, one is held by the disk, and the process dies. */
async function receiveAndDie(
  folder: string,
  { order, way }: { order: Order; way: Way },
  from: number,
  random: Random,
): Promise<number[]> {
  const script = fileURLToPath(new URL('./receiving-process.ts', import.meta.url))
  const child = fork(script, [folder, order, way], { execArgv: [] })
  const exited = once(child, 'exit')
  const { port } = await hearing(child, 'listening')
  const client = await rawClient(port)
  await client.signIn('490154203237518')
  const acknowledged = await publishMany(client, from, below(random, 200))

  const willHold = hearing(child, 'will-hold')
  child.send('hold')
  await willHold
  const held = hearing(child, 'held')
  const last = from + 9_999
  client.send(publishPacket(TOPIC, String(last), 65_535))
  await held
  // When this is answered, the broker has had its chance to send a PUBACK too early.
  client.send({ cmd: 'pingreq' })
  for (let packet = await client.next(); packet.cmd !== 'pingresp'; packet = await client.next()) {
    if (packet.cmd === 'puback') acknowledged.push(last)
  }
  child.kill('SIGKILL')
  await exited
  client.wire.destroy()
  return acknowledged
}

/** Publishes `count` messages, keeping several under way, and returns their numbers once each has its PUBACK. */
async function publishMany(client: RawClient, from: number, count: number): Promise<number[]> {
  const acknowledged: number[] = []
  let sent = 0
  while (acknowledged.length < count) {
    while (sent < count && sent - acknowledged.length < UNDER_WAY) {
      client.send(publishPacket(TOPIC, String(from + sent), ++sent))
    }
    const { messageId } = await client.next()
    acknowledged.push(from + Number(messageId) - 1)
  }
  return acknowledged
}

async function hearing<Says extends FromReceiver['says']>(
  child: ChildProcess,
  says: Says,
): Promise<Extract<FromReceiver, { says: Says }>> {
  for (;;) {
    const [message] = (await once(child, 'message')) as [FromReceiver]
    if (message.says === says) return message as Extract<FromReceiver, { says: Says }>
  }
}

async function numbersIn(folder: string): Promise<Set<number>> {
  const world = { clock: manualClock(), random: seededRandom(1), log: silent }
  const inbox = await openInbox({ disk: await workerDisk(folder), world, limits: INBOX_LIMITS })
  const numbers = new Set((await drain(inbox)).map((frame) => Number(textOf(frame))))
  await inbox.close()
  return numbers
}
