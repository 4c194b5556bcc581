import { type Address, addressField, readAddress } from './address.ts'
import { MalformedPdu, type OctetReader, readOctets } from './octets.ts'
import { enhancedValidity_ms, readTimeStamp, relativeValidity_ms, timeStamp } from './time-stamp.ts'
import { readUserData, type UserData, userDataField } from './user-data.ts'

/** The first octet (3GPP TS 23.040 §9.2.2): TP-MTI in its low two bits, and flags whose meaning depends on it. */
const TYPE_MASK = 0x03
const DELIVER = 0x00
const SUBMIT = 0x01
const STATUS_REPORT = 0x02
const NO_MORE_MESSAGES = 0x04
const REJECT_DUPLICATES = 0x04
const STATUS_REPORT_REQUEST = 0x20
const HAS_HEADER = 0x40

/** SMS-SUBMIT: what a modem hands to the network. `validUntil_ms`: null where it sets no period, which leaves it to the network. */
export type Submit = {
  reference: number
  rejectDuplicates: boolean
  wantsReport: boolean
  to: Address
  userData: UserData
  validity: { after_ms: number } | { at_ms: number } | null
}

/** SMS-DELIVER: what the network brings. */
export type Deliver = { from: Address; at_ms: number; userData: UserData }

/** SMS-STATUS-REPORT: what became of the submitted message with that reference. `status`: TP-Status (§9.2.3.15). */
export type StatusReport = { reference: number; to: Address; at_ms: number; settled_ms: number; status: number }

/** @throws MalformedPdu, also for a TPDU of another type and for octets that nothing explains */
export function readSubmit(tpdu: Uint8Array): Submit {
  const octets = readOctets(tpdu)
  const first = octets.one()
  if ((first & TYPE_MASK) !== SUBMIT) throw new MalformedPdu('no SMS-SUBMIT')
  const reference = octets.one()
  const to = readAddress(octets)
  // TP-PID: telematic interworking is no business of the network's here.
  octets.one()
  const dcs = octets.one()
  const validity = readValidity(octets, (first >> 3) & 3)
  const userData = readUserData(octets, dcs, (first & HAS_HEADER) !== 0)
  const flags = {
    rejectDuplicates: (first & REJECT_DUPLICATES) !== 0,
    wantsReport: (first & STATUS_REPORT_REQUEST) !== 0,
  }
  return { reference, ...flags, to, userData, validity }
}

/** TP-VP in the format that TP-VPF names (§9.2.3.3): none, enhanced, relative, absolute. */
function readValidity(octets: OctetReader, format: number): Submit['validity'] {
  if (format === 0) return null
  if (format === 2) return { after_ms: relativeValidity_ms(octets.one()) }
  const field = octets.take(7)
  if (format === 3) return { at_ms: readTimeStamp(field) }
  const after_ms = enhancedValidity_ms(field)
  return after_ms === null ? null : { after_ms }
}

/** An SMS-SUBMIT without a validity period, as a modem makes one in text mode. `reference`: the modem sets its own when it sends. */
export function submitTpdu({ to, userData, wantsReport }: Pick<Submit, 'to' | 'userData' | 'wantsReport'>): Uint8Array {
  const first = SUBMIT | (userData.hasHeader ? HAS_HEADER : 0) | (wantsReport ? STATUS_REPORT_REQUEST : 0)
  return Uint8Array.of(first, 0, ...addressField(to), 0, userData.dcs, ...userDataField(userData))
}

/** @throws MalformedPdu */
export function readDeliver(tpdu: Uint8Array): Deliver {
  const octets = readOctets(tpdu)
  const first = octets.one()
  if ((first & TYPE_MASK) !== DELIVER) throw new MalformedPdu('no SMS-DELIVER')
  const from = readAddress(octets)
  octets.one()
  const dcs = octets.one()
  const at_ms = readTimeStamp(octets.take(7))
  return { from, at_ms, userData: readUserData(octets, dcs, (first & HAS_HEADER) !== 0) }
}

/** @throws MalformedPdu */
export function readStatusReport(tpdu: Uint8Array): StatusReport {
  const octets = readOctets(tpdu)
  if ((octets.one() & TYPE_MASK) !== STATUS_REPORT) throw new MalformedPdu('no SMS-STATUS-REPORT')
  const reference = octets.one()
  const to = readAddress(octets)
  const [at_ms, settled_ms] = [readTimeStamp(octets.take(7)), readTimeStamp(octets.take(7))]
  return { reference, to, at_ms, settled_ms, status: octets.one() }
}

/** @param zone_quarters the service centre's time zone, in quarters of an hour */
export function deliverTpdu({ from, at_ms, userData }: Deliver, zone_quarters: number): Uint8Array {
  const first = DELIVER | NO_MORE_MESSAGES | (userData.hasHeader ? HAS_HEADER : 0)
  const stamp = timeStamp(at_ms, zone_quarters)
  return Uint8Array.of(first, ...addressField(from), 0, userData.dcs, ...stamp, ...userDataField(userData))
}

/** @param zone_quarters the service centre's time zone, in quarters of an hour */
export function statusReportTpdu(report: StatusReport, zone_quarters: number): Uint8Array {
  const first = STATUS_REPORT | NO_MORE_MESSAGES
  const stamps = [timeStamp(report.at_ms, zone_quarters), timeStamp(report.settled_ms, zone_quarters)].flatMap(
    (stamp) => [...stamp],
  )
  return Uint8Array.of(first, report.reference, ...addressField(report.to), ...stamps, report.status)
}

/** True for an SMS-SUBMIT, which a memory holds beside what has been received. */
export const isSubmit = (tpdu: Uint8Array): boolean => ((tpdu[0] ?? 0) & TYPE_MASK) === SUBMIT

/** True for an SMS-STATUS-REPORT, which a modem routes another way than an SMS-DELIVER. */
export const isStatusReport = (tpdu: Uint8Array): boolean => ((tpdu[0] ?? 0) & TYPE_MASK) === STATUS_REPORT
