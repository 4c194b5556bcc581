/** Why a connection could not be made or went away. */
export type WireFailure =
  /** CONNACK 4 or 5: not known, or a wrong secret. */
  | 'bad-credentials'
  /** CONNACK 3: try again later. */
  | 'unavailable'
  /** CONNACK 1 or 2, or an answer that is not MQTT 3.1.1. */
  | 'refused'
  /** No route, nobody listening, TLS failed, no answer in time. */
  | 'unreachable'
  /** The connection ended. */
  | 'closed'

/** A connection that could not be made or kept. */
export class WireError extends Error {
  readonly code: WireFailure

  constructor(code: WireFailure, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'WireError'
    this.code = code
  }
}

export type PublishOptions = { qos: 0 | 1; retain: boolean }

/** What the other end publishes in the device's name when the connection ends without a goodbye (MQTT 3.1.1 §3.1.2.5). */
export type Will = PublishOptions & { topic: string; payload: Uint8Array }

export type ConnectOptions = { clientId: string; username: string; password: string; will: Will; keepAlive_s: number }

/** A message on its way down. */
export type Downlink = { topic: string; payload: Uint8Array }

/**
 * The way to a broker. One call, one connection: waiting and trying again are the device's, so that a wire in memory is a few lines.
 * @throws WireError; within the wire's own time limit
 */
export type Wire = { connect(options: ConnectOptions): Promise<Link> }

/** One live connection, after CONNACK. Nothing that it remembers outlives it. */
export type Link = {
  /** Resolves at PUBACK (QoS 0: when handed over). @throws WireError `closed` when the connection ends first */
  publish(topic: string, payload: Uint8Array, options: PublishOptions): Promise<void>
  /**
   * Resolves at SUBACK. The PUBACK of a QoS 1 message goes out when `onMessage` has resolved; when it rejects there is none and the connection ends.
   * @throws WireError `closed`, or `refused` when the subscription is
   */
  subscribe(filter: string, onMessage: (message: Downlink) => Promise<void>): Promise<void>
  /** Resolves once, with the reason in a few words, when the connection is gone. Never rejects. */
  readonly closed: Promise<string>
  /** Says goodbye (DISCONNECT): the will is not published. Resolves when the connection is gone. */
  close(): Promise<void>
  /** Is gone from now on, without a goodbye, as when coverage or power goes: the will is published. */
  cut(): void
}
