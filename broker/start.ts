import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { World } from '../src/std/world.ts'
import { Admission } from './admission.ts'
import { Hub } from './hub.ts'
import { BROKER_LIMITS } from './limits.ts'
import { type Listening, listen, type Reception } from './listen.ts'
import type { Broker, BrokerLimits, Gate, Listener, Peer } from './types.ts'

export type BrokerParts = { listeners: readonly Listener[]; limits?: Partial<BrokerLimits>; gate: Gate; world: World }

/** A broker that also serves wires which no listener brought. */
export type RunningBroker = Broker & {
  /** Serves one more connection, e.g. one half of a stream in memory. Not counted among the connections of an address. */
  attach(wire: Duplex, peer: Peer): void
}

/**
 * Starts an MQTT 3.1.1 broker in this process.
 * @param parts.limits what differs from `BROKER_LIMITS`
 * @throws what a listener threw, e.g. EADDRINUSE; then nothing listens
 */
export async function startBroker({ listeners, limits: given, gate, world }: BrokerParts): Promise<RunningBroker> {
  const limits = { ...BROKER_LIMITS, ...given }
  const hub = new Hub({ gate, limits, world })
  await hub.open()
  const admission = new Admission(limits)
  const sockets = new Set<Socket>()
  const reception: Reception = {
    admit(socket) {
      const reason = admission.admit(socket)
      if (reason) {
        hub.refuse(reason, null)
        socket.destroy()
        return false
      }
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
      return true
    },
    attach: (wire, peer) => hub.attach(wire, peer),
    refuse: (reason) => hub.refuse(reason, null),
    signedIn: (socket) => admission.signedIn(socket),
    limits,
    clock: world.clock,
  }
  const listening: Listening[] = []
  try {
    for (const listener of listeners) listening.push(await listen(listener, reception))
  } catch (error) {
    await Promise.all([hub.close(0), ...listening.map((open) => open.close())])
    throw error
  }
  const close = async (grace_ms: number): Promise<void> => {
    const closed = Promise.all(listening.map((open) => open.close()))
    await hub.close(grace_ms)
    // Who does not close its end within a second is not waited for.
    const stop = world.clock.after(1_000, () => {
      for (const socket of sockets) socket.destroy()
    })
    await closed
    stop()
  }
  let closing: Promise<void> | undefined
  return {
    addresses: listening.map(({ address }) => address),
    get connections() {
      return hub.connections
    },
    publish: (topic, payload, qos) => hub.publish(topic, payload, qos),
    dismiss: (clientId) => hub.dismiss(clientId),
    attach: (wire, peer) => hub.attach(wire, peer),
    close(grace_ms) {
      closing ??= close(grace_ms)
      return closing
    },
  }
}
