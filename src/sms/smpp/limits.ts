/** Every bound of SMPP. */
export const SMPP_LIMITS = {
  /** A length field may say more; then nothing behind it can be believed, and the connection ends. */
  pduBytes_max: 16 * 1_024,
  connect_timeout_ms: 10_000,
  bind_timeout_ms: 10_000,
  /** For every answer of the SMSC. Whoever does not answer is not there any more: the session ends, and what was under way is in doubt. */
  response_timeout_ms: 30_000,
  /** From the first byte of a PDU to its last. */
  pdu_timeout_ms: 30_000,
  /** After so long without a byte from the SMSC it is asked whether it is there (enquire_link, SMPP 3.4 §2.7.2). */
  idle_ms: 30_000,
  enquire_timeout_ms: 10_000,
  /** At the end, for answers that are still to come and for unbind_resp. */
  close_timeout_ms: 5_000,
  /** submit_sm without an answer yet (§2.9). */
  window_max: 10,
  /** Parts that wait for a place in the window. */
  waiting_max: 100,
  /** Parts of one message: 1,530 characters in the default alphabet. */
  parts_max: 10,
  /** Tries of a part when the SMSC throttles in the middle of a message. */
  partTries_max: 5,
  throttle_first_ms: 1_000,
  throttle_most_ms: 30_000,
  reconnect_first_ms: 1_000,
  reconnect_most_ms: 60_000,
  /** A session that lasted so long was a good one: the next one may follow soon. */
  goodSession_ms: 60_000,
  /** deliver_sm that are being stored. */
  deliveries_max: 50,
  /** Malformed bodies in a row, in frames that are whole. */
  malformed_max: 10,
  /** Written and not taken by the system yet: an SMSC that asks and asks and reads no answer. */
  unsentBytes_max: 64 * 1_024,
  /** How long the acknowledgement of a part is held back while others are awaited; after that it is refused for now, and remembered. */
  hold_ms: 5_000,
  /** Messages of which something is remembered: parts that came, answers that may have been lost. */
  remembered_max: 500,
  rememberedBytes_max: 1_024 * 1_024,
  remember_ms: 6 * 3_600_000,
  /** An answer that left so shortly before its connection ended may not have arrived. */
  unsure_ms: 60_000,
  /** So long after the end of a connection the same words are taken for what was under way there. */
  redelivery_ms: 10 * 60_000,
} as const
