import { startBroker } from '../../broker/start.ts'
import type { Gate } from '../../broker/types.ts'
import type { Disk } from '../../src/inbox/disk.ts'
import { INBOX_LIMITS } from '../../src/inbox/limits.ts'
import { openInbox } from '../../src/inbox/open.ts'
import { workerDisk } from '../../src/inbox/worker-disk.ts'
import { systemClock } from '../../src/std/clock.ts'
import { silent } from '../../src/std/log.ts'
import { systemRandom } from '../../src/std/random.ts'
import type { FromReceiver, Order, Way } from './crash-between.ts'

/** A broker before an inbox in the folder argv[2]. Told `hold`, its disk takes the next write and never writes it; told `memory`, it tells its own. */
const [folder, order, way] = process.argv.slice(2) as [string, Order, Way]
const tell = (message: FromReceiver): void => void process.send?.(message)

let holding = false
process.on('message', (word) => {
  if (word === 'memory') return tell({ says: 'memory', bytes: process.memoryUsage().rss })
  holding = true
  tell({ says: 'will-hold' })
})

const real = await workerDisk(folder)
const disk: Disk = {
  ...real,
  async write(name, offset, bytes) {
    if (holding) {
      tell({ says: 'held' })
      await new Promise(() => {})
    }
    return real.write(name, offset, bytes)
  },
}

const world = { clock: systemClock(), random: systemRandom(), log: silent }
const inbox = await openInbox({ disk, world, limits: { ...INBOX_LIMITS, segmentBytes_max: 64 * 2 ** 10 } })

async function keep(source: string, payloads: readonly Uint8Array[]): Promise<void> {
  const receivedAt = world.clock.now()
  const durable = inbox.append(payloads.map((payload) => ({ receivedAt, source, payload })))
  // The sabotage: the message is on its way to the disk, and "that will do".
  if (order === 'durable-first') await durable
}

const gate: Gate = {
  authenticate: async () => 'accepted',
  mayPublish: () => true,
  maySubscribe: () => true,
  received: ({ topic, payload }) => keep(topic, [payload]),
  ...(way === 'short'
    ? {
        shortWay: (clientId: string) => {
          const topic = `v1/collars/${clientId}/report`
          return { topic, received: (payloads: readonly Uint8Array[]) => keep(topic, payloads) }
        },
      }
    : {}),
  connected: () => {},
  disconnected: () => {},
  refused: () => {},
}
const broker = await startBroker({ listeners: [{ kind: 'tcp', host: '127.0.0.1', port: 0 }], gate, world })
tell({ says: 'listening', port: broker.addresses[0]!.port })
