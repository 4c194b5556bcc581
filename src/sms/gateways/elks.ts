import { member, readForm, writeForm } from './form.ts'
import {
  basicAuthorization,
  type GatewayProfile,
  header,
  instantOf,
  MalformedWebhook,
  needed,
  textIn,
} from './profile.ts'
import { sameSecret } from './same-secret.ts'

/** User and password of the API; sender number or name; the password that 46elks shows when it calls us. */
export type ElksAccount = { user: string; password: string; from: string; webhookSecret: string }

/** Whom 46elks calls itself in our addresses. */
export const ELKS_CALLER = 'koppel'

const STATES = { created: 'buffered', sent: 'buffered', delivered: 'delivered', failed: 'failed' } as const

/**
 * 46elks (46elks.se/docs). It does not sign: what it offers is Basic authentication in the address that it calls (docs/sms-delivery-reports). Its ids are those
 * of whole messages. The body of an answer to an inbound message would be sent as a reply (docs/receive-sms), so it must be empty.
 */
export function elks(account: ElksAccount): GatewayProfile {
  return {
    name: '46elks',
    contentType: 'application/x-www-form-urlencoded',
    textCharacters_max: 1_600,
    challenge: 'Basic realm="koppel", charset="UTF-8"',
    thanks: { status: 204, type: null, body: '' },
    call: (sms, reportUrl) => ({
      url: 'https://api.46elks.com/a1/sms',
      headers: {
        authorization: basicAuthorization(account.user, account.password),
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: writeForm({
        from: sms.from ?? account.from,
        to: sms.to,
        message: sms.text,
        whendelivered: reportUrl === null ? null : withCaller(reportUrl, account.webhookSecret),
      }),
    }),
    idOf: (json) => textIn(json, 'id'),
    refusalOf: () => null,
    ours: new Set(),
    proves: (request) =>
      sameSecret(header(request, 'authorization') ?? '', basicAuthorization(ELKS_CALLER, account.webhookSecret)),
    inbound(body) {
      const form = readForm(body)
      if (form === null) throw new MalformedWebhook('form')
      const text = member(form, 'message')
      if (text === null) throw new MalformedWebhook('message')
      return {
        providerId: needed(member(form, 'id'), 'id'),
        from: needed(member(form, 'from'), 'from'),
        to: member(form, 'to'),
        text,
        sentAt: utc(member(form, 'created')),
      }
    },
    report(body) {
      const form = readForm(body)
      if (form === null) throw new MalformedWebhook('form')
      const status = needed(member(form, 'status'), 'status')
      if (!Object.hasOwn(STATES, status)) throw new MalformedWebhook('status')
      return {
        providerId: needed(member(form, 'id'), 'id'),
        state: STATES[status as keyof typeof STATES],
        ...(status === 'failed' ? { reason: status } : {}),
        at: utc(member(form, 'delivered')),
      }
    },
  }
}

/** The address with the name and password that 46elks is to show there. */
function withCaller(url: string, secret: string): string {
  const address = new URL(url)
  address.username = ELKS_CALLER
  address.password = encodeURIComponent(secret)
  return address.href
}

/** Its instants are in UTC and do not say so: `2018-07-13T13:57:23.741000`. */
function utc(text: string | null): number | null {
  return text === null || /Z|[+-]\d\d:?\d\d$/.test(text) ? instantOf(text) : instantOf(`${text}Z`)
}
