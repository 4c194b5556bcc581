import type { Socket } from 'node:net'
import type { Refusal } from './refusals.ts'
import type { BrokerLimits } from './types.ts'

/**
 * Counts open connections from the first byte of TCP to its last, and by address for as long as they have not signed in: who has cannot be more than the
 * devices that there are, since a second connection of the same name takes over.
 */
export class Admission {
  readonly #limits: BrokerLimits
  readonly #strangers = new Map<string, Set<string>>()
  #total = 0

  constructor(limits: BrokerLimits) {
    this.#limits = limits
  }

  /** Counts the connection until it closes; a reason when there are too many, and then it is not counted. */
  admit(socket: Socket): Refusal | null {
    const address = networkOf(socket.remoteAddress ?? '')
    const here = this.#strangers.get(address) ?? new Set<string>()
    if (this.#total >= this.#limits.connections_max) return 'too-many-connections'
    if (here.size >= this.#limits.strangersPerAddress_max) return 'too-many-from-address'
    this.#total++
    const ends = endsOf(socket)
    this.#strangers.set(address, here.add(ends))
    socket.once('close', () => {
      this.#total--
      this.#forget(address, ends)
    })
    return null
  }

  /** @param socket the one that was admitted, or TLS upon it */
  signedIn(socket: Socket): void {
    this.#forget(networkOf(socket.remoteAddress ?? ''), endsOf(socket))
  }

  #forget(address: string, ends: string): void {
    const here = this.#strangers.get(address)
    here?.delete(ends)
    if (here?.size === 0) this.#strangers.delete(address)
  }
}

/** The two ends of a connection, which no other one has while it is open. */
function endsOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`
}

/** IPv4 counts whole, also mapped into IPv6; IPv6 by its first 64 bits, of which a customer has all the rest (RFC 6177). */
export function networkOf(address: string): string {
  const mapped = /^::ffff:([0-9.]+)$/i.exec(address)?.[1]
  if (mapped) return mapped
  if (!address.includes(':')) return address
  const [left = '', right] = address.split('::')
  const head = left === '' ? [] : left.split(':')
  const tail = right ? right.split(':') : []
  const zeros = right === undefined ? [] : Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0')
  return `${[...head, ...zeros, ...tail].slice(0, 4).join(':')}::/64`
}
