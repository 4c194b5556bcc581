/** command_id (SMPP 3.4 §5.1.2.1); an answer has the top bit set. */
export const COMMAND = {
  submit_sm: 0x0000_0004,
  deliver_sm: 0x0000_0005,
  unbind: 0x0000_0006,
  bind_transceiver: 0x0000_0009,
  enquire_link: 0x0000_0015,
  alert_notification: 0x0000_0102,
  data_sm: 0x0000_0103,
  generic_nack: 0x8000_0000,
} as const

/** The command_id that answers this one. */
export function answerTo(command: number): number {
  return (command | COMMAND.generic_nack) >>> 0
}

/** True for an answer. */
export function isAnswer(command: number): boolean {
  return command >= COMMAND.generic_nack
}

/** command_status (§5.1.3), those that are said or weighed here. */
export const STATUS = {
  ESME_ROK: 0x00,
  ESME_RINVMSGLEN: 0x01,
  ESME_RINVCMDID: 0x03,
  ESME_RMSGQFUL: 0x14,
  ESME_RTHROTTLED: 0x58,
  /** Not now: send it again. */
  ESME_RX_T_APPN: 0x64,
  /** Never: do not send it again. */
  ESME_RX_P_APPN: 0x65,
} as const

/**
 * Refusals that are about this message and will be the same tomorrow: its length, addresses, type, parameters; and submission failed for good. Whatever else an
 * SMSC says is about the session, the account or the moment.
 */
const FOR_GOOD: ReadonlySet<number> = new Set([
  0x01, 0x0b, 0x33, 0x34, 0x40, 0x43, 0x45, 0x50, 0x51, 0x61, 0x62, 0x65, 0x66, 0xc0, 0xc1, 0xc2, 0xc3, 0xc4,
])

/** What a status of submit_sm_resp says of the message. */
export function weigh(status: number): 'taken' | 'throttled' | 'rejected' | 'unavailable' {
  if (status === STATUS.ESME_ROK) return 'taken'
  if (status === STATUS.ESME_RTHROTTLED || status === STATUS.ESME_RMSGQFUL) return 'throttled'
  return FOR_GOOD.has(status) ? 'rejected' : 'unavailable'
}
