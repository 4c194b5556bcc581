import type { Cancel } from '../../../src/std/clock.ts'
import type { Address } from '../codec/address.ts'
import { type Cut, textOf, toUserData } from '../codec/text.ts'
import type { Deliver } from '../codec/tpdu.ts'
import { open, type Part, type UserData } from '../codec/user-data.ts'
import type { Acceptance } from './mailbox.ts'

/** A text as a person sees it, put together again from its parts. `at_ms`: when the service centre had its last part. */
export type ShownText = { from: Address; text: string; parts: number; at_ms: number }

/** A person's telephone. */
export type Phone = {
  readonly number: Address
  /** What it shows, oldest first; the last 200. */
  readonly shown: readonly ShownText[]
  /** Calls for each text that it shows from now on. */
  onText(take: (text: ShownText) => void): Cancel
  /** @param options `bits` of the reference that parts carry, and whether it cuts through letters. @throws RangeError for a text past 255 parts */
  send(to: Address, text: string, options?: { bits?: 8 | 16; cut?: Cut }): void
  /** Switched off it takes nothing, and the network holds what comes. */
  power(on: boolean): void
}

/** The side of it that the network sees. */
export type PhoneRadio = { phone: Phone; deliver(message: Deliver): Acceptance }

const SHOWN_MAX = 200
/** Messages of which parts are missing; the oldest is given up. */
const INCOMPLETE_MAX = 50

/** What a telephone needs of the network: it takes what is sent, and hears that the telephone is on again and what it shows. */
export type PhoneNetwork = {
  hand(to: Address, userData: UserData): void
  onAvailable(): void
  onShown(text: ShownText): void
}

/** A telephone that is on. */
export function createPhone(number: Address, { hand, onAvailable, onShown }: PhoneNetwork): PhoneRadio {
  const shown: ShownText[] = []
  const takers = new Set<(text: ShownText) => void>()
  const incomplete = new Map<string, Map<number, Part>>()
  let [on, reference] = [true, 0]

  const show = (text: ShownText): void => {
    shown.push(text)
    if (shown.length > SHOWN_MAX) shown.shift()
    for (const take of [...takers]) take(text)
    onShown(text)
  }
  const phone: Phone = {
    number,
    shown,
    onText(take) {
      takers.add(take)
      return () => takers.delete(take)
    },
    send(to, text, { bits = 8, cut = 'between' } = {}) {
      reference += 1
      for (const userData of toUserData(text, { reference, bits, cut })) hand(to, userData)
    },
    power(next) {
      on = next
      if (on) onAvailable()
    },
  }
  return {
    phone,
    deliver({ from, at_ms, userData }) {
      if (!on) return 'absent'
      const parts = completedBy(open(userData), from, incomplete)
      if (parts) show({ from, text: textOf(parts), parts: parts.length, at_ms })
      return 'taken'
    },
  }
}

/** All parts in their order when this one was the last that was missing. */
function completedBy(part: Part, from: Address, incomplete: Map<string, Map<number, Part>>): readonly Part[] | null {
  const { concatenation } = part
  if (!concatenation) return [part]
  const { reference, bits, of, at } = concatenation
  const name = `${from} ${bits} ${reference} ${of}`
  const parts = incomplete.get(name) ?? new Map<number, Part>()
  parts.set(at, part)
  incomplete.set(name, parts)
  if (parts.size === of) {
    incomplete.delete(name)
    return Array.from(parts)
      .sort(([a], [b]) => a - b)
      .map(([, one]) => one)
  }
  const [oldest] = incomplete.keys()
  if (incomplete.size > INCOMPLETE_MAX && oldest !== undefined) incomplete.delete(oldest)
  return null
}
