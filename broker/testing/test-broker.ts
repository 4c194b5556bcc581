import { silent } from '../../src/std/log.ts'
import { type ManualClock, manualClock } from '../../src/std/manual-clock.ts'
import { seededRandom } from '../../src/std/random.ts'
import { type RunningBroker, startBroker } from '../start.ts'
import type { BrokerLimits, Gate, Listener } from '../types.ts'

/** What the gate of a test heard, one line each: `connected a`, `received a t/x 1`, `refused flood a`. */
export type Heard = {
  readonly lines: readonly string[]
  /** Resolves when `line` has been heard `times` in all. */
  until(line: string, times?: number): Promise<void>
}

export type TestBroker = {
  broker: RunningBroker
  clock: ManualClock
  heard: Heard
  /** Of the first listener. */
  port: number
}

export const TCP: Listener = { kind: 'tcp', host: '127.0.0.1', port: 0 }

/**
 * A broker on a free port, whose clock stands still. Its gate lets in everybody whose password is `secret`, under any name,
 * to topics that begin with that name.
 */
export async function openTestBroker(
  options: { gate?: Partial<Gate>; limits?: Partial<BrokerLimits>; listeners?: Listener[] } = {},
): Promise<TestBroker> {
  const clock = manualClock()
  const ear = newEar()
  const gate: Gate = {
    authenticate: async ({ password }) =>
      Buffer.from(password ?? []).toString() === 'secret' ? 'accepted' : 'bad-credentials',
    mayPublish: (clientId, topic) => topic.startsWith(`${clientId}/`),
    maySubscribe: (clientId, filter) => filter.startsWith(`${clientId}/`),
    received: async () => {},
    connected: () => {},
    disconnected: () => {},
    refused: () => {},
    ...options.gate,
  }
  const listening: Gate = {
    ...gate,
    received(message) {
      ear.hear(`received ${message.clientId} ${message.topic} ${Buffer.from(message.payload)}`)
      return gate.received(message)
    },
    connected(clientId) {
      ear.hear(`connected ${clientId}`)
      gate.connected(clientId)
    },
    disconnected(clientId) {
      ear.hear(`disconnected ${clientId}`)
      gate.disconnected(clientId)
    },
    refused(reason, clientId) {
      ear.hear(clientId === null ? `refused ${reason}` : `refused ${reason} ${clientId}`)
      gate.refused(reason, clientId)
    },
  }
  const broker = await startBroker({
    listeners: options.listeners ?? [TCP],
    gate: listening,
    world: { clock, random: seededRandom(1), log: silent },
    ...(options.limits ? { limits: options.limits } : {}),
  })
  return { broker, clock, heard: ear.heard, port: broker.addresses[0]?.port ?? 0 }
}

function newEar(): { heard: Heard; hear: (line: string) => void } {
  const lines: string[] = []
  const waiting = new Set<() => void>()
  return {
    hear(line) {
      lines.push(line)
      for (const look of waiting) look()
    },
    heard: {
      lines,
      until: (line, times = 1) =>
        new Promise((resolve) => {
          const look = (): void => {
            if (lines.filter((heard) => heard === line).length < times) return
            waiting.delete(look)
            resolve()
          }
          waiting.add(look)
          look()
        }),
    },
  }
}
