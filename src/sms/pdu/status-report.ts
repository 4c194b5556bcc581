import { readAddress } from './address.ts'
import { tpduOf } from './deliver.ts'
import { PduError } from './pdu-error.ts'
import { readTimestamp } from './timestamp.ts'

const TYPE_BITS = 0x03
const STATUS_REPORT = 0x02

/** What became of a part that was sent (SMS-STATUS-REPORT, 3GPP TS 23.040 §9.2.2.3). */
export type StatusReport = {
  /** TP-MR: the number that the modem gave the part, 0 to 255. */
  reference: number
  /** To whom it was sent. */
  to: string
  state: 'delivered' | 'failed' | 'buffered'
  /** TP-ST in hexadecimal, for who looks it up in §9.2.3.15. */
  status: string
  /** Of the delivery or the last attempt, milliseconds since 1970. */
  at: number | null
}

/** Reads one as a modem gives it, with the service centre's address before it. What may follow the status is passed over. @throws PduError */
export function decodeStatusReport(octets: Uint8Array, tpduOctets?: number): StatusReport {
  const rest = tpduOf(octets, tpduOctets)
  if ((rest.one() & TYPE_BITS) !== STATUS_REPORT) throw new PduError('wrong-type')
  const reference = rest.one()
  const to = readAddress(rest)
  rest.some(7)
  const at = readTimestamp(rest.some(7))
  const status = rest.one()
  return { reference, to, at, state: stateOf(status), status: `0x${status.toString(16).padStart(2, '0')}` }
}

/** §9.2.3.15. Reserved values mean that the service was rejected. */
function stateOf(status: number): StatusReport['state'] {
  if (status < 0x20) return 'delivered'
  return status < 0x40 ? 'buffered' : 'failed'
}
