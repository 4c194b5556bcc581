/** Every bound of the HTTP gateways. */
export const GATEWAY_LIMITS = {
  /** One call, from its first byte to the last of its answer. */
  call_timeout_ms: 20_000,
  /** Calls under way at once; more are told to come back. */
  calls_max: 20,
  /** Of a gateway's answer; what comes beyond it is not read. */
  answerBytes_max: 64 * 1_024,
  /** Members of a form; gateways send about twenty. */
  formMembers_max: 200,
  /** How long a gateway's own Retry-After (RFC 9110 §10.2.3) is believed. */
  pause_ms_max: 3_600_000,
  /** A pause where the gateway names none. */
  pause_ms: 5_000,
  /** A clock that is wrong by as much as this is still a clock. */
  clockSkew_ms_max: 5 * 60_000,
} as const
