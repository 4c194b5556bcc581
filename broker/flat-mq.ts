import type { AedesPublishPacket } from 'aedes'
import { Qlobber } from 'qlobber'

type Deliver = (packet: AedesPublishPacket, done: () => void) => void

/**
 * Carries packets from aedes to its subscribers, in this process. aedes' own emitter waits for the slowest subscriber before it lets
 * the next packet pass, so that one frozen connection stops everybody's PUBACK; this one waits for nobody: what a connection may
 * have unsent is limited where it is written (hooks.ts).
 */
export class FlatMq {
  /** [MQTT-4.7.1-3]: a single-level wildcard matches an empty level too. */
  readonly #matcher = new Qlobber<Deliver>({
    separator: '/',
    wildcard_one: '+',
    wildcard_some: '#',
    match_empty_levels: true,
  })

  on(filter: string, deliver: Deliver, done?: () => void): this {
    this.#matcher.add(filter, deliver)
    // At once, not in a later turn: aedes then closes a client in one step, and no second take-over slips in between.
    done?.()
    return this
  }

  removeListener(filter: string, deliver: Deliver, done?: () => void): this {
    this.#matcher.remove(filter, deliver)
    done?.()
    return this
  }

  emit(packet: AedesPublishPacket, done?: () => void): this {
    for (const deliver of this.#matcher.match(packet.topic)) deliver(packet, () => {})
    done?.()
    return this
  }

  /** Like `emit`; resolves when every subscriber's connection has taken the packet or dropped it. */
  async deliver(packet: AedesPublishPacket): Promise<void> {
    const taken = this.#matcher
      .match(packet.topic)
      .map((deliver) => new Promise<void>((resolve) => deliver(packet, () => resolve())))
    await Promise.all(taken)
  }

  close(done?: () => void): void {
    done?.()
  }
}
