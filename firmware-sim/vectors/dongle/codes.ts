import type { Fields } from '../../codec.ts'
import { keyFromMaster } from '../../dongle/identity.ts'
import { mac } from '../../dongle/mac.ts'
import { fingerprintOf } from '../../dongle/user-information.ts'
import { hex } from '../cast.ts'
import { CARAT_ID, codeFor, KEY, MASTERS, numberUnder, OTHER_USER, USER } from './cast.ts'

/** Keys from masters (docs/protocol/dongle.md §1). */
export function keyVectors(): Fields[] {
  return MASTERS.flatMap(({ keyVersion, master }) =>
    [CARAT_ID, '00000001', 'FFFFFFFF'].map((caratId) => ({
      ...{ keyVersion, master: hex(master), caratId },
      key: hex(Buffer.from(keyFromMaster(master, caratId), 'base64url')),
    })),
  )
}

/** Fingerprints of user information (§5); one without is malformed. */
export function fingerprintVectors(): Fields[] {
  const texts: [string, Uint8Array][] = [
    ['none', Buffer.from('')],
    ['ASCII', Buffer.from('Anna')],
    ['two bytes a character', Buffer.from(USER)],
    ['four bytes a character', Buffer.from('🐕')],
    ['composed and decomposed are two texts (composed)', Buffer.from('\u00e5')],
    ['composed and decomposed are two texts (decomposed)', Buffer.from('a\u030a')],
    ['a zero byte inside', Buffer.from('A\0B')],
    ['200 bytes', Buffer.from('x'.repeat(200))],
    ['201 bytes', Buffer.from('x'.repeat(201))],
    ['half a character', Buffer.from([0x41, 0xc3])],
    ['an overlong form', Buffer.from([0xc0, 0x80])],
    ['a surrogate', Buffer.from([0xed, 0xa0, 0x80])],
    ['beyond the last character', Buffer.from([0xf4, 0x90, 0x80, 0x80])],
  ]
  return texts.map(([name, text]) => {
    const fingerprint = fingerprintOf(text)?.toUpperCase()
    return { name, text: hex(text), ...(fingerprint !== undefined && { fingerprint }) }
  })
}

/** Unlock codes for the cast's dongle (§1). `type`: points, or `E`. */
export function codeVectors(): Fields[] {
  const rows: [operation: number, counter: number, text: string][] = [
    [1, 1, USER],
    [5, 2, USER],
    [31, 1, USER],
    [254, 65_535, USER],
    [255, 1, USER],
    [255, 256, USER],
    [5, 2, OTHER_USER],
  ]
  return rows.map(([operation, counter, text]) => {
    const number = numberUnder(text)
    const code = codeFor(number, operation, counter)
    const shown = code.match(/.{4}/g)?.join('-') ?? ''
    return { licenceNumber: number, type: operation === 255 ? 'E' : operation, counter, code, shown }
  })
}

/** Proofs of identity (§4); `fits` says whether whoever holds the key may believe them. */
export function proofVectors(): Fields[] {
  const challenge = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex')
  const proof = (number: string, key = KEY): Uint8Array => {
    const licence = Buffer.from(number, 'hex')
    return mac(key, 'koppel/v1/dongle-identity', challenge, licence.subarray(0, 4), licence.subarray(4))
  }
  const [, second] = MASTERS
  const otherKey = Buffer.from(keyFromMaster(second?.master ?? KEY, CARAT_ID), 'base64url')
  const number = numberUnder(USER)
  const row = (name: string, licenceNumber: string, bytes: Uint8Array, fits: boolean): Fields => ({
    ...{ name, challenge: hex(challenge), licenceNumber, proof: hex(bytes), fits },
  })
  return [
    row('with user information', number, proof(number), true),
    row('without user information', `${CARAT_ID}00000000`, proof(`${CARAT_ID}00000000`), true),
    row('for another fingerprint', number, proof(numberUnder(OTHER_USER)), false),
    row('under the key of another version', number, proof(number, otherKey), false),
    row('a MAC of the other kind over the same bytes', number, wrongLabel(challenge, number), false),
  ]
}

function wrongLabel(challenge: Uint8Array, number: string): Uint8Array {
  return mac(KEY, 'koppel/v1/dongle-result', challenge, Buffer.from(number, 'hex'))
}
