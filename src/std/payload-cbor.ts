import { decode, type Token, Tokenizer, Type } from 'cborg'
import { PAYLOAD_LEVELS_MAX, type PayloadObject, type PayloadValue, Unreadable } from './payload-format.ts'

/** docs/protocol/collar.md §2. */
const KEYS = new Map<unknown, string>(
  'now boot seq samples t lat lon acc alt spd crs bat rssi sim bytes iccid kind balance currency until key body sig pack mcc mnc'
    .split(' ')
    .map((name, index) => [index + 1, name]),
)

/** @throws Unreadable */
export function readCbor(bytes: Uint8Array): PayloadObject {
  const options = { allowBigInt: true, allowUndefined: false, useMaps: true, rejectDuplicateMapKeys: true }
  // A Buffer's slice shares its memory, and cborg slices: byte strings must outlive the frame that they came in.
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
  let decoded: unknown
  try {
    decoded = decode(plain, { ...options, tokenizer: new LevelledTokenizer(plain, options) })
  } catch (thrown) {
    if (thrown instanceof Unreadable) throw thrown
    throw new Unreadable(/repeat map key/.test(String(thrown)) ? 'duplicate-key' : 'malformed')
  }
  return bareObject(decoded as ReadonlyMap<unknown, unknown>)
}

/** Stops cborg, which recurses without a limit, at the level that the protocol allows. */
class LevelledTokenizer extends Tokenizer {
  /** Items still to come at each open level; Infinity where a break ends it. */
  readonly #open: number[] = []

  override next(): Token {
    const token = super.next()
    if (Type.equals(token.type, Type.break)) {
      // cborg 6.1.5 takes a break for the value of a map's member; counted here, such a one closes a level that cborg still holds open.
      if (this.#open.pop() !== Number.POSITIVE_INFINITY) throw new Unreadable('malformed')
      this.#itemEnded()
    } else if (Type.equals(token.type, Type.array)) this.#opened(Number(token.value))
    else if (Type.equals(token.type, Type.map)) this.#opened(2 * Number(token.value))
    else this.#itemEnded()
    return token
  }

  #opened(items: number): void {
    if (this.#open.length >= PAYLOAD_LEVELS_MAX) throw new Unreadable('too-deep')
    this.#open.push(items)
    if (items === 0) {
      this.#open.pop()
      this.#itemEnded()
    }
  }

  #itemEnded(): void {
    for (let level = this.#open.length - 1; level >= 0; level--) {
      const left = (this.#open[level] ?? 0) - 1
      this.#open[level] = left
      if (left > 0) return
      this.#open.pop()
    }
  }
}

function bareObject(map: ReadonlyMap<unknown, unknown>): PayloadObject {
  const object: Record<string, PayloadValue> = Object.create(null)
  for (const [key, value] of map) {
    const name = KEYS.get(key) ?? key
    if (typeof name === 'number' || typeof name === 'bigint') continue
    if (typeof name !== 'string') throw new Unreadable('malformed')
    if (name in object) throw new Unreadable('duplicate-key')
    object[name] = bareValue(value)
  }
  return object
}

function bareValue(value: unknown): PayloadValue {
  if (value instanceof Map) return bareObject(value)
  if (Array.isArray(value)) return value.map(bareValue)
  // cborg replaces invalid UTF-8, which RFC 8949 §5.3.1 calls invalid; U+FFFD itself has no place in any member.
  if (typeof value === 'string' && value.includes('\uFFFD')) throw new Unreadable('malformed')
  return value as null | boolean | number | bigint | string | Uint8Array
}
