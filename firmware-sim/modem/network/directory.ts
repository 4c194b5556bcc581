import type { Clock } from '../../../src/std/clock.ts'
import type { Address } from '../codec/address.ts'
import type { Deliver, StatusReport } from '../codec/tpdu.ts'
import type { UserData } from '../codec/user-data.ts'
import { type Acceptance, createMailbox, type Mailbox } from './mailbox.ts'
import { createPhone, type Phone, type ShownText } from './phone.ts'

/** TP-Status (3GPP TS 23.040 §9.2.3.15). */
export const STATUS = { delivered: 0x00, trying: 0x22, unreachable: 0x40, notObtainable: 0x43, expired: 0x46 } as const

/** What the service centre has for a terminal. `told`: hears what becomes of the message. */
export type Item =
  | { kind: 'message'; message: Deliver; until_ms: number; told(status: number): void }
  | { kind: 'report'; report: StatusReport }

/** Who has which number: a terminal that was given it, otherwise a telephone. */
export type Directory = {
  /** @throws Error when the number is somebody's already */
  give(number: Address, deliver: (item: Item) => Promise<Acceptance>): Mailbox<Item>
  /** @throws RangeError past 10,000 numbers */
  mailboxOf(number: Address): Mailbox<Item>
  /** @throws Error when the number is a terminal's */
  phone(number: Address): Phone
  /** Messages waiting for a number. */
  held(number: Address): number
  close(): void
}

const RETRY_MS = 15_000
const HELD_MAX = 10_000
const NUMBERS_MAX = 10_000

/** What the network does with a telephone's doings. */
export type DirectoryOptions = {
  clock: Clock
  hand(from: Address, to: Address, userData: UserData): void
  onShown(number: Address, text: ShownText): void
}

/** Nobody has a number yet. */
export function createDirectory({ clock, hand, onShown }: DirectoryOptions): Directory {
  const mailboxes = new Map<Address, Mailbox<Item>>()
  const phones = new Map<Address, Phone>()

  const give: Directory['give'] = (number, deliver) => {
    if (mailboxes.has(number)) throw new Error(`${number} is somebody's already`)
    if (mailboxes.size >= NUMBERS_MAX) throw new RangeError(`a network of more than ${NUMBERS_MAX} numbers`)
    const mailbox = itemMailbox(clock, deliver)
    mailboxes.set(number, mailbox)
    return mailbox
  }
  const mailboxOf = (number: Address): Mailbox<Item> => {
    const known = mailboxes.get(number)
    if (known) return known
    const radio = createPhone(number, {
      hand: (to, userData) => hand(number, to, userData),
      onAvailable: () => mailbox.available(),
      onShown: (text) => onShown(number, text),
    })
    const mailbox = give(number, async (item) => (item.kind === 'message' ? radio.deliver(item.message) : 'taken'))
    phones.set(number, radio.phone)
    return mailbox
  }
  return {
    give,
    mailboxOf,
    phone(number) {
      mailboxOf(number)
      const phone = phones.get(number)
      if (!phone) throw new Error(`${number} is no telephone's`)
      return phone
    },
    held: (number) => mailboxes.get(number)?.held() ?? 0,
    close() {
      for (const mailbox of mailboxes.values()) mailbox.close()
    },
  }
}

/** A mailbox whose messages' senders are told what becomes of them. */
function itemMailbox(clock: Clock, deliver: (item: Item) => Promise<Acceptance>): Mailbox<Item> {
  const mailbox = createMailbox<Item>({
    clock,
    retry_ms: RETRY_MS,
    messages_max: HELD_MAX,
    async deliver(item) {
      const said = await deliver(item)
      if (said === 'taken' && item.kind === 'message') item.told(STATUS.delivered)
      return said
    },
    onHeld(item) {
      if (item.kind === 'report') return
      item.told(STATUS.trying)
      clock.after(Math.max(0, item.until_ms - clock.now()), () => mailbox.available())
    },
    isPast(item) {
      if (item.kind === 'report' || item.until_ms > clock.now()) return false
      item.told(STATUS.expired)
      return true
    },
  })
  return mailbox
}
