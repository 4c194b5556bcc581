import type { Refusal } from '../std/problems.ts'
import type { Effect } from './effect.ts'
import type { NoPlace } from './place.ts'

/** The redemption as it was queued, at the instant `at`: a repeated request is answered from this alone, and so with the same words. */
export type Accepted = {
  kind: 'accepted'
  redemptionId: string
  family: string
  effect: Effect
  at: number
  notices: string[]
}
/** `retryAt`: milliseconds since 1970, with `too-many-attempts`. */
export type Refused = {
  kind: 'refused'
  refusal: Refusal
  params: Record<string, string | number>
  retryAt?: number
  /** When it was judged, milliseconds since 1970, and the name under which the audit has it: a repeated request is answered with the first one's. */
  at?: number
  reference?: string
}

/** An answer, and whether the same request sent again is to be told it again: a refusal that was only counted is judged anew instead. */
export type Decided<A> = { answer: A | Refused; lasting: boolean }

/** Everything that redeeming can come to. Plain data: it is stored as the answer under the idempotency key. */
export type RedeemOutcome = Accepted | Refused | { kind: 'key-reused' } | { kind: NoPlace } | { kind: 'no-sim' }

/** A refusal as a value. @param retryAt milliseconds since 1970, with `too-many-attempts` */
export function refused(refusal: Refusal, params: Record<string, string | number> = {}, retryAt?: number): Refused {
  return { kind: 'refused', refusal, params, ...(retryAt === undefined ? {} : { retryAt }) }
}
