import { wait } from '../../src/std/clock.ts'
import type { World } from '../../src/std/world.ts'
import { type Link, type Wire, WireError } from '../wire.ts'
import { type Fault, fateOf } from './faults.ts'

/**
 * A wire on which messages fare as the faults say. A dropped uplink never gets its PUBACK; a dropped downlink gets one and is lost all the same, which
 * is the worst that a broker can do.
 * @param faults may be changed by its owner while the wire is in use
 */
export function faultyWire(wire: Wire, faults: readonly Fault[], world: Pick<World, 'clock' | 'random'>): Wire {
  return { connect: async (options) => faultyLink(await wire.connect(options), faults, world) }
}

function faultyLink(link: Link, faults: readonly Fault[], { clock, random }: Pick<World, 'clock' | 'random'>): Link {
  let open = true
  const gone = link.closed.then((): never => {
    open = false
    throw new WireError('closed', 'the connection ended')
  })
  gone.catch(() => {})
  const turns = { up: Promise.resolve(), down: Promise.resolve() }

  /** Delivers the copies that arrive; false when nothing does. */
  const carry = async (way: 'up' | 'down', payload: Uint8Array, deliver: (copy: Uint8Array) => Promise<void>) => {
    const fate = fateOf(payload, way, faults, random)
    if (fate.wait_ms > 0) turns[way] = turns[way].then(() => wait(clock, fate.wait_ms))
    await turns[way]
    if (fate.late_ms > 0) await wait(clock, fate.late_ms)
    if (fate.cut) link.cut()
    if (fate.cut || !open) return false
    await Promise.all(fate.copies.map(deliver))
    return fate.copies.length > 0
  }

  return {
    closed: link.closed,
    close: () => link.close(),
    cut: () => link.cut(),
    async publish(topic, payload, options) {
      const arrived = await carry('up', payload, (copy) => link.publish(topic, copy, options))
      if (!arrived && options.qos > 0) await gone
    },
    subscribe: (filter, onMessage) =>
      link.subscribe(filter, async ({ topic, payload }) => {
        await carry('down', payload, (copy) => onMessage({ topic, payload: copy }))
      }),
  }
}
