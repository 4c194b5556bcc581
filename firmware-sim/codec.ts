import { Encoder } from 'cbor-x'

/** Collar protocol §2: a payload is UTF-8 JSON or CBOR. */
export type Encoding = 'json' | 'cbor'

/** `null` stands in packed columns only, for what was not measured. */
export type Value = null | boolean | number | string | Uint8Array | readonly Value[] | Fields
export type Fields = { readonly [member: string]: Value }

/** Levels of nesting, the object itself being the first. */
const DEPTH_MAX = 8

/** Integers that CBOR may use for names (collar protocol §2). */
const NAMES =
  'now boot seq samples t lat lon acc alt spd crs bat rssi sim bytes iccid kind balance currency until key body sig pack mcc mnc'
const NAME_TO_KEY = new Map(NAMES.split(' ').map((name, at) => [name, at + 1]))
const KEY_TO_NAME = new Map(NAMES.split(' ').map((name, at) => [at + 1, name]))

// Plain RFC 8949: none of cbor-x's records, shared structures or tags of its own. `int64AsNumber` is read by its decoder but missing in its types.
const plainCbor: ConstructorParameters<typeof Encoder>[0] & { int64AsNumber: boolean; useTag259ForMaps: boolean } = {
  useRecords: false,
  mapsAsObjects: false,
  useTag259ForMaps: false,
  tagUint8Array: false,
  variableMapSize: true,
  int64AsNumber: true,
}
const cbor = new Encoder(plainCbor)

/** The bytes of an object: names and base64url in JSON, integer keys and byte strings in CBOR. Members in the order given. */
export function encode(fields: Fields, encoding: Encoding): Uint8Array {
  return encoding === 'json'
    ? Buffer.from(JSON.stringify(toJson(fields)))
    : Uint8Array.from(cbor.encode(toCbor(fields)))
}

/** The object in a payload, with names as keys whatever it was sent as; null if it is not one (collar protocol §2). */
export function decode(payload: Uint8Array): Fields | null {
  const first = payload[0] ?? 0
  try {
    if (first === 0x7b)
      return fromTree(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)), 1) as Fields
    if (first >= 0xa0 && first <= 0xbf) return fromTree(cbor.decode(payload), 1) as Fields
  } catch {
    // Every way of being unreadable is the same to a collar: `malformed`.
  }
  return null
}

/** A byte string as either encoding carries it; null for anything else, sloppy base64url included. */
export function bytesOf(value: Value | undefined): Uint8Array | null {
  if (value instanceof Uint8Array) return value
  if (typeof value !== 'string') return null
  const bytes = Buffer.from(value, 'base64url')
  return bytes.toString('base64url') === value ? bytes : null
}

function toJson(value: Value): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64url')
  if (isList(value)) return value.map(toJson)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toJson(member)]))
}

function toCbor(value: Value): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value)
  if (isList(value)) return value.map(toCbor)
  if (typeof value === 'object' && value !== null) {
    return new Map(Object.entries(value).map(([name, member]) => [NAME_TO_KEY.get(name) ?? name, toCbor(member)]))
  }
  // cbor-x writes integers beyond 32 bits as floats of 9 bytes unless they are BigInt.
  if (typeof value === 'number' && Number.isSafeInteger(value) && Math.abs(value) > 0x7fffffff) return BigInt(value)
  return value
}

function fromTree(tree: unknown, depth: number): Value {
  if (typeof tree === 'boolean' || typeof tree === 'string') return tree
  if (typeof tree === 'number' && Number.isFinite(tree)) return tree
  if (tree instanceof Uint8Array) return Uint8Array.from(tree)
  if (depth > DEPTH_MAX) throw new RangeError('nested too deep')
  if (Array.isArray(tree)) return tree.map((item) => fromTree(item, depth + 1))
  // Null, undefined, and what cbor-x makes of tags: dates, big integers, sets.
  if (!isObject(tree)) throw new TypeError('a value of no type that the protocol knows')
  const entries = tree instanceof Map ? [...tree] : Object.entries(tree)
  const fields = Object.fromEntries(entries.map(([key, member]) => [nameOf(key), fromTree(member, depth + 1)]))
  if (Object.keys(fields).length !== entries.length) throw new TypeError('a member comes twice')
  return fields
}

function nameOf(key: unknown): string {
  const name = typeof key === 'number' ? KEY_TO_NAME.get(key) : key
  // An unknown integer is an unknown member, to be ignored (§2): its name must only clash with no other.
  if (name === undefined) return `#${key}`
  if (typeof name !== 'string') throw new TypeError('a key that is neither text nor an integer')
  return name
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}

function isObject(tree: unknown): tree is Map<unknown, unknown> | Record<string, unknown> {
  return (
    tree instanceof Map ||
    (typeof tree === 'object' && tree !== null && Object.getPrototypeOf(tree) === Object.prototype)
  )
}
