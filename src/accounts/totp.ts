import { Secret, TOTP } from 'otpauth'

/** RFC 4226 §4 R6: 160 bits, as long as the HMAC's output. */
export const TOTP_SECRET_BYTES = 20

/** What every authenticator reads alike (RFC 6238 §4): SHA-1, six digits, 30 seconds. */
const KIND = { issuer: 'Koppel', algorithm: 'SHA1', digits: 6, period: 30 }

/** One step to either side, for clocks that differ (RFC 6238 §5.2). */
const WINDOW = 1

/** A secret as a person enters it, and as an authenticator scans it. @param email whose it is, shown beside the digits */
export function totpTold(secret: Uint8Array, email: string): { secret: string; uri: string } {
  const totp = new TOTP({ ...KIND, label: email, secret: secretOf(secret) })
  return { secret: totp.secret.base32, uri: totp.toString() }
}

/** The time step whose code was given; null: it is none of the present ones. @param at milliseconds since 1970 */
export function totpStep(secret: Uint8Array, code: string, at: number): number | null {
  const token = code.replaceAll(' ', '')
  if (!/^[0-9]{6}$/.test(token)) return null
  const totp = new TOTP({ ...KIND, secret: secretOf(secret) })
  const delta = totp.validate({ token, timestamp: at, window: WINDOW })
  return delta === null ? null : totp.counter({ timestamp: at }) + delta
}

function secretOf(secret: Uint8Array): Secret {
  return new Secret({ buffer: Uint8Array.from(secret).buffer })
}
