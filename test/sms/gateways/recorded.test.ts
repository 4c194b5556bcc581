import { expect, test } from 'vitest'
import { elks } from '../../../src/sms/gateways/elks.ts'
import { sinch } from '../../../src/sms/gateways/sinch.ts'
import { twilio } from '../../../src/sms/gateways/twilio.ts'
import { ELKS, SINCH, TWILIO } from './callers.ts'

// What stands here was not made by us: each request is from the documentation or the library that is named, letter by letter.

const request = (url: string, headers: Record<string, string>, body: string) => ({
  url,
  headers: new Map(Object.entries(headers).map(([name, value]) => [name, [value]])),
  body: Buffer.from(body),
})

test('46elks: the inbound message of its documentation (46elks.se/docs/receive-sms)', () => {
  const body =
    'direction=incoming&id=sf8425555e5d8db61dda7a7b3f1b91bdb&from=%2B46706861004&to=%2B46706860000&' +
    'created=2018-07-13T13%3A57%3A23.741000&message=Hello%20how%20are%20you%3F'
  expect(elks(ELKS).inbound(Buffer.from(body))).toEqual({
    providerId: 'sf8425555e5d8db61dda7a7b3f1b91bdb',
    from: '+46706861004',
    to: '+46706860000',
    text: 'Hello how are you?',
    sentAt: Date.UTC(2018, 6, 13, 13, 57, 23, 741),
  })
})

test('46elks: the answer to a call (46elks.se/docs/show-sms-id)', () => {
  const answer =
    '{"id": "s3633fa8e62f823e52fbc67ebf6925ab5", "direction": "incoming", "from": "SMSElk", ' +
    '"created": "2016-08-18T09:55:31.116000", "to": "+46700000000", "message": "I\'m not a moose."}'
  expect(elks(ELKS).idOf(JSON.parse(answer))).toBe('s3633fa8e62f823e52fbc67ebf6925ab5')
})

/** The body, the four headers and the secret by which Sinch's own Java library tests its check (sinch/sinch-sdk-java, WebHooksServiceTest). */
const SIGNED_BY_SINCH = {
  secret: 'SMSWebhooksSecret',
  at: 1_736_760_161_000,
  headers: {
    'x-sinch-webhook-signature': 'ZoHei66PPN/kZjw7hFVfGhJOnml3iGNCMWoyQVcE5o0=',
    'x-sinch-webhook-signature-algorithm': 'HmacSHA256',
    'x-sinch-webhook-signature-nonce': '01JHFFHWYY7HSS4FWTMDTQEK8V',
    'x-sinch-webhook-signature-timestamp': '1736760161',
  },
  body:
    '{"at":"2025-01-13T09:22:40.914Z","batch_id":"01JHFFHQ0P99JPPNQPJDV7JTBP","client_reference":"a client reference","code":0,' +
    '"operator_status_at":"2025-01-13T09:22:00Z","recipient":"33662162466","status":"Delivered","type":"recipient_delivery_report_sms"}',
}

test('Sinch: a delivery report that Sinch signed', () => {
  const { secret, at, headers, body } = SIGNED_BY_SINCH
  const profile = sinch({ ...SINCH, webhookSecret: secret })
  expect(profile.proves(request('https://koppel.example/x', headers, body), at + 1_000)).toBe(true)
  expect(sinch(SINCH).proves(request('https://koppel.example/x', headers, body), at + 1_000)).toBe(false)
  expect(profile.report(Buffer.from(body))).toEqual({
    providerId: '01JHFFHQ0P99JPPNQPJDV7JTBP',
    state: 'delivered',
    at: Date.UTC(2025, 0, 13, 9, 22),
  })
})

test('Sinch: a dispatched message (developers.sinch.com, tutorial on delivery reports)', () => {
  const body =
    '{"at": "2024-06-07T14:03:26.536Z", "batch_id": "01J06CY78GZ2F74YZNNH2VBWR6", "code": 401, "recipient": "447..3", ' +
    '"status": "Dispatched", "type": "recipient_delivery_report_sms"}'
  expect(sinch(SINCH).report(Buffer.from(body))).toMatchObject({ state: 'buffered', reason: 'Dispatched 401' })
})

test('Sinch: the answer to a call (developers.sinch.com, HTTP status codes)', () => {
  const answer =
    '{"id": "9dfn32n423kljklj234", "from": "12345", "to": ["+15551231212"], "body": "Hello! How are you?", ' +
    '"created_at": "2022-02-25T23:01:01Z", "modified_at": "2022-02-25T23:01:01Z", "canceled": false}'
  expect(sinch(SINCH).idOf(JSON.parse(answer))).toBe('9dfn32n423kljklj234')
})

test('Twilio: the signature that its documentation works out (twilio.com/docs/usage/security)', () => {
  const params = {
    CallSid: 'CA1234567890ABCDE',
    Caller: '+14158675309',
    Digits: '1234',
    From: '+14158675309',
    To: '+18005551212',
  }
  const signed = request(
    'https://mycompany.com/myapp.php?foo=1&bar=2',
    { 'x-twilio-signature': 'RSOYDt4T1cUTdK1PDd93/VVr8B8=' },
    new URLSearchParams(params).toString(),
  )
  expect(twilio({ ...TWILIO, token: '12345' }).proves(signed, 0)).toBe(true)
  expect(twilio({ ...TWILIO, token: '12346' }).proves(signed, 0)).toBe(false)
})
