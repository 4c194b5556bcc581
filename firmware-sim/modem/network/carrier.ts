import type { Cancel, Clock } from '../../../src/std/clock.ts'
import type { Address } from '../codec/address.ts'
import { MalformedPdu } from '../codec/octets.ts'
import { toUserData } from '../codec/text.ts'
import { deliverTpdu, readSubmit, type Submit, statusReportTpdu } from '../codec/tpdu.ts'
import { open, type UserData } from '../codec/user-data.ts'
import type { ModemFaults } from '../faults.ts'
import { createDirectory, type Item, STATUS } from './directory.ts'
import type { Acceptance } from './mailbox.ts'
import { dialled } from './numbering.ts'
import type { Phone, ShownText } from './phone.ts'

/** What a terminal, such as a modem, is to the network. */
export type Terminal = { take(tpdu: Uint8Array): Promise<Acceptance> }

/** Whether the network has taken a submitted message; if not, with which <err> of 3GPP TS 27.005 §3.2.5. */
export type Submission = { taken: true } | { taken: false; cms: number }

/** An operator's network and its service centre. */
export type Carrier = {
  readonly serviceCentre: Address
  /** Gives a number to a terminal. @returns what it calls when it is there again or has room. @throws Error when the number is somebody else's */
  connect(number: Address, terminal: Terminal): () => void
  submit(from: Address, tpdu: Uint8Array): Submission
  /** The telephone of that number. @throws Error when the number is a terminal's */
  phone(number: Address): Phone
  /** Calls for each text that any telephone shows from now on. */
  onText(take: (number: Address, text: ShownText) => void): Cancel
  /** Sends a text in anybody's name, `Tele2` as well as a number. @throws RangeError for a text past 255 parts */
  bring(from: Address, to: Address, text: string): void
  /** From now on nobody has that number. */
  unassign(number: Address): void
  /** Messages waiting for that number. */
  held(number: Address): number
  close(): void
}

/** `zone_quarters`: the service centre's time zone in quarters of an hour. `country`: of the numbers that are dialled with one 0 in front. */
export type CarrierOptions = {
  clock: Clock
  faults: ModemFaults
  /** From sender to recipient, and back with the report. */
  transit_ms: number
  serviceCentre: Address
  country: string
  zone_quarters: number
}

/** A message on its way: from whom, to whom, until when, and who hears of its fate. */
type Posted = { from: Address; to: Address; userData: UserData; until_ms?: number; told?(status: number): void }

/** How long a service centre keeps trying where a message does not say. */
const VALIDITY_MS = 3 * 24 * 3_600_000
/** An overtaken message takes this much longer. */
const OVERTAKEN_MS = 500
/** <err> values: semantically incorrect message (RP cause 95); SMS duplicate rejected (TP-FCS C5). */
const INCORRECT = 95
const DUPLICATE_REJECTED = 197

/** A network in which every number has a telephone, unless a terminal was given it. */
export function createCarrier(options: CarrierOptions): Carrier {
  const { clock, faults, transit_ms, zone_quarters, serviceCentre } = options
  const takers = new Set<(number: Address, text: ShownText) => void>()
  const directory = createDirectory({
    clock,
    hand: (from, to, userData) => post({ from, to, userData }),
    onShown: (number, text) => {
      for (const take of [...takers]) take(number, text)
    },
  })
  const terminals = new Set<Address>()
  const unassigned = new Set<Address>()
  const lastFrom = new Map<Address, string>()
  let reference = 0

  const post = ({ from, to, userData, until_ms = clock.now() + VALIDITY_MS, told = () => {} }: Posted): void => {
    const item: Item = { kind: 'message', message: { from, at_ms: clock.now(), userData }, until_ms, told }
    const number = dialled(to, options.country)
    const late_ms = terminals.has(number) && faults.strikes('reorder') ? OVERTAKEN_MS : 0
    const copies = terminals.has(number) && faults.strikes('duplicate') ? 2 : 1
    clock.after(transit_ms + late_ms, () => {
      if (unassigned.has(number)) return told(STATUS.notObtainable)
      const mailbox = directory.mailboxOf(number)
      for (let copy = 0; copy < copies; copy++) if (!mailbox.put(item)) told(STATUS.unreachable)
    })
  }

  /** Tells the sender, once for each status. */
  const reporter = (from: Address, { reference, to }: Submit): ((status: number) => void) => {
    const at_ms = clock.now()
    const told = new Set<number>()
    return (status) => {
      if (told.has(status) || faults.strikes('lost-report')) return
      told.add(status)
      const report = { reference, to, at_ms, settled_ms: clock.now(), status }
      clock.after(transit_ms, () => void directory.mailboxOf(from).put({ kind: 'report', report }))
    }
  }

  return {
    serviceCentre,
    connect(number, terminal) {
      const tpdu = (item: Item): Uint8Array =>
        item.kind === 'message'
          ? deliverTpdu(item.message, zone_quarters)
          : statusReportTpdu(item.report, zone_quarters)
      const mailbox = directory.give(number, (item) => terminal.take(tpdu(item)))
      terminals.add(number)
      return mailbox.available
    },
    submit(from, tpdu) {
      const submit = readOrNull(tpdu)
      if (!submit) return { taken: false, cms: INCORRECT }
      const { to, userData } = submit
      const name = `${submit.reference} ${to}`
      if (submit.rejectDuplicates && lastFrom.get(from) === name) return { taken: false, cms: DUPLICATE_REJECTED }
      lastFrom.set(from, name)
      const until_ms = deadline(submit, clock.now())
      post({ from, to, userData, until_ms, ...(submit.wantsReport && { told: reporter(from, submit) }) })
      return { taken: true }
    },
    phone: (number) => directory.phone(number),
    onText(take) {
      takers.add(take)
      return () => takers.delete(take)
    },
    bring(from, to, text) {
      reference += 1
      for (const userData of toUserData(text, { reference, bits: 8, cut: 'between' })) post({ from, to, userData })
    },
    unassign: (number) => void unassigned.add(number),
    held: (number) => directory.held(number),
    close: () => directory.close(),
  }
}

/** A service centre takes only what a telephone can read. */
function readOrNull(tpdu: Uint8Array): Submit | null {
  try {
    const submit = readSubmit(tpdu)
    open(submit.userData)
    return submit
  } catch (error) {
    if (error instanceof MalformedPdu) return null
    throw error
  }
}

function deadline({ validity }: Submit, now_ms: number): number {
  if (validity === null) return now_ms + VALIDITY_MS
  return 'at_ms' in validity ? validity.at_ms : now_ms + validity.after_ms
}
