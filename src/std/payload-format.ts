/** A value of a payload. `bigint` only for integers beyond 2^53, bytes only in CBOR. */
export type PayloadValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly PayloadValue[]
  | PayloadObject

/** An object of a payload with text keys and no prototype, so that no member can reach one. */
export type PayloadObject = { readonly [key: string]: PayloadValue }

export type Encoding = 'json' | 'cbor'

/** Why bytes are no payload at all; a small fixed set, fit for a metric's label. */
export type PayloadRefusal = 'too-large' | 'not-an-object' | 'malformed' | 'too-deep' | 'duplicate-key'

/** docs/protocol/collar.md §1: the largest packet; a payload cannot be larger. */
export const PAYLOAD_BYTES_MAX = 16_384
/** docs/protocol/collar.md §2; the payload's own object is the first level. */
export const PAYLOAD_LEVELS_MAX = 8

/** Thrown by the readers of the two encodings on their way to `readPayload`, never beyond it. Not an Error: a stack trace costs more than the reading. */
export class Unreadable {
  readonly reason: PayloadRefusal
  constructor(reason: PayloadRefusal) {
    this.reason = reason
  }
}
