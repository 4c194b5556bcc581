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
import { systemClock } from '../../src/std/clock.ts'
import { silent } from '../../src/std/log.ts'
import { manualClock } from '../../src/std/manual-clock.ts'
import { below, type Random, seededRandom } from '../../src/std/random.ts'
import type { TelemetryStore } from '../../src/telemetry/telemetry.ts'
import { storedBytes, storeFrames, withTelemetry } from './telemetry-behind.ts'

/** When the gate says that it has a message: once it is durable, or (sabotage) before. */
export type Order = 'durable-first' | 'puback-first'

/** Whether reports pass aedes, or take the short way in front of it. */
export type Way = 'aedes' | 'short'

export type FromReceiver =
  | { says: 'listening'; port: number }
  | { says: 'will-hold' }
  | { says: 'held' }
  | { says: 'memory'; bytes: number }

const IMEI = '490154203237518'
const TOPIC = `v1/collars/${IMEI}/report`
const DAY_S = 86_400
/** The collar's clock is three days behind, so that a message that is taken for a new boot's gets another time. */
const BEHIND_S = 3 * DAY_S
/** As many as a collar may have under way (docs/protocol/collar.md §1). */
const UNDER_WAY = 16
/** Numbers of one life. */
const LIFE = 10_000

/** The payload of a message by its number, which is its `seq`, its count of bytes and the second of its sample. */
type ReportOf = (number: number) => string

/** What a collar sent and had acknowledged, and what came of it. */
export type Outcome = {
  /** The numbers that had a PUBACK. */
  acknowledged: number[]
  /** Those that are in the inbox. */
  kept: Set<number>
  /** Those of which a collar had no PUBACK, or lost it with the connection, and which it sent again with the same boot and `seq`. */
  again: number[]
  /** The numbers that are stored in telemetry, as often as they are. */
  stored: number[]
}

/**
 * Lets a process receive numbered reports over MQTT and kills it with SIGKILL while its disk holds one that is not written yet, `kills` times
 * on the same folder; what is in the inbox is moved into telemetry after each.
 */
export async function crashBetween(options: { order: Order; way: Way; kills: number; seed: number }): Promise<Outcome> {
  const random = seededRandom(options.seed)
  const folder = await mkdtemp(join(tmpdir(), 'koppel-puback-'))
  const beside = await mkdtemp(join(tmpdir(), 'koppel-telemetry-'))
  try {
    const outcome: Outcome = { acknowledged: [], kept: new Set(), again: [], stored: [] }
    // Before the first sample, whatever the count of lives.
    const bootedAt_s = Math.floor(systemClock().now() / 1000) - 30 * DAY_S
    const report: ReportOf = (number) => {
      const now = Math.floor(systemClock().now() / 1000) - BEHIND_S
      return JSON.stringify({ now, boot: 1, seq: number, t: bootedAt_s + number, bytes: number })
    }
    let again: number[] = []
    for (let kill = 0; kill < options.kills; kill++) {
      const life = await receiveAndDie(folder, options, { report, again, from: kill * LIFE, random })
      outcome.again.push(...again)
      outcome.acknowledged.push(...life.acknowledged)
      again = life.doubtful
      await withTelemetry(beside, async (telemetry) => {
        for (const number of await moveOn(folder, telemetry)) outcome.kept.add(number)
        outcome.stored = await storedBytes(telemetry)
      })
    }
    return outcome
  } finally {
    for (const one of [folder, beside]) await rm(one, { recursive: true })
  }
}

/** One life of the receiver: what is in doubt comes again, some messages pass, one is held by the disk, and the process dies. */
async function receiveAndDie(
  folder: string,
  { order, way }: { order: Order; way: Way },
  { report, again, from, random }: { report: ReportOf; again: readonly number[]; from: number; random: Random },
): Promise<{ acknowledged: number[]; doubtful: number[] }> {
  const script = fileURLToPath(new URL('./receiving-process.ts', import.meta.url))
  const child = fork(script, [folder, order, way], { execArgv: [] })
  const exited = once(child, 'exit')
  const { port } = await hearing(child, 'listening')
  const client = await rawClient(port)
  await client.signIn(IMEI)
  await publishAll(client, again, report, { dup: true })
  const fresh = Array.from({ length: below(random, 200) }, (_, at) => from + at)
  await publishAll(client, fresh, report)

  const willHold = hearing(child, 'will-hold')
  child.send('hold')
  await willHold
  const held = hearing(child, 'held')
  const last = from + LIFE - 1
  client.send(publishPacket(TOPIC, report(last), 65_535))
  await held
  const acknowledged = [...again, ...fresh]
  // When this is answered, the broker has had its chance to send a PUBACK too early.
  client.send({ cmd: 'pingreq' })
  for (let packet = await client.next(); packet.cmd !== 'pingresp'; packet = await client.next()) {
    if (packet.cmd === 'puback') acknowledged.push(last)
  }
  child.kill('SIGKILL')
  await exited
  client.wire.destroy()
  // The newest PUBACKs may have died with the connection: to the collar that is the same as none.
  return { acknowledged, doubtful: [...fresh.slice(-below(random, UNDER_WAY)), last] }
}

/** Publishes messages, keeping several under way, until each has its PUBACK. */
async function publishAll(
  client: RawClient,
  numbers: readonly number[],
  report: ReportOf,
  more: object = {},
): Promise<void> {
  let sent = 0
  for (let acknowledged = 0; acknowledged < numbers.length; acknowledged++) {
    while (sent < numbers.length && sent - acknowledged < UNDER_WAY) {
      client.send(publishPacket(TOPIC, report(numbers[sent] ?? Number.NaN), ++sent, more))
    }
    await client.next()
  }
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

/** Moves what is new in the inbox into telemetry. @returns its numbers */
async function moveOn(folder: string, telemetry: TelemetryStore): Promise<number[]> {
  const world = { clock: manualClock(), random: seededRandom(1), log: silent }
  const inbox = await openInbox({ disk: await workerDisk(folder), world, limits: INBOX_LIMITS })
  try {
    const frames = await drain(inbox)
    await storeFrames(telemetry, IMEI, frames)
    return frames.map((frame) => Number(JSON.parse(textOf(frame)).seq))
  } finally {
    await inbox.close()
  }
}
