import { createHash } from 'node:crypto'

/** Digits that a number has in common with itself in national and in international form. */
const DIGITS = 7

/**
 * By what a delivery report finds its part: the modem's number for it, 0 to 255, which soon comes again, and 16 bits of a hash of the receiver's last digits, too few to
 * tell who that is.
 */
export function partId(reference: number, to: string): string {
  const digits = to.replace(/[^0-9]/g, '').slice(-DIGITS)
  return `${reference}-${createHash('sha256').update(digits).digest('hex').slice(0, 4)}`
}
