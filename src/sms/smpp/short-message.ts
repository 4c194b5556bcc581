import { cText, readBody, readTlvs } from './pdu.ts'

/** Type of number, numbering plan, and the address itself (SMPP 3.4 §5.2.5 to §5.2.9). */
export type Address = { ton: number; npi: number; address: string }

/** The body of submit_sm and deliver_sm (§4.4.1, §4.6.1), less what is not used here. */
export type ShortMessage = {
  source: Address
  destination: Address
  esmClass: number
  /** §7.1.1; empty = the SMSC's own. */
  validity: string
  registeredDelivery: number
  dataCoding: number
  /** short_message as it stands there, a user data header included. */
  message: Uint8Array
  tlvs: ReadonlyMap<number, Uint8Array>
}

/** Tags (§5.3.2). */
export const TAG = {
  receipted_message_id: 0x001e,
  user_message_reference: 0x0204,
  sar_msg_ref_num: 0x020c,
  sar_total_segments: 0x020e,
  sar_segment_seqnum: 0x020f,
  message_payload: 0x0424,
  message_state: 0x0427,
} as const

/** short_message holds at most 254 octets. */
export const SHORT_MESSAGE_BYTES_MAX = 254
const ADDRESS_BYTES_MAX = 21

/** @throws MalformedPdu */
export function readShortMessage(body: Uint8Array): ShortMessage {
  const reader = readBody(body)
  const address = (): Address => ({ ton: reader.octet(), npi: reader.octet(), address: reader.text(ADDRESS_BYTES_MAX) })
  reader.text(6) // service_type
  const source = address()
  const destination = address()
  const esmClass = reader.octet()
  reader.octets(2) // protocol_id, priority_flag
  reader.text(17) // schedule_delivery_time
  const validity = reader.text(17)
  const registeredDelivery = reader.octet()
  reader.octet() // replace_if_present_flag
  const dataCoding = reader.octet()
  reader.octet() // sm_default_msg_id
  const message = reader.octets(reader.octet())
  const tlvs = readTlvs(reader)
  return { source, destination, esmClass, validity, registeredDelivery, dataCoding, message, tlvs }
}

/** The body of a submit_sm. @throws RangeError for what its fields cannot hold: a mistake of ours */
export function writeShortMessage(sm: ShortMessage): Uint8Array {
  if (sm.message.length > SHORT_MESSAGE_BYTES_MAX) throw new RangeError('short_message holds at most 254 octets')
  const address = ({ ton, npi, address }: Address): Uint8Array => {
    if (address.length >= ADDRESS_BYTES_MAX) throw new RangeError('an address holds at most 20 characters')
    return Buffer.concat([Uint8Array.of(ton, npi), cText(address)])
  }
  return Buffer.concat([
    cText(''),
    address(sm.source),
    address(sm.destination),
    Uint8Array.of(sm.esmClass, 0, 0),
    cText(''),
    cText(sm.validity),
    Uint8Array.of(sm.registeredDelivery, 0, sm.dataCoding, 0, sm.message.length),
    sm.message,
    ...[...sm.tlvs].map(([tag, value]) => {
      const head = Buffer.alloc(4)
      head.writeUInt16BE(tag, 0)
      head.writeUInt16BE(value.length, 2)
      return Buffer.concat([head, value])
    }),
  ])
}

/** The number or name that this house writes, as SMPP addresses it: an E.164 number without its plus sign is international, letters are alphanumeric. */
export function addressOf(number: string): Address {
  if (/^\+[1-9]\d{6,14}$/.test(number)) return { ton: 1, npi: 1, address: number.slice(1) }
  // A short number belongs to the network that gave it.
  if (/^\d+$/.test(number)) return { ton: 3, npi: 0, address: number }
  return { ton: 5, npi: 0, address: number }
}

/** What SMPP addresses, as this house writes it. A number without a type that is long enough to begin with a country's code is taken for an international one. */
export function numberOf({ ton, address }: Address): string {
  const international = ton === 1 || (ton === 0 && /^[1-9]\d{10,14}$/.test(address))
  return international && /^\d+$/.test(address) ? `+${address}` : address
}
