import { type SmsText, splitSms } from '../../std/gsm-text.ts'
import { encodeAddress } from './address.ts'
import { relativeValidity } from './timestamp.ts'
import { type Concatenation, encodeUserData } from './user-data.ts'

/** SMS-SUBMIT (3GPP TS 23.040 §9.2.2.2): its type, a relative validity period, a status report asked for, a header in the text. */
const SUBMIT = 0x01
const RELATIVE_VALIDITY = 0x10
const STATUS_REPORT = 0x20
const HEADER = 0x40
/** TP-DCS (3GPP TS 23.038 §4). */
const DCS = { gsm7: 0x00, ucs2: 0x08 } as const

/** A message for a phone. `for_ms`: how long the network is to try; absent: as long as it does by itself. */
export type Submit = { to: string; text: string; for_ms?: number; statusReport?: boolean }

/**
 * The parts of a message as TPDUs, without a service centre's address. TP-MR is 0: the modem counts.
 * @param reference 0 to 255: different from that of the messages to the same number shortly before
 * @throws PduError `bad-address`; RangeError for a text of more than 255 parts
 */
export function encodeSubmit(submit: Submit, reference: number): Uint8Array[] {
  const split = splitSms(submit.text)
  return split.parts.map((text, at) => encodePart(submit, split, text, concatenationOf(split, at, reference)))
}

function concatenationOf({ parts }: SmsText, at: number, reference: number): Concatenation | null {
  return parts.length === 1 ? null : { reference, bits: 8, parts: parts.length, part: at + 1 }
}

function encodePart(submit: Submit, { alphabet }: SmsText, text: string, joins: Concatenation | null): Uint8Array {
  const { to, for_ms, statusReport } = submit
  const type =
    SUBMIT |
    (for_ms === undefined ? 0 : RELATIVE_VALIDITY) |
    (statusReport ? STATUS_REPORT : 0) |
    (joins === null ? 0 : HEADER)
  return Uint8Array.from([
    ...[type, 0],
    ...encodeAddress(to),
    ...[0, DCS[alphabet]],
    ...(for_ms === undefined ? [] : [relativeValidity(for_ms)]),
    ...encodeUserData(text, alphabet, joins),
  ])
}
