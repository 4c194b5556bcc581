import type { Gate } from '../../broker/types.ts'
import { type ConnectOptions, type Downlink, type Link, type Wire, WireError } from '../../firmware-sim/wire.ts'

/** A broker in memory: the real gate of whichever backend is alive, and wires for collars. It remembers nothing. */
export type MemoryBroker = {
  wire: Wire
  /** A backend has started: its gate decides from now on. */
  attach(gate: Gate): void
  /** The backend is gone; every connection ends. */
  detach(): void
  /** True when somebody is subscribed. */
  publish(topic: string, payload: Uint8Array): Promise<boolean>
  /** Payloads of reports that got their PUBACK. */
  readonly acknowledged: { topic: string; payload: Uint8Array }[]
}

type Far = {
  clientId: string
  filters: Map<string, (message: Downlink) => Promise<void>>
  /** Settled when all earlier publishes have been answered. */
  answered: Promise<void>
  end(reason: string, will: boolean): void
}

export function memoryBroker(): MemoryBroker {
  const connections = new Set<Far>()
  const acknowledged: MemoryBroker['acknowledged'] = []
  let gate: Gate | null = null

  const connect = async (options: ConnectOptions): Promise<Link> => {
    const mine = gate
    if (!mine) throw new WireError('unreachable', 'nobody is listening')
    const { clientId, username } = options
    const password = Buffer.from(options.password)
    const verdict = await mine.authenticate({
      clientId,
      username,
      password,
      certificateName: null,
      remoteAddress: '192.0.2.1',
    })
    if (gate !== mine) throw new WireError('unreachable', 'nobody is listening any more')
    if (verdict !== 'accepted')
      throw new WireError(verdict === 'unavailable' ? 'unavailable' : 'bad-credentials', verdict)
    for (const other of [...connections]) if (other.clientId === clientId) other.end('taken over', true)
    return join(mine, options)
  }

  const join = (mine: Gate, { clientId, will }: ConnectOptions): Link => {
    const closed = Promise.withResolvers<string>()
    const dead = closed.promise.then((reason): never => {
      throw new WireError('closed', reason)
    })
    dead.catch(() => {})
    const far: Far = {
      clientId,
      filters: new Map(),
      answered: Promise.resolve(),
      end(reason, withWill) {
        if (!connections.delete(far)) return
        closed.resolve(reason)
        if (gate !== mine) return
        mine.disconnected(clientId)
        if (withWill) mine.received({ clientId, ...will }).catch(() => {})
      },
    }
    connections.add(far)
    mine.connected(clientId)
    return {
      closed: closed.promise,
      async publish(topic, payload, { qos, retain }) {
        if (!connections.has(far)) return dead
        if (!mine.mayPublish(clientId, topic)) {
          far.end('may not publish', true)
          return dead
        }
        const earlier = far.answered
        const taken = mine.received({ clientId, topic, payload, qos, retain }).then(
          () => {
            if (gate === mine && topic.endsWith('/report')) acknowledged.push({ topic, payload })
          },
          async () => {
            await earlier
            await lastPubacks()
            far.end('not taken', true)
          },
        )
        far.answered = taken
        await Promise.race([taken, dead])
        if (!connections.has(far)) return dead
      },
      async subscribe(filter, onMessage) {
        if (!mine.maySubscribe(clientId, filter)) throw new WireError('refused', filter)
        far.filters.set(filter, onMessage)
      },
      async close() {
        far.end('closed', false)
      },
      cut: () => far.end('cut', true),
    }
  }

  return {
    wire: { connect },
    acknowledged,
    attach(made) {
      gate = made
    },
    detach() {
      gate = null
      for (const far of [...connections]) far.end('backend gone', false)
    },
    async publish(topic, payload) {
      for (const far of connections) {
        const deliver = far.filters.get(topic)
        if (!deliver) continue
        deliver({ topic, payload }).catch(() => far.end('command not taken', true))
        return true
      }
      return false
    },
  }
}

/** On a real wire the PUBACKs that were written are heard before its end is. */
async function lastPubacks(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}
