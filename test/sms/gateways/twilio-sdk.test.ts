import fc from 'fast-check'
import sdk from 'twilio'
import { expect, test } from 'vitest'
import { twilio } from '../../../src/sms/gateways/twilio.ts'
import { TWILIO } from './callers.ts'

// Twilio's own library is the judge of a signature, in both directions.

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,12}$/)
const value = fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => text.toWellFormed())
const values = fc.oneof(value, fc.array(value, { minLength: 2, maxLength: 3 }))
const params = fc.dictionary(name, values, { maxKeys: 12, noNullPrototype: true })
const url = fc.constantFrom(
  'https://koppel.example/api/v1/sms/gateways/twilio/inbound',
  'https://koppel.example:8443/api/v1/sms/gateways/twilio/reports?a=b%20c',
  'http://koppel.example:8080/api/v1/sms/gateways/twilio/inbound?x=1&y=%C3%A5',
  'https://[2001:db8::1]/api/v1/sms/gateways/twilio/inbound',
)
type Params = Record<string, string | string[]>

function asForm(members: Params): string {
  const form = new URLSearchParams()
  for (const [each, given] of Object.entries(members)) for (const one of [given].flat()) form.append(each, one)
  return form.toString()
}

const accepts = (signature: string, at: string, members: Params): boolean =>
  twilio(TWILIO).proves(
    { url: at, headers: new Map([['x-twilio-signature', [signature]]]), body: Buffer.from(asForm(members)) },
    0,
  )

test('what the library signs is accepted', () => {
  fc.assert(
    fc.property(url, params, (at, members) => {
      expect(accepts(sdk.getExpectedTwilioSignature(TWILIO.token, at, members), at, members)).toBe(
        // With a port in the address the library signs with it, and checks without it or with the usual one.
        sdk.validateRequest(TWILIO.token, sdk.getExpectedTwilioSignature(TWILIO.token, at, members), at, members),
      )
    }),
  )
})

test('what is signed for one request is accepted for another exactly where the library accepts it', () => {
  fc.assert(
    fc.property(url, params, url, params, (signedAt, signed, at, members) => {
      const signature = sdk.getExpectedTwilioSignature(TWILIO.token, signedAt, signed)
      expect(accepts(signature, at, members)).toBe(sdk.validateRequest(TWILIO.token, signature, at, members))
    }),
  )
})

test('another token signs nothing', () => {
  fc.assert(
    fc.property(url, params, (at, members) => {
      expect(accepts(sdk.getExpectedTwilioSignature('another', at, members), at, members)).toBe(false)
    }),
  )
})
