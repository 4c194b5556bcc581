/** Why the broker refused or cut something off. Names are stable: they label metrics. */
export const REFUSALS = [
  /** More connections than `connections_max`. */
  'too-many-connections',
  /** More connections that have not signed in than `strangersPerAddress_max`. */
  'too-many-from-address',
  /** The first packet was not a CONNECT that MQTT 3.1 or 3.1.1 knows. */
  'not-mqtt',
  'connect-too-large',
  'connect-timeout',
  'tls-failed',
  'websocket-refused',
  'bad-credentials',
  'identifier-rejected',
  'unavailable',
  'will-not-allowed',
  /** A length that never ends, a packet that does not parse, or one that a client must not send. */
  'malformed',
  'packet-too-large',
  'flood',
  'too-many-unacknowledged',
  'keep-alive',
  'bad-topic',
  'foreign-topic',
  'foreign-filter',
  /** `$share/...` and `$SYS/...`: answered with 0x80, the connection stays. */
  'reserved-filter',
  'too-many-subscriptions',
  /** The gate could not keep a message: no PUBACK. */
  'not-stored',
  /** A message was not forwarded to a client that does not read; the connection stays. */
  'forward-dropped',
  /** Whoever runs the broker sent the client away: its credentials may be over. */
  'dismissed',
  /** The client read nothing for `drain_timeout_ms`. */
  'slow-reader',
  /** A session was forgotten: away for longer than `sessionAway_ms_max`, or more of them than `sessions_max`. */
  'session-dropped',
  /** A session lost the oldest message that it was owed: `sessionMessages_max`, `sessionBytes_max`, `sessionsBytes_max`. */
  'queue-dropped',
] as const

export type Refusal = (typeof REFUSALS)[number]

/** Thrown inside the hooks to say which. */
export class Refused extends Error {
  readonly reason: Refusal

  constructor(reason: Refusal) {
    super(reason)
    this.name = 'Refused'
    this.reason = reason
  }
}
