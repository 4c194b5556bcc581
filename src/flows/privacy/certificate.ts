import { sign } from 'node:crypto'
import { publicBytes, signingKey } from '../../devices/signature.ts'
import { instantText } from '../../std/period.ts'
import type { House } from '../house.ts'
import { HOLDINGS } from './holdings.ts'

/** What the certificate of an erasure states. */
export type Erased = {
  closingId: string
  askedAt: number
  erasedAt: number
  /** Series of measurements, over every restart. */
  series: number
  /** Rows of each table that were deleted or pseudonymised. */
  rows: Readonly<Record<string, number>>
}

const LABEL = 'koppel/v1/erasure\0'

/**
 * A certificate that an account was erased, without a word of whose it was: what was deleted, what is kept under a pseudonym and why. Signed (Ed25519) with the
 * house's key for receipts, over the label and the text of `body`, so that whoever got it can show it later.
 * @returns JSON
 */
export function certificateOf({ keys }: Pick<House, 'keys'>, erased: Erased): string {
  const { closingId, askedAt, erasedAt, series, rows } = erased
  const stated = (is: 'deleted' | 'pseudonymised') =>
    HOLDINGS.filter(({ table, end }) => end.is === is && (rows[table] ?? 0) > 0).map(({ table, holds, end }) => {
      return { table, holds, rows: rows[table], ...(end.is === 'deleted' ? {} : { why: end.why }) }
    })
  const body = JSON.stringify({
    form: 'koppel-erasure-1',
    closing: closingId,
    askedAt: instantText(askedAt),
    erasedAt: instantText(erasedAt),
    measurementSeries: series,
    deleted: stated('deleted'),
    keptUnderAPseudonym: stated('pseudonymised'),
  })
  const key = keys.current('receipt-signing')
  const signing = signingKey(key.bytes)
  const sig = sign(null, Buffer.from(LABEL + body), signing)
  const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
  return JSON.stringify({ body, key: key.id, publicKey: base64url(publicBytes(signing)), sig: base64url(sig) }, null, 2)
}
