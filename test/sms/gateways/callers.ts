import { createHmac } from 'node:crypto'
import twilioSdk from 'twilio'
import { ELKS_CALLER, elks } from '../../../src/sms/gateways/elks.ts'
import type { GatewayProfile } from '../../../src/sms/gateways/profile.ts'
import { sinch } from '../../../src/sms/gateways/sinch.ts'
import { twilio } from '../../../src/sms/gateways/twilio.ts'

/** A message from a phone, and a report, as a test says them. */
export type Said = { id: string; from: string; to: string; text: string }

/** How a gateway calls us: body, media type, and what proves the caller. */
export type Caller = {
  profile: GatewayProfile
  inbound(said: Said): string
  report(id: string, state: 'delivered' | 'failed' | 'buffered'): string
  /** @param now milliseconds since 1970 */
  headers(url: string, body: string, now: number): Record<string, string>
  /** The names of the headers that prove it. */
  proof: string[]
}

const OURS = '+46700000000'
export const ELKS = { user: 'u1', password: 'p-elks', from: OURS, webhookSecret: 'webhook-secret-of-46elks' }
export const TWILIO = { account: `AC${'0'.repeat(32)}`, token: 'twilio-token-of-the-test', from: OURS }
export const SINCH = {
  plan: 'plan1',
  token: 'sinch-token',
  region: 'eu' as const,
  from: OURS,
  webhookSecret: 'webhook-secret-of-sinch',
}

const FORM = 'application/x-www-form-urlencoded'
const form = (members: Record<string, string>): string => new URLSearchParams(members).toString()

const elksCaller: Caller = {
  profile: elks(ELKS),
  inbound: ({ id, from, to, text }) =>
    form({ direction: 'incoming', id, from, to, created: '2026-11-22T11:59:00.000000', message: text }),
  report: (id, state) =>
    form({
      id,
      status: state === 'buffered' ? 'sent' : state,
      ...(state === 'delivered' ? { delivered: '2026-11-22T11:59:30' } : {}),
    }),
  headers: () => ({
    'content-type': FORM,
    authorization: `Basic ${Buffer.from(`${ELKS_CALLER}:${ELKS.webhookSecret}`).toString('base64')}`,
  }),
  proof: ['authorization'],
}

const twilioCaller: Caller = {
  profile: twilio(TWILIO),
  inbound: ({ id, from, to, text }) =>
    form({
      ToCountry: 'SE',
      MessageSid: id,
      NumMedia: '0',
      From: from,
      To: to,
      Body: text,
      AccountSid: TWILIO.account,
    }),
  report: (id, state) =>
    form({
      MessageSid: id,
      MessageStatus: { delivered: 'delivered', failed: 'undelivered', buffered: 'sent' }[state],
      AccountSid: TWILIO.account,
      ...(state === 'failed' ? { ErrorCode: '30003' } : {}),
    }),
  // Twilio's own library signs: it is the judge of what we accept.
  headers: (url, body) => ({
    'content-type': FORM,
    'x-twilio-signature': twilioSdk.getExpectedTwilioSignature(
      TWILIO.token,
      url,
      Object.fromEntries(new URLSearchParams(body)),
    ),
  }),
  proof: ['x-twilio-signature'],
}

const sinchCaller: Caller = {
  profile: sinch(SINCH),
  inbound: ({ id, from, to, text }) =>
    JSON.stringify({
      type: 'mo_text',
      id,
      from: from.replace('+', ''),
      to: to.replace('+', ''),
      body: text,
      received_at: '2026-11-22T11:59:00.000Z',
    }),
  report: (id, state) =>
    JSON.stringify({
      type: 'recipient_delivery_report_sms',
      batch_id: id,
      recipient: '436641234567',
      code: state === 'failed' ? 402 : 0,
      status: { delivered: 'Delivered', failed: 'Failed', buffered: 'Dispatched' }[state],
      at: '2026-11-22T11:59:30.000Z',
    }),
  headers(_, body, now) {
    const nonce = '01JHFFHWYY7HSS4FWTMDTQEK8V'
    const timestamp = String(Math.floor(now / 1_000))
    const signed = createHmac('sha256', SINCH.webhookSecret).update(`${body}.${nonce}.${timestamp}`)
    return {
      'content-type': 'application/json',
      'x-sinch-webhook-signature': signed.digest('base64'),
      'x-sinch-webhook-signature-nonce': nonce,
      'x-sinch-webhook-signature-timestamp': timestamp,
      'x-sinch-webhook-signature-algorithm': 'HmacSHA256',
    }
  },
  proof: ['x-sinch-webhook-signature', 'x-sinch-webhook-signature-nonce', 'x-sinch-webhook-signature-timestamp'],
}

export const CALLERS: readonly Caller[] = [elksCaller, twilioCaller, sinchCaller]
