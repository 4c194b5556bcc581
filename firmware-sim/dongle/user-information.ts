import { createHash } from 'node:crypto'
import { NO_FINGERPRINT } from './memory.ts'

export const USER_INFORMATION_BYTES_MAX = 200
/** All zeros would say that none is entered (docs/protocol/dongle.md §5). */
const IN_PLACE_OF_ZEROS = '00000001'

/** The fingerprint of a text, 4 bytes in hexadecimal; zeros for no text; null for one that is too long or not UTF-8 (RFC 3629). */
export function fingerprintOf(text: Uint8Array): string | null {
  if (text.length > USER_INFORMATION_BYTES_MAX || !isUtf8(text)) return null
  if (text.length === 0) return NO_FINGERPRINT
  const hash = createHash('sha256').update('koppel/v1/user-information\0', 'ascii').update(text).digest('hex')
  const first = hash.slice(0, NO_FINGERPRINT.length)
  return first === NO_FINGERPRINT ? IN_PLACE_OF_ZEROS : first
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
