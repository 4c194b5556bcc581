import type { Credentials, Gate, Received, Verdict } from '../../broker/types.ts'
import { checkSecret } from '../flows/check-secret.ts'
import type { House } from '../flows/house.ts'
import { keepReports } from '../flows/keep-reports.ts'
import { noteEvent } from '../flows/note-event.ts'
import type { Presence } from '../flows/presence.ts'
import { settle } from '../flows/settle.ts'
import type { Inbox } from '../inbox/inbox.ts'
import { readTopic, uplinkTopic } from './topic.ts'

/** Counts by stable names, for metrics. */
export type Tally = {
  uplink(leaf: string, outcome: string, messages?: number): void
  /** How long a message, or a group of reports, waited until its PUBACK may leave. */
  durable?(took_ms: number): void
  refused(reason: string): void
}

/**
 * What devices may do at the broker, and where that which they say goes. A report is durable in the inbox before its PUBACK; a result, an event and the
 * sign of life are in the ledger before theirs.
 */
export function deviceGate(house: House, inbox: Inbox, presence: Presence, tally: Tally): Gate {
  const { clock, log } = house.world
  const connections = new Map<string, number>()
  const keepMany = keepReports(inbox, clock, (frames, took_ms) => {
    tally.durable?.(took_ms)
    tally.uplink('report', 'kept', frames)
  })
  return {
    async authenticate(credentials: Credentials): Promise<Verdict> {
      const { clientId, username, password } = credentials
      if (username !== clientId || !password) return 'bad-credentials'
      try {
        return (await checkSecret(house, clientId, password)) ? 'accepted' : 'bad-credentials'
      } catch (error) {
        log.warn({ error }, 'cannot check a device now')
        return 'unavailable'
      }
    },
    mayPublish: (clientId, topic) => readTopic(topic)?.serial === clientId,
    maySubscribe: (clientId, filter) =>
      filter === `v1/collars/${clientId}/command` || filter === `v1/dongles/${clientId}/command`,
    async received({ topic, payload }: Received): Promise<void> {
      const read = readTopic(topic)
      if (!read) throw new Error('a publish that may not be made was let in')
      const outcome = await timed(clock, tally, () => take(read.serial, read.leaf, topic, payload))
      tally.uplink(read.leaf, outcome)
    },
    shortWay(clientId) {
      const topic = uplinkTopic(clientId, 'report')
      return {
        topic,
        received: (payloads) => keepMany(topic, payloads),
      }
    },
    connected(clientId) {
      connections.set(clientId, (connections.get(clientId) ?? 0) + 1)
    },
    disconnected(clientId) {
      const left = (connections.get(clientId) ?? 1) - 1
      if (left > 0) connections.set(clientId, left)
      else {
        connections.delete(clientId)
        presence.gone(clientId)
      }
    },
    refused(reason) {
      tally.refused(reason)
    },
  }

  async function keep(source: string, payloads: readonly Uint8Array[]): Promise<void> {
    const receivedAt = clock.now()
    await inbox.append(payloads.map((payload) => ({ receivedAt, source, payload })))
  }

  async function take(serial: string, leaf: string, topic: string, payload: Uint8Array): Promise<string> {
    switch (leaf) {
      case 'report':
        await keep(topic, [payload])
        return 'kept'
      case 'result':
        return settle(house, serial, payload)
      case 'event':
        return noteEvent(house, serial, payload)
      default:
        return online(serial, payload)
    }
  }

  /** A will of `0` may come after the same device has connected anew: the live connection is believed. */
  async function online(serial: string, payload: Uint8Array): Promise<string> {
    const text = payload.length === 1 ? String.fromCharCode(payload[0] ?? 0) : ''
    if (text === '1') return presence.shown(serial)
    if (text !== '0') return 'malformed'
    if (!connections.has(serial)) presence.gone(serial)
    return 'kept'
  }
}

async function timed<T>(clock: House['world']['clock'], tally: Tally, work: () => Promise<T>): Promise<T> {
  const began_ms = clock.monotonic()
  const outcome = await work()
  tally.durable?.(clock.monotonic() - began_ms)
  return outcome
}
