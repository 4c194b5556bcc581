import type { ConnectPacket } from 'aedes'
import type { Guard } from './guard.ts'
import type { Refusal } from './refusals.ts'
import type { Peer, ShortWay } from './types.ts'

/** What the broker knows of one connection, beside aedes. */
export type Session = {
  readonly guard: Guard
  readonly peer: Peer
  /** CONNECT, once it was parsed. */
  asked: ConnectPacket | null
  /** Where its reports go, once it has its CONNACK. */
  shortWay: ShortWay | null
  /** Filters subscribed to. */
  readonly filters: Set<string>
  /** Settled when all earlier publishes have been answered; null when they have been. */
  answered: Promise<void> | null
  /** Why it was refused; the first reason is the one that counts. */
  refused: Refusal | null
}
