import { fromSeptets, splitSms, toSeptets } from '../../std/gsm-text.ts'
import { MalformedPdu } from './pdu.ts'
import { type ShortMessage, TAG } from './short-message.ts'

/** One part as it goes out: the octets of short_message, and whether a user data header stands before its text. */
export type Segment = { dataCoding: 0 | 8; header: boolean; message: Uint8Array }

/** data_coding 0, the SMSC's default alphabet, is GSM 03.38 with a septet to an octet on the SMSCs of GSM; 8 is UCS-2 (SMPP 3.4 §5.2.19). */
const CODING = { gsm7: 0, ucs2: 8 } as const

/**
 * A text in parts of one SMS each, joined by a user data header (3GPP TS 23.040 §9.2.3.24.1).
 * @param reference 0 to 255, another one for each message to the same phone
 */
export function segmentsOf(text: string, reference: number): Segment[] {
  const { alphabet, parts } = splitSms(text)
  return parts.map((part, at) => {
    const octets = alphabet === 'gsm7' ? Uint8Array.from(toSeptets(part) ?? []) : utf16(part)
    if (parts.length === 1) return { dataCoding: CODING[alphabet], header: false, message: octets }
    const header = Uint8Array.of(5, 0, 3, reference & 0xff, parts.length, at + 1)
    return { dataCoding: CODING[alphabet], header: true, message: Buffer.concat([header, octets]) }
  })
}

function utf16(text: string): Uint8Array {
  return Buffer.from(text, 'utf16le').swap16()
}

/** Where a part belongs: `number` of `total` under this reference. */
export type Place = { reference: string; total: number; number: number }

/** A received part: its text's octets, and its place where it is one of several. */
export type Part = { dataCoding: number; octets: Uint8Array; place: Place | null }

const HEADER_FOLLOWS = 0x40

/** Takes header and tagged parameters off a deliver_sm. @throws MalformedPdu for a header that does not fit */
export function partOf({ dataCoding, esmClass, message, tlvs }: ShortMessage): Part {
  const payload = tlvs.get(TAG.message_payload)
  const whole = message.length === 0 && payload !== undefined ? payload : message
  if ((esmClass & HEADER_FOLLOWS) === 0) return { dataCoding, octets: whole, place: sarPlace(tlvs) }
  const length = whole[0]
  if (length === undefined || length + 1 > whole.length) throw new MalformedPdu('a user data header does not fit')
  return { dataCoding, octets: whole.subarray(length + 1), place: headerPlace(whole.subarray(1, length + 1)) }
}

/** Information elements: 0x00 with a reference of 8 bits, 0x08 with 16 (3GPP TS 23.040 §9.2.3.24.1, §9.2.3.24.8); others are passed over. */
function headerPlace(header: Uint8Array): Place | null {
  let place: Place | null = null
  for (let at = 0; at < header.length; ) {
    const [element = 0, length] = header.subarray(at, at + 2)
    if (length === undefined || at + 2 + length > header.length) throw new MalformedPdu('an element does not fit')
    const data = header.subarray(at + 2, at + 2 + length)
    if (element === 0x00 && length === 3) place ??= placeOf(String(data[0]), data[1], data[2])
    if (element === 0x08 && length === 4) place ??= placeOf(`${data[0]}.${data[1]}`, data[2], data[3])
    at += 2 + length
  }
  return place
}

/** sar_msg_ref_num, sar_total_segments, sar_segment_seqnum (SMPP 3.4 §5.3.2.22 to §5.3.2.24). */
function sarPlace(tlvs: ReadonlyMap<number, Uint8Array>): Place | null {
  const [reference, total, number] = [TAG.sar_msg_ref_num, TAG.sar_total_segments, TAG.sar_segment_seqnum].map((tag) =>
    tlvs.get(tag),
  )
  if (reference?.length !== 2 || total?.length !== 1 || number?.length !== 1) return null
  return placeOf(`sar${reference[0]}.${reference[1]}`, total[0], number[0])
}

/** A place outside the message is none: such a part is a message by itself (3GPP TS 23.040 §9.2.3.24.1). */
function placeOf(reference: string, total = 0, number = 0): Place | null {
  return total > 1 && number >= 1 && number <= total ? { reference, total, number } : null
}

/** The text of octets; null for what is no text (SMPP 3.4 §5.2.19, 3GPP TS 23.038 §4). */
export function textOf(dataCoding: number, octets: Uint8Array): string | null {
  switch (alphabetOf(dataCoding)) {
    case 'default':
      // An SMSC whose default alphabet is not GSM 03.38 shows it by the eighth bit: then it is Latin 1.
      return octets.some((octet) => octet > 0x7f) ? latin1(octets) : fromSeptets([...octets])
    case 'latin1':
      return latin1(octets)
    case 'ucs2':
      return octets.length % 2 === 0 ? Buffer.from(octets).swap16().toString('utf16le').toWellFormed() : null
    case 'other':
      return null
  }
}

function alphabetOf(dataCoding: number): 'default' | 'latin1' | 'ucs2' | 'other' {
  if (dataCoding === 0x01 || dataCoding === 0x03) return 'latin1'
  // With a message class (TS 23.038 §4): 0001 xx.. general, 1111 .x.. data coding and class.
  const group = dataCoding >> 4
  const alphabet = group === 0xf ? dataCoding & 0x04 : dataCoding & 0x0c
  if (group !== 0x0 && group !== 0x1 && group !== 0xf) return 'other'
  if (group === 0x0 && dataCoding !== 0x00 && dataCoding !== 0x08) return 'other'
  return alphabet === 0 ? 'default' : alphabet === 8 ? 'ucs2' : 'other'
}

function latin1(octets: Uint8Array): string {
  return Buffer.from(octets).toString('latin1')
}
