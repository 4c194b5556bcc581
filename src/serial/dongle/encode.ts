import { createHash } from 'node:crypto'

/** A command of the backend (docs/protocol/dongle.md §4, EXECUTE). */
export type Order = {
  /** UUID, with or without dashes. */
  id: string
  /** 1 to 2^53 - 1. */
  counter: number
  /** 16 hexadecimal characters. */
  licenceNumber: string
  /** The unlock code, 16 hexadecimal characters. */
  code: string
}

export const CHALLENGE_BYTES = 16
export const USER_INFORMATION_BYTES_MAX = 200
const NONE = '00000000'
const SUBSTITUTE = '00000001'

/** @throws RangeError when the text is not `bytes` bytes in hexadecimal */
export function bytesOfHex(text: string, bytes: number, what: string): Buffer {
  if (text.length !== 2 * bytes || !/^[0-9A-Fa-f]*$/.test(text))
    throw new RangeError(`${what} has ${2 * bytes} hexadecimal characters`)
  return Buffer.from(text, 'hex')
}

/** The payload of EXECUTE. @throws RangeError for a field of another form */
export function executeRequest({ id, counter, licenceNumber, code }: Order): Uint8Array {
  if (!Number.isSafeInteger(counter) || counter < 1) throw new RangeError(`no command counter: ${counter}`)
  const count = Buffer.alloc(8)
  count.writeBigUInt64BE(BigInt(counter))
  return Buffer.concat([
    bytesOfHex(id.replaceAll('-', ''), 16, 'a command id'),
    count,
    bytesOfHex(licenceNumber, 8, 'a licence number'),
    bytesOfHex(code, 8, 'an unlock code'),
  ])
}

/** The payload of USER-INFORMATION; null for a text that no dongle takes: more than 200 bytes of UTF-8, or half a character. */
export function userInformationRequest(text: string): Uint8Array | null {
  const bytes = Buffer.from(text, 'utf8')
  return text.isWellFormed() && bytes.length <= USER_INFORMATION_BYTES_MAX ? bytes : null
}

/** The fingerprint of user information (docs/protocol/dongle.md §5), 8 hexadecimal capitals. @param bytes UTF-8; none = none entered */
export function fingerprintOf(bytes: Uint8Array): string {
  if (bytes.length === 0) return NONE
  const digest = createHash('sha256').update('koppel/v1/user-information\0').update(bytes).digest('hex')
  const fingerprint = digest.slice(0, 8).toUpperCase()
  return fingerprint === NONE ? SUBSTITUTE : fingerprint
}
