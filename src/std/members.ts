import type { Encoding, PayloadObject, PayloadValue } from './payload.ts'

/** What is wrong with a member; a small fixed set, fit for a metric's label. */
export type MemberRefusal =
  | 'missing'
  | 'wrong-type'
  | 'out-of-range'
  | 'unknown-value'
  | 'bad-check-digit'
  | 'incomplete'
  | 'too-many'

/** `member` is always a name that the reader asked for, never one that the sender chose. */
export type MemberFault = { reason: MemberRefusal; member: string }

const NOTHING: PayloadObject = Object.freeze(Object.create(null))

/**
 * Reads the members of one payload object by name and type. The first fault is kept in `fault`; a reading at fault gives an empty value of
 * its type, so look at `fault` before using what was read. Members that nobody asks for are ignored (docs/protocol/collar.md §2).
 */
export class Members {
  readonly #object: PayloadObject
  readonly #encoding: Encoding
  #fault: MemberFault | null = null

  constructor(object: PayloadObject, encoding: Encoding) {
    this.#object = object
    this.#encoding = encoding
  }

  get fault(): MemberFault | null {
    return this.#fault
  }

  /** Records a fault that the caller found in what it read. */
  refuse(reason: MemberRefusal, member: string): void {
    this.#fault ??= { reason, member }
  }

  /** The same members with a fault of their own: for a part that may be wrong without costing the rest. */
  again(): Members {
    return new Members(this.#object, this.#encoding)
  }

  has(key: string): boolean {
    return this.#object[key] !== undefined
  }

  /** A finite number, min <= n <= max. */
  number(key: string, min: number, max: number): number {
    const value = this.#required(key)
    if (value === undefined) return 0
    if (typeof value !== 'number' && typeof value !== 'bigint') return this.#at(key, 'wrong-type', 0)
    if (typeof value === 'bigint' || !Number.isFinite(value) || value < min || value > max) {
      return this.#at(key, 'out-of-range', 0)
    }
    return value === 0 ? 0 : value // -0 is 0
  }

  /** A whole number, min <= n <= max, within 2^53 - 1. `1.0` is whole. */
  integer(key: string, min: number, max: number): number {
    const value = this.number(key, min, max)
    if (Number.isSafeInteger(value)) return value
    return this.#at(key, Number.isInteger(value) ? 'out-of-range' : 'wrong-type', 0)
  }

  /** Text of 1 to `length_max` UTF-16 units without control characters. */
  text(key: string, length_max: number): string {
    const value = this.#required(key)
    if (value === undefined) return ''
    if (typeof value !== 'string') return this.#at(key, 'wrong-type', '')
    if (value.length === 0 || value.length > length_max || /\p{Cc}/u.test(value))
      return this.#at(key, 'out-of-range', '')
    return value
  }

  /** One of the texts given. */
  oneOf<const T extends string>(key: string, values: readonly [T, ...T[]]): T {
    const value = this.#required(key)
    if (value === undefined) return values[0]
    if (typeof value !== 'string') return this.#at(key, 'wrong-type', values[0])
    return values.find((one) => one === value) ?? this.#at(key, 'unknown-value', values[0])
  }

  /** Bytes, at most `length_max`: a byte string in CBOR, base64url without padding (RFC 4648 §5) in JSON. */
  bytes(key: string, length_max: number): Uint8Array {
    const value = this.#required(key)
    if (value === undefined) return new Uint8Array()
    const bytes = this.#encoding === 'cbor' ? value : fromBase64url(value)
    if (!(bytes instanceof Uint8Array)) return this.#at(key, 'wrong-type', new Uint8Array())
    return bytes.length <= length_max ? bytes : this.#at(key, 'out-of-range', new Uint8Array())
  }

  /** The members of an object within. Its faults are its own. */
  object(key: string): Members {
    const value = this.#required(key)
    const object = asObject(value)
    if (value !== undefined && !object) this.refuse('wrong-type', key)
    return new Members(object ?? NOTHING, this.#encoding)
  }

  /** The elements of an array, 1 to `length_max` of them, as they are. */
  list(key: string, length_max: number): readonly PayloadValue[] {
    const value = this.#required(key)
    if (value === undefined) return []
    if (!Array.isArray(value)) return this.#at(key, 'wrong-type', [])
    if (value.length === 0) return this.#at(key, 'missing', [])
    return value.length <= length_max ? value : this.#at(key, 'too-many', [])
  }

  /** Like `list`, where an empty array says something too. */
  listOrEmpty(key: string, length_max: number): readonly PayloadValue[] {
    const value = this.#object[key]
    return Array.isArray(value) && value.length === 0 ? [] : this.list(key, length_max)
  }

  /** The members of an object that was made from these. */
  within(object: PayloadObject): Members {
    return new Members(object, this.#encoding)
  }

  /** The members of each object of an array, 1 to `length_max`; null for an element that is no object. */
  objects(key: string, length_max: number): (Members | null)[] {
    return this.list(key, length_max).map((element) => {
      const object = asObject(element)
      return object && this.within(object)
    })
  }

  #required(key: string): PayloadValue | undefined {
    const value = this.#object[key]
    if (value === undefined) this.refuse('missing', key)
    return value
  }

  #at<T>(member: string, reason: MemberRefusal, empty: T): T {
    this.refuse(reason, member)
    return empty
  }
}

function asObject(value: PayloadValue | undefined): PayloadObject | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Uint8Array) return null
  return value as PayloadObject
}

/** Null unless `value` is base64url in its one canonical form: Node's decoder skips what it does not know. */
function fromBase64url(value: PayloadValue): Uint8Array | null {
  if (typeof value !== 'string') return null
  const bytes = Buffer.from(value, 'base64url')
  return bytes.toString('base64url') === value ? bytes : null
}
