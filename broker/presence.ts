import type { Client } from 'aedes'
import type { Gate } from './types.ts'

/**
 * Who is connected under which name, told to the gate in order. aedes' own list cannot be asked: a connection that ends between its sign-in and
 * its registration takes an older one of the same name off that list, which then would live on beside the next.
 */
export class Presence {
  readonly #gate: Gate
  readonly #clients = new Map<string, Client>()

  constructor(gate: Gate) {
    this.#gate = gate
  }

  get count(): number {
    return this.#clients.size
  }

  /** `client` has its CONNACK; an older one of that name goes first [MQTT-3.1.4-2]. */
  enter(client: Client): void {
    if (client.closed) return
    const older = this.#clients.get(client.id)
    if (older) {
      older.close()
      this.leave(older)
    }
    this.#clients.set(client.id, client)
    this.#gate.connected(client.id)
  }

  /** @returns whether it was the one under its name */
  leave(client: Client): boolean {
    if (this.#clients.get(client.id) !== client) return false
    this.#clients.delete(client.id)
    this.#gate.disconnected(client.id)
    return true
  }
}
