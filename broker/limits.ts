import type { BrokerLimits } from './types.ts'

/** The first eight are promised to devices in docs/protocol/collar.md §1. */
export const BROKER_LIMITS: BrokerLimits = {
  /** IMEI twice, a secret and a will make about 150 bytes. */
  connectBytes_max: 1_024,
  /** From the opened connection to its complete CONNECT, over a slow radio; and again for whoever checks it. */
  connect_timeout_ms: 10_000,
  /** 500 samples as CBOR; a collar sends far less. */
  packetBytes_max: 16_384,
  topicBytes_max: 128,
  topicLevels_max: 8,
  /** PUBLISHes of one client whose PUBACK is not sent yet: twice what a collar may have under way. */
  inflight_max: 32,
  /** A collar with full memory empties it at 100 messages a second and is not cut. */
  messagesPer10s_max: 1_000,
  keepAlive_s_max: 1_200,
  /** A device needs one. */
  subscriptions_max: 8,
  /** 10,000 devices, and room for the dead connections of those that come again before their network has told. Idle, one costs 11 to 13 kB here: 160 MB. */
  connections_max: 12_000,
  /** Connections of one address that have not signed in. An operator puts all of its collars behind one address (NAT), and all may come back at once. */
  strangersPerAddress_max: 5_000,
  /** Two commands of the largest size wait in one connection; a third tells that nobody reads. */
  unsentBytes_max: 32_768,
  /** A frozen subscriber was seen to stop every PUBACK within 2 s until this was short. */
  drain_timeout_ms: 5_000,
  /** `online` of every device, connected or not. */
  retained_max: 100_000,
  /** `0` or `1`; a bridge may say a little more. */
  retainedBytes_max: 64,
  /** Clients with clean session 0, connected or away: 10,000 devices, and those that were replaced within the day. Idle, one costs 1.2 kB: 60 MB. */
  sessions_max: 50_000,
  /** Messages that one session is owed: queued, or sent and not acknowledged. The oldest goes first. */
  sessionMessages_max: 100,
  /** The same in bytes, 200 for each message included: sixteen of the largest packets, or a hundred usual ones. */
  sessionBytes_max: 262_144,
  /** The same for all sessions together; beyond it whoever has been owed something longest loses the oldest. */
  sessionsBytes_max: 67_108_864,
  /** How long a session is kept after its connection: a collar that was charged overnight finds its own. */
  sessionAway_ms_max: 86_400_000,
}
