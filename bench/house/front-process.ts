import { startBroker } from '../../broker/start.ts'
import type { House } from '../../src/flows/house.ts'
import type { Presence } from '../../src/flows/presence.ts'
import { INBOX_LIMITS } from '../../src/inbox/limits.ts'
import { openInbox } from '../../src/inbox/open.ts'
import { workerDisk } from '../../src/inbox/worker-disk.ts'
import { deviceGate } from '../../src/mqtt/gate.ts'
import { systemClock } from '../../src/std/clock.ts'
import { pinoLog } from '../../src/std/pino-log.ts'
import { systemRandom } from '../../src/std/random.ts'
import { answerAsks } from '../process/answer.ts'
import { UNHURRIED } from './unhurried.ts'

/**
 * The way of a report until its PUBACK, as `koppel serve` wires it, without what becomes of it afterwards; every device is let in. Its arguments are a directory, and
 * `read` for somebody who reads the inbox and is done with everything at once: then segments are written over, as in a served house.
 */
const [, , path, reads] = process.argv
if (path === undefined) throw new Error('which directory?')
const clock = systemClock()
const world = { clock, random: systemRandom(), log: pinoLog({ level: 'warn', clock, to: process.stderr }) }
const inbox = await openInbox({
  disk: await workerDisk(path),
  world,
  limits: { ...INBOX_LIMITS, backlogBytes_max: 2 ** 40 },
})
const presence: Presence = { shown: async () => 'kept', gone() {}, idle: async () => {} }
const gate = deviceGate({ world } as House, inbox, presence, { uplink() {}, refused() {}, durable() {} })
const broker = await startBroker({
  listeners: [{ kind: 'tcp', host: '127.0.0.1', port: 0 }],
  limits: UNHURRIED,
  gate: { ...gate, authenticate: async () => 'accepted' },
  world,
})
if (reads === 'read') void readAll()
answerAsks(async () => ({ mqttUrl: `mqtt://127.0.0.1:${broker.addresses[0]?.port}` }))

async function readAll(): Promise<void> {
  const reader = inbox.reader('bench')
  for await (const frames of reader.follow()) {
    const last = frames.at(-1)
    if (last) await reader.done(last.place)
  }
}
