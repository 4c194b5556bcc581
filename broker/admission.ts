import type { Socket } from 'node:net'
import type { Refusal } from './refusals.ts'
import type { BrokerLimits } from './types.ts'

/** Counts open connections, in total and by address, from the first byte of TCP to its last. */
export class Admission {
  readonly #limits: BrokerLimits
  readonly #byAddress = new Map<string, number>()
  #total = 0

  constructor(limits: BrokerLimits) {
    this.#limits = limits
  }

  /** Counts the connection until it closes; a reason when there are too many, and then it is not counted. */
  admit(socket: Socket): Refusal | null {
    const address = networkOf(socket.remoteAddress ?? '')
    const here = this.#byAddress.get(address) ?? 0
    if (this.#total >= this.#limits.connections_max) return 'too-many-connections'
    if (here >= this.#limits.connectionsPerAddress_max) return 'too-many-from-address'
    this.#total++
    this.#byAddress.set(address, here + 1)
    socket.once('close', () => {
      this.#total--
      const left = (this.#byAddress.get(address) ?? 1) - 1
      if (left > 0) this.#byAddress.set(address, left)
      else this.#byAddress.delete(address)
    })
    return null
  }
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
