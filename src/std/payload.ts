import { readCbor } from './payload-cbor.ts'
import {
  type Encoding,
  PAYLOAD_BYTES_MAX,
  type PayloadObject,
  type PayloadRefusal,
  Unreadable,
} from './payload-format.ts'
import { readJson } from './payload-json.ts'

export type { Encoding, PayloadObject, PayloadRefusal, PayloadValue } from './payload-format.ts'

/** An object, or why the bytes are none. */
export type PayloadRead =
  | { ok: true; encoding: Encoding; object: PayloadObject }
  | { ok: false; reason: PayloadRefusal }

/**
 * Reads one object from JSON or CBOR, told apart by the first byte (docs/protocol/collar.md §2). Integer keys of CBOR become their text.
 * Depth is counted while reading, so that hostile nesting costs no more than its first levels. Values are not judged: NaN and infinities
 * of CBOR pass here, because one bad number must not cost the 499 good samples beside it; `Members` refuses them where they are read.
 */
export function readPayload(bytes: Uint8Array): PayloadRead {
  if (bytes.length > PAYLOAD_BYTES_MAX) return { ok: false, reason: 'too-large' }
  const first = bytes[0]
  try {
    if (first === 0x7b) return { ok: true, encoding: 'json', object: readJson(bytes) }
    if (first !== undefined && first >= 0xa0 && first <= 0xbf) {
      return { ok: true, encoding: 'cbor', object: readCbor(bytes) }
    }
    return { ok: false, reason: 'not-an-object' }
  } catch (thrown) {
    if (thrown instanceof Unreadable) return { ok: false, reason: thrown.reason }
    throw thrown
  }
}
