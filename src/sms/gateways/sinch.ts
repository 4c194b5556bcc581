import { createHmac } from 'node:crypto'
import type { GatewayRequest } from '../../flows/sms/gateway.ts'
import { GATEWAY_LIMITS } from './limits.ts'
import { type GatewayProfile, header, instantOf, MalformedWebhook, needed, numberIn, textIn } from './profile.ts'
import { sameSecret } from './same-secret.ts'

/** Service plan, its API token and region, the sender, and the secret of its webhooks. */
export type SinchAccount = { plan: string; token: string; region: SinchRegion; from: string; webhookSecret: string }

/** Where a service plan lives (developers.sinch.com/docs/sms/api-reference). */
export const SINCH_REGIONS = ['eu', 'us', 'au', 'br', 'ca'] as const
export type SinchRegion = (typeof SINCH_REGIONS)[number]

/** Delivery report statuses (developers.sinch.com/docs/sms/api-reference/sms/delivery-reports). `Unknown` came to the SMSC and was not heard of again. */
const STATES = {
  Queued: 'buffered',
  Dispatched: 'buffered',
  Unknown: 'buffered',
  Delivered: 'delivered',
  Aborted: 'failed',
  Cancelled: 'failed',
  Rejected: 'failed',
  Deleted: 'failed',
  Failed: 'failed',
  Expired: 'failed',
} as const

/**
 * How old a signed request may be. Sinch tries again for up to 22 h 45 min and does not say that it signs each try anew; a younger limit could cost messages after an
 * outage of ours. A request that is played back within this time is the same message by its id, and answered once.
 */
const REPLAY_MS_MAX = 24 * 3_600_000

/** Sinch SMS REST API (developers.sinch.com/docs/sms). A message to one number is a batch of one; its id is that of the batch. */
export function sinch(account: SinchAccount): GatewayProfile {
  return {
    name: 'sinch',
    contentType: 'application/json',
    textCharacters_max: 2_000,
    challenge: null,
    thanks: { status: 200, type: null, body: '' },
    call: (sms, reportUrl) => ({
      url: `https://${account.region}.sms.api.sinch.com/xms/v1/${encodeURIComponent(account.plan)}/batches`,
      headers: { authorization: `Bearer ${account.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        type: 'mt_text',
        from: sms.from ?? account.from,
        to: [sms.to],
        body: sms.text,
        ...(reportUrl === null ? {} : { delivery_report: 'per_recipient', callback_url: reportUrl }),
      }),
    }),
    idOf: (json) => textIn(json, 'id'),
    refusalOf: () => null,
    ours: new Set(),
    proves: (request, now) => proven(request, account.webhookSecret, now),
    inbound(body) {
      const json = objectIn(body)
      if (textIn(json, 'type') !== 'mo_text') throw new MalformedWebhook('type')
      const text = textIn(json, 'body')
      if (text === null) throw new MalformedWebhook('body')
      return {
        providerId: needed(textIn(json, 'id'), 'id'),
        from: international(needed(textIn(json, 'from'), 'from')),
        to: textIn(json, 'to') === null ? null : international(needed(textIn(json, 'to'), 'to')),
        text,
        sentAt: instantOf(textIn(json, 'sent_at') ?? textIn(json, 'received_at')),
      }
    },
    report(body) {
      const json = objectIn(body)
      if (textIn(json, 'type') !== 'recipient_delivery_report_sms') return null
      const status = needed(textIn(json, 'status'), 'status')
      if (!Object.hasOwn(STATES, status)) return null
      const state = STATES[status as keyof typeof STATES]
      return {
        providerId: needed(textIn(json, 'batch_id'), 'batch_id'),
        state,
        ...(state === 'delivered' ? {} : { reason: `${status} ${numberIn(json, 'code') ?? ''}`.trim() }),
        at: instantOf(textIn(json, 'operator_status_at') ?? textIn(json, 'at')),
      }
    },
  }
}

/** `X-Sinch-Webhook-Signature`: base64 of HMAC-SHA256 with the secret over body, nonce and timestamp, with dots between; the timestamp in seconds since 1970. */
function proven(request: GatewayRequest, secret: string, now: number): boolean {
  const offered = header(request, 'x-sinch-webhook-signature')
  const nonce = header(request, 'x-sinch-webhook-signature-nonce')
  const timestamp = header(request, 'x-sinch-webhook-signature-timestamp')
  const algorithms = request.headers.get('x-sinch-webhook-signature-algorithm') ?? []
  if (offered === null || nonce === null || timestamp === null || !/^\d{1,12}$/.test(timestamp)) return false
  if (algorithms.some((algorithm) => algorithm !== 'HmacSHA256')) return false
  const wanted = createHmac('sha256', secret).update(request.body).update(`.${nonce}.${timestamp}`, 'utf8')
  if (!sameSecret(offered, wanted.digest('base64'))) return false
  const age_ms = now - Number(timestamp) * 1_000
  return age_ms <= REPLAY_MS_MAX && age_ms >= -GATEWAY_LIMITS.clockSkew_ms_max
}

function objectIn(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    throw new MalformedWebhook('body')
  }
}

/** Sinch leaves the plus sign out. Short numbers are no international ones. */
function international(address: string): string {
  return /^[1-9]\d{6,14}$/.test(address) ? `+${address}` : address
}
