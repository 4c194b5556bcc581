import type { DeliveryReport } from '../../flows/sms/transport.ts'
import { type ShortMessage, TAG } from './short-message.ts'

/** Final and other states, by their abbreviation in a receipt's text (SMPP 3.4 appendix B). */
const STATES: Readonly<Record<string, DeliveryReport['state']>> = {
  ENROUTE: 'buffered',
  DELIVRD: 'delivered',
  EXPIRED: 'failed',
  DELETED: 'failed',
  UNDELIV: 'failed',
  ACCEPTD: 'buffered',
  UNKNOWN: 'buffered',
  REJECTD: 'failed',
}
/** The same by message_state (§5.2.28). */
const NAMES = ['', 'ENROUTE', 'DELIVRD', 'EXPIRED', 'DELETED', 'UNDELIV', 'ACCEPTD', 'UNKNOWN', 'REJECTD']

/** esm_class says that it is a receipt of the SMSC, or a notification on the way (§5.2.12). */
export function isReceipt({ esmClass }: ShortMessage): boolean {
  const kind = esmClass & 0x3c
  return kind === 0x04 || kind === 0x20
}

/** What a receipt tells, by its tagged parameters or else by its text; null for one that names no message. */
export function readReceipt(sm: ShortMessage): Omit<DeliveryReport, 'transport' | 'at'> | null {
  const text = Buffer.from(sm.message).toString('latin1')
  const tagged = sm.tlvs.get(TAG.receipted_message_id)
  const providerId =
    tagged === undefined
      ? /\bid:(\S{1,64})/i.exec(text)?.[1]
      : Buffer.from(tagged).toString('latin1').replace(/\0.*$/s, '')
  const number = sm.tlvs.get(TAG.message_state)?.[0]
  const name = number === undefined ? /\bstat:([A-Z]{1,10})/i.exec(text)?.[1]?.toUpperCase() : NAMES[number]
  const state = name === undefined ? undefined : STATES[name]
  if (!providerId || providerId.length > 64 || state === undefined) return null
  if (state === 'delivered') return { providerId, state }
  const error = /\berr:(\w{1,10})/i.exec(text)?.[1]
  return { providerId, state, reason: error === undefined || /^0+$/.test(error) ? `${name}` : `${name} ${error}` }
}
