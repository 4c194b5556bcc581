import type { AedesPublishPacket } from 'aedes'
import { Qlobber } from 'qlobber'

type Deliver = (packet: AedesPublishPacket, done: () => void) => void
/** `onlyConnected`: the packet is for whoever is connected now. */
type Hear = (packet: AedesPublishPacket, onlyConnected: boolean) => void

/**
 * Carries packets from aedes to its subscribers, in this process. aedes' own emitter waits for the slowest subscriber before it lets
 * the next packet pass, so that one frozen connection stops everybody's PUBACK; this one waits for nobody: what a connection may
 * have unsent is limited where it is written (hooks.ts).
 */
export class FlatMq {
  readonly #matcher = matcher<Deliver>()
  /** Sessions, which take what no connection of theirs took. */
  readonly #aside = matcher<Hear>()

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
    // Afterwards: one that was cut because it does not read has not taken it.
    for (const hear of this.#aside.match(packet.topic)) hear(packet, false)
    done?.()
    return this
  }

  listenAside(filter: string, hear: Hear): void {
    this.#aside.add(filter, hear)
  }

  stopAside(filter: string, hear: Hear): void {
    this.#aside.remove(filter, hear)
  }

  /** Like `emit`, to nobody who is away; resolves when every subscriber's connection has taken the packet or dropped it. */
  async deliver(packet: AedesPublishPacket): Promise<void> {
    const taken = this.#matcher
      .match(packet.topic)
      .map((deliver) => new Promise<void>((resolve) => deliver(packet, () => resolve())))
    for (const hear of this.#aside.match(packet.topic)) hear(packet, true)
    await Promise.all(taken)
  }

  close(done?: () => void): void {
    done?.()
  }
}

/** [MQTT-4.7.1-3]: a single-level wildcard matches an empty level too. */
function matcher<Value>(): Qlobber<Value> {
  return new Qlobber<Value>({ separator: '/', wildcard_one: '+', wildcard_some: '#', match_empty_levels: true })
}
