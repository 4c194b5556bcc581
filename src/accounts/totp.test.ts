import { expect, test } from 'vitest'
import { totpStep, totpTold } from './totp.ts'

const SECRET = Buffer.from('12345678901234567890')

test('the vectors of RFC 6238 appendix B, as six digits', () => {
  const vectors = { 59: '287082', 1111111109: '081804', 1234567890: '005924', 20000000000: '353130' }
  for (const [seconds, code] of Object.entries(vectors))
    expect(totpStep(SECRET, code, Number(seconds) * 1_000), seconds).toBe(Math.floor(Number(seconds) / 30))
})

test('a code counts for one step to either side, and no further', () => {
  expect([0, 30, 60, 90, 120].map((seconds) => totpStep(SECRET, '287082', seconds * 1_000))).toEqual([
    1,
    1,
    1,
    null,
    null,
  ])
})

test('what is no code is none', () => {
  for (const code of ['', '28708', '2870822', '28708x', '٢٨٧٠٨٢', '\u0000'.repeat(6)])
    expect(totpStep(SECRET, code, 59_000)).toBeNull()
  expect(totpStep(SECRET, '287 082', 59_000)).toBe(1)
})

test('an authenticator is told issuer, address and secret', () => {
  const { secret, uri } = totpTold(SECRET, 'eva@example.org')
  expect(secret).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
  expect(uri).toContain('otpauth://totp/Koppel:eva')
  expect(uri).toContain(`secret=${secret}`)
})
