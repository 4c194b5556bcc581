/** How a client introduced itself in CONNECT. */
export type Credentials = {
  /** Empty when the client gave none; then it asked for a clean session (MQTT 3.1.1 §3.1.3.1). */
  clientId: string
  username: string | null
  password: Uint8Array | null
  /** Common name of a verified TLS client certificate, or null. */
  certificateName: string | null
  remoteAddress: string
}

/** Answers to CONNECT: MQTT 3.1.1 §3.2.2.3 return codes 0, 4, 2, 3. */
export type Verdict = 'accepted' | 'bad-credentials' | 'identifier-rejected' | 'unavailable'

/** A PUBLISH that came in. */
export type Received = { clientId: string; topic: string; payload: Uint8Array; qos: 0 | 1 | 2; retain: boolean }

/** `received` resolves when all of the payloads are durable, and their PUBACKs leave; a throw means none, and closes the connection. Calls overlap; those that give the same promise are answered together. */
export type ShortWay = { topic: string; received(payloads: readonly Uint8Array[]): Promise<void> }

/** Who may do what at the broker, and who keeps what arrives: handed in by whoever runs it. */
export type Gate = {
  /** A rejection counts as `unavailable`, and so does no answer within `connect_timeout_ms`. */
  authenticate(credentials: Credentials): Promise<Verdict>
  mayPublish(clientId: string, topic: string): boolean
  maySubscribe(clientId: string, filter: string): boolean
  /**
   * Takes a message. The PUBACK waits for it: resolves once the message is durable. A throw means no PUBACK, and the connection is closed.
   * A last will passes here too. Calls of one client overlap; their PUBACKs leave in the order of the PUBLISHes all the same.
   */
  received(message: Received): Promise<void>
  /**
   * The short way, for what comes in great numbers: QoS 1 messages that are not retained, to this one topic of the client, are handed over in groups and go to no
   * subscriber. Asked once, after CONNACK; null: this client has none.
   */
  shortWay?(clientId: string): ShortWay | null
  /** The client has its CONNACK. When it takes over from an older connection, that one's `disconnected` came first. */
  connected(clientId: string): void
  /** After the connection's last `received` was called, its will included. Once for each `connected`. */
  disconnected(clientId: string): void
  /** Something was refused or cut off; `reason` is one of `REFUSALS` (broker/refusals.ts), fit for a metric's label. */
  refused(reason: string, clientId: string | null): void
}

/** What one client, one address and all together may cost. Defaults with their reasons: broker/limits.ts. */
export type BrokerLimits = {
  connectBytes_max: number
  connect_timeout_ms: number
  packetBytes_max: number
  topicBytes_max: number
  topicLevels_max: number
  subscriptions_max: number
  inflight_max: number
  connections_max: number
  strangersPerAddress_max: number
  keepAlive_s_max: number
  messagesPer10s_max: number
  unsentBytes_max: number
  drain_timeout_ms: number
  retained_max: number
  retainedBytes_max: number
  sessions_max: number
  sessionMessages_max: number
  sessionBytes_max: number
  sessionsBytes_max: number
  sessionAway_ms_max: number
}

/** `cert`, `key` and `ca` are PEM text. With `ca`, clients are asked for a certificate; one that it signed names its client. */
export type Listener =
  | { kind: 'tcp' | 'ws'; host: string; port: number }
  | { kind: 'tls'; host: string; port: number; cert: string; key: string; ca?: string }

/** Who is at the other end of a wire. */
export type Peer = {
  remoteAddress: string
  certificateName: string | null
  /** Called once the client has its CONNACK. */
  signedIn?: () => void
}

export type Broker = {
  /** Where it listens, in the order of the listeners given; `port` is the real one when 0 was asked. */
  readonly addresses: readonly { kind: Listener['kind']; host: string; port: number }[]
  /**
   * Publishes to whoever is connected and subscribed now, never retained, and kept for nobody who is away (docs/decisions/0024). To a session (clean session 0)
   * that leaves it unacknowledged it is sent again. True when a connected client has that subscription and the packet was handed to its connection.
   */
  publish(topic: string, payload: Uint8Array, qos: 0 | 1): Promise<boolean>
  /**
   * Cuts every connection of this name, those that have not been let in yet too: what `authenticate` is asked from now on decides whether it may come again. Its will is
   * published, as for any connection that is cut.
   */
  dismiss(clientId: string): void
  /** Live connections. */
  readonly connections: number
  /** Stops listening, lets what was received finish within `grace_ms`, closes every connection. Wills are not published: the broker left, not the clients. */
  close(grace_ms: number): Promise<void>
}
