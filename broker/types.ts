/** How a client introduced itself in CONNECT. */
export type Credentials = {
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

/** Who may do what at the broker, and who keeps what arrives: handed in by whoever runs it. */
export type Gate = {
  authenticate(credentials: Credentials): Promise<Verdict>
  mayPublish(clientId: string, topic: string): boolean
  maySubscribe(clientId: string, filter: string): boolean
  /**
   * Takes a message. The PUBACK waits for it: resolves once the message is durable. A throw means no PUBACK, and the connection is closed.
   * A last will passes here too.
   */
  received(message: Received): Promise<void>
  connected(clientId: string): void
  disconnected(clientId: string): void
  /** Something was refused or cut off; `reason` is one of a small fixed set, fit for a metric's label. */
  refused(reason: string, clientId: string | null): void
}

export type BrokerLimits = {
  connectBytes_max: number
  connect_timeout_ms: number
  packetBytes_max: number
  topicBytes_max: number
  topicLevels_max: number
  inflight_max: number
  connections_max: number
  connectionsPerAddress_max: number
  keepAlive_s_max: number
  messagesPer10s_max: number
  unsentBytes_max: number
  drain_timeout_ms: number
}

export type Listener =
  | { kind: 'tcp' | 'ws'; host: string; port: number }
  | { kind: 'tls'; host: string; port: number; cert: string; key: string; ca?: string }

export type Broker = {
  /** Where it listens, in the order of the listeners given; `port` is the real one when 0 was asked. */
  readonly addresses: readonly { kind: Listener['kind']; host: string; port: number }[]
  /** Publishes to whoever is subscribed now, never retained. True when a connected client has that subscription and the packet was handed to its connection. */
  publish(topic: string, payload: Uint8Array, qos: 0 | 1): Promise<boolean>
  /** Live connections. */
  readonly connections: number
  /** Stops listening, lets what was received finish within `grace_ms`, closes every connection. */
  close(grace_ms: number): Promise<void>
}
