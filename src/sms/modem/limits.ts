/** Every bound of the modem's driver. */
export const MODEM_LIMITS = {
  /** A line of an answer: a PDU has 352 characters. What is longer is dropped to its end. */
  lineCharacters_max: 1_024,
  /** Lines of one answer: the list of 255 messages, two lines each. What is more is left for the next list. */
  answerLines_max: 520,
  /** Commands that wait for the one under way. */
  commands_max: 64,
  /** Messages that wait to be handed over; the sender holds back long before. */
  sends_max: 16,
  /** The answer to a command that concerns the modem alone. */
  answer_timeout_ms: 10_000,
  /** The network's answer to a message (3GPP TS 24.011 §6: at most 45 s between modem and network, and some for the modem). */
  submit_timeout_ms: 60_000,
  /** What a search for networks may take. */
  network_timeout_ms: 60_000,
  /** After a command was taken back by ESC. */
  cancel_timeout_ms: 2_000,
  /** The first AT: a modem that is just starting says nothing for seconds. */
  hello_timeout_ms: 2_000,
  hello_tries_max: 8,
  /** Silence that shows that no late answer of a former command is on its way. */
  quiet_ms: 300,
  /** A SIM reads itself after its PIN, and is busy meanwhile. */
  sim_wait_ms: 1_000,
  sim_tries_max: 20,
  /** One message to be sent, with all its parts; the sender gives up after two minutes. */
  send_timeout_ms: 100_000,
  /** A part that the network would not take just now, behind one that it took. */
  part_tries_max: 3,
  part_wait_ms: 2_000,
  /** Registration and signal are asked after; sooner while there is no network. */
  poll_ms: 30_000,
  poll_unregistered_ms: 5_000,
  /** The memory is read though no message was announced: an announcement may be lost. */
  list_ms: 60_000,
  /** The inbox did not take a message. */
  list_again_ms: 10_000,
  inbound_timeout_ms: 30_000,
  /** Noting a delivery report, which may be lost. */
  report_timeout_ms: 5_000,
  /** For the other parts of a message that came in part. */
  partWait_ms: 3_600_000,
  /** Parts that were shown and not stored by the modem: held in memory. */
  directParts_max: 40,
  /** Messages whose deletion failed are remembered, so that they are not passed on at every list. */
  passed_max: 500,
  /** Before the line is opened again; a line that lasted this long begins anew. */
  reopen_first_ms: 1_000,
  reopen_most_ms: 30_000,
  lasted_ms: 60_000,
  /** A SIM that is locked or absent is looked at again. */
  locked_ms: 60_000,
} as const
