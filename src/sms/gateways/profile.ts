import type { GatewayRequest } from '../../flows/sms/gateway.ts'
import type { DeliveryReport, IncomingSms, OutgoingSms } from '../../flows/sms/transport.ts'

/** A request to a gateway. */
export type Call = { url: string; headers: Record<string, string>; body: string }

/** A gateway's answer: its body read as JSON, or null where it is none. */
export type CallAnswer = { status: number; json: unknown }

/** What the gateway tells of a phone's message, without what this house adds. */
export type Told = Omit<IncomingSms, 'transport'>

/** `null` time: the gateway does not say. */
export type ToldReport = Omit<DeliveryReport, 'transport' | 'at'> & { at: number | null }

/** A member that is missing or makes no sense; the message names it and says nothing of its value. */
export class MalformedWebhook extends Error {
  readonly field: string
  constructor(field: string) {
    super(`the gateway's ${field} cannot be read`)
    this.field = field
  }
}

/** One gateway, declared: how it is called, how its calls are proven and read. Nothing in here waits, sends or stores. */
export type GatewayProfile = {
  name: '46elks' | 'twilio' | 'sinch'
  /** Media type of its webhooks. */
  contentType: string
  /** Longest text that it takes, in UTF-16 code units. */
  textCharacters_max: number
  /** What to ask a caller for who proves nothing; null where a challenge would be of no use. */
  challenge: string | null
  /** What it wants to hear when a phone's message has been taken. */
  thanks: { status: 200 | 204; type: string | null; body: string }
  /** @param reportUrl where it should tell what becomes of the message; null = nowhere */
  call(sms: OutgoingSms, reportUrl: string | null): Call
  /** Its id of the message that it has taken; null when the answer holds none. */
  idOf(json: unknown): string | null
  /** Its own number for why it refused, fit for a log; null when it gives none. */
  refusalOf(json: unknown): number | null
  /** Refusals that are about the account or the sender, not about this message: it can go out when somebody has set that right. */
  ours: ReadonlySet<number>
  /** Whether the request is from this gateway. @param now milliseconds since 1970 */
  proves(request: GatewayRequest, now: number): boolean
  /** @throws MalformedWebhook */
  inbound(body: Uint8Array): Told
  /** Null for a report that says nothing that we keep. @throws MalformedWebhook */
  report(body: Uint8Array): ToldReport | null
}

/** A member of a JSON object; null unless it is a text. */
export function textIn(json: unknown, name: string): string | null {
  const value = typeof json === 'object' && json !== null ? (json as Record<string, unknown>)[name] : undefined
  return typeof value === 'string' ? value : null
}

/** A member of a JSON object; null unless it is a whole number. */
export function numberIn(json: unknown, name: string): number | null {
  const value = typeof json === 'object' && json !== null ? (json as Record<string, unknown>)[name] : undefined
  return Number.isSafeInteger(value) ? (value as number) : null
}

/** The only value of a header; null when it is absent or came twice. */
export function header(request: GatewayRequest, name: string): string | null {
  const values = request.headers.get(name) ?? []
  return values.length === 1 ? (values[0] ?? null) : null
}

/** The text. @throws MalformedWebhook when it is absent, empty or longer than any id or number */
export function needed(value: string | null, field: string): string {
  if (value === null || value === '' || value.length > 100) throw new MalformedWebhook(field)
  return value
}

/** `Authorization: Basic` (RFC 7617). */
export function basicAuthorization(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`
}

/** Milliseconds since 1970; null for what is no instant. */
export function instantOf(text: string | null): number | null {
  const at = text === null ? Number.NaN : Date.parse(text)
  return Number.isFinite(at) ? at : null
}
