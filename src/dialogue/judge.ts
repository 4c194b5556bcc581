import type { LicenceType } from '../std/licence-type.ts'
import type { Fault, Message, Request } from './read-message.ts'

/** What has to be known to judge a message; the last three are about the licence number in it. */
export type Facts = {
  /** Whether the sender's number is registered. */
  registered: boolean
  /** Whether anything, and whether E, is released for the dongle under any user information. */
  dongle: { any: boolean; e: boolean }
  /** The highest points (0: none) and E, released for this very licence number. */
  released: { points: number; e: boolean }
}

/** Of a licence number of which nothing is known, or of no licence number. */
export const NOTHING_RELEASED: Omit<Facts, 'registered'> = {
  dongle: { any: false, e: false },
  released: { points: 0, e: false },
}

/** Rows 8 to 12: what is asked for is not released, but can be ordered. */
export type Orderable =
  | 'dongle-not-released'
  | 'user-information-changed'
  | 'points-not-released'
  | 'e-not-released'
  | 'user-information-differs'

/** Full price, or the difference to what the number has. */
export type Pricing = 'new' | 'upgrade'

/** What a message comes to, before anything is done about it. */
export type Judgement =
  | { kind: 'fetch'; type: LicenceType; number: string }
  | { kind: 'order'; type: LicenceType; number: string; pricing: Pricing }
  | { kind: 'refused'; refusal: 'not-registered' | Fault | 'released-already' }
  | { kind: 'orderable'; refusal: Orderable; type: LicenceType; number: string; pricing: Pricing }

/** Judges a message by rows 1 to 13 of docs/sms.md, in their order: the first that fits. */
export function judge(message: Message, facts: Facts): Judgement {
  if (!facts.registered) return { kind: 'refused', refusal: 'not-registered' }
  if (message.kind === 'fault') return { kind: 'refused', refusal: message.fault }
  const { command, type, number } = message.request
  const missing = missingFor(message.request, facts)
  if (command === 'fetch')
    return missing
      ? { kind: 'orderable', refusal: missing, type, number, pricing: pricingOf(missing) }
      : { kind: 'fetch', type, number }
  return missing
    ? { kind: 'order', type, number, pricing: pricingOf(missing) }
    : { kind: 'refused', refusal: 'released-already' }
}

/** Rows 8 to 12; null: it may be fetched. */
function missingFor({ type }: Request, { dongle, released }: Facts): Orderable | null {
  if (!dongle.any) return 'dongle-not-released'
  if (type.kind === 'points') {
    if (released.points === 0 && !released.e) return 'user-information-changed'
    return type.points > released.points ? 'points-not-released' : null
  }
  if (!dongle.e) return 'e-not-released'
  return released.e ? null : 'user-information-differs'
}

/** An order costs what the refusal of the same request would have told. */
function pricingOf(missing: Orderable): Pricing {
  return missing === 'points-not-released' || missing === 'e-not-released' ? 'upgrade' : 'new'
}
