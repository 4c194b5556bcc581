import { createHmac } from 'node:crypto'
import type { GatewayRequest } from '../../flows/sms/gateway.ts'
import { type Form, member, readForm, writeForm } from './form.ts'
import {
  basicAuthorization,
  type GatewayProfile,
  header,
  MalformedWebhook,
  needed,
  numberIn,
  textIn,
} from './profile.ts'
import { sameSecret } from './same-secret.ts'

/** Account SID, its primary Auth Token, and the number (E.164) or sender name. */
export type TwilioAccount = { account: string; token: string; from: string }

/** Message states (twilio.com/docs/messaging/api/message-resource): those of outbound messages. */
const STATES = {
  accepted: 'buffered',
  scheduled: 'buffered',
  queued: 'buffered',
  sending: 'buffered',
  sent: 'buffered',
  delivered: 'delivered',
  read: 'delivered',
  undelivered: 'failed',
  failed: 'failed',
  canceled: 'failed',
} as const

/** Refusals for which the account must be mended: the sender is not ours or cannot send SMS, its queue is full, the account stands still. */
const OURS = new Set([20003, 20429, 21212, 21603, 21606, 21611, 21659, 21660, 30001, 30002])

/** Twilio Programmable Messaging (twilio.com/docs/messaging). Its ids are those of whole messages. */
export function twilio(account: TwilioAccount): GatewayProfile {
  return {
    name: 'twilio',
    contentType: 'application/x-www-form-urlencoded',
    textCharacters_max: 1_600,
    challenge: null,
    // TwiML that does nothing (twilio.com/docs/usage/webhooks/messaging-webhooks).
    thanks: { status: 200, type: 'text/xml', body: '<?xml version="1.0" encoding="UTF-8"?><Response></Response>' },
    call: (sms, reportUrl) => ({
      url: `https://api.twilio.com/2010-04-01/Accounts/${encodeURIComponent(account.account)}/Messages.json`,
      headers: {
        authorization: basicAuthorization(account.account, account.token),
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: writeForm({ To: sms.to, From: sms.from ?? account.from, Body: sms.text, StatusCallback: reportUrl }),
    }),
    idOf: (json) => textIn(json, 'sid'),
    refusalOf: (json) => numberIn(json, 'code'),
    ours: OURS,
    proves: (request) => proven(request, account.token),
    inbound(body) {
      const form = formOf(body, account.account)
      const text = member(form, 'Body')
      if (text === null) throw new MalformedWebhook('Body')
      return {
        providerId: needed(member(form, 'MessageSid'), 'MessageSid'),
        from: needed(member(form, 'From'), 'From'),
        to: member(form, 'To'),
        text,
        sentAt: null,
      }
    },
    report(body) {
      const form = formOf(body, account.account)
      const status = needed(member(form, 'MessageStatus'), 'MessageStatus')
      if (!Object.hasOwn(STATES, status)) return null
      const code = member(form, 'ErrorCode')
      return {
        providerId: needed(member(form, 'MessageSid'), 'MessageSid'),
        state: STATES[status as keyof typeof STATES],
        ...(code !== null && /^\d{1,6}$/.test(code) ? { reason: code } : {}),
        at: null,
      }
    },
  }
}

/** @throws MalformedWebhook also for a message of another account */
function formOf(body: Uint8Array, account: string): Form {
  const form = readForm(body)
  if (form === null) throw new MalformedWebhook('form')
  if (member(form, 'AccountSid') !== account) throw new MalformedWebhook('AccountSid')
  return form
}

/**
 * `X-Twilio-Signature` (twilio.com/docs/usage/security): base64 of HMAC-SHA1 with the Auth Token over the address that Twilio called, then every member of the form
 * by name, name and value run together. Twilio names the port in that address in some cases and not in others, so both are tried, as its own library does.
 */
function proven(request: GatewayRequest, token: string): boolean {
  const offered = header(request, 'x-twilio-signature')
  const form = readForm(request.body)
  if (offered === null || form === null) return false
  const members = sorted(form)
  const known = [withoutPort(request.url), withPort(request.url)].map((url) =>
    sameSecret(offered, createHmac('sha1', token).update(`${url}${members}`, 'utf8').digest('base64')),
  )
  return known.includes(true)
}

/** By name in the order of code units; the values of a name that stands there twice by value, and each once. */
function sorted(form: Form): string {
  const values = new Map<string, Set<string>>()
  for (const [name, value] of form) values.set(name, (values.get(name) ?? new Set()).add(value))
  return [...values.keys()]
    .sort()
    .flatMap((name) => [...(values.get(name) ?? [])].sort().map((value) => name + value))
    .join('')
}

const ORIGIN = /^(https?):\/\/(\[[^\]]*\]|[^/:?#]*)(:\d+)?/

function withoutPort(url: string): string {
  return url.replace(ORIGIN, '$1://$2')
}

function withPort(url: string): string {
  return url.replace(ORIGIN, (_, scheme: string, host: string, port: string | undefined) => {
    return `${scheme}://${host}${port ?? (scheme === 'https' ? ':443' : ':80')}`
  })
}
