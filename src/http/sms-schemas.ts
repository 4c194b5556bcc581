import { type Static, Type } from 'typebox'
import { TEXT_CHARACTERS_MAX } from '../flows/sms/outbox.ts'
import { SMS_STATES } from '../flows/sms/transition.ts'
import { HTTP_LIMITS } from './limits.ts'
import { Instant } from './schemas.ts'

/** Shapes of messages to phones. */

export const SmsState = Type.Enum([...SMS_STATES], {
  $id: 'SmsState',
  description:
    'queued: waits; sending: being handed over; handed-over: the network has it; delivered, failed: as the network reports, or never taken; unclear: it may have arrived',
})
export const Sms = Type.Object(
  {
    id: Type.String(),
    to: Type.Union([Type.String(), Type.Null()], { description: 'E.164; null once it has been erased' }),
    text: Type.Union([Type.String(), Type.Null()], { description: 'null once it has been erased' }),
    at: Instant,
    purpose: Type.String({ description: 'verification, answer, alarm, office or notice' }),
    state: SmsState,
    attempts: Type.Integer({ description: 'Times that it was tried to hand it over' }),
    parts: Type.Optional(Type.Integer({ description: 'Parts that the network took' })),
    transport: Type.Optional(Type.String({ description: 'The way by which it left' })),
    reason: Type.Optional(
      Type.String({ description: 'Why it failed or waits: a stable name, and behind a colon what the transport said' }),
    ),
    handedOverAt: Type.Optional(Instant),
    settledAt: Type.Optional(Instant),
    nextTryAt: Type.Optional(Instant),
  },
  { $id: 'Sms' },
)
export const SmsList = Type.Object(
  {
    items: Type.Array(Sms),
    next: Type.Union([Type.String(), Type.Null()]),
    transport: Type.String({ description: 'By which messages leave; `console`: they are shown here and not sent' }),
  },
  { $id: 'SmsList' },
)
export const SmsQuery = Type.Object({
  cursor: Type.Optional(Type.String({ description: '`next` of the page before' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: HTTP_LIMITS.pageItems_max, description: '50 without it' })),
  state: Type.Optional(Type.Enum([...SMS_STATES])),
})

export const SendSmsBody = Type.Object(
  {
    to: Type.String({ maxLength: 40, description: 'With country code, E.164' }),
    text: Type.String({ minLength: 1, maxLength: TEXT_CHARACTERS_MAX, description: 'At most ten parts or so' }),
  },
  { $id: 'SendSmsBody', additionalProperties: false },
)
export const AcceptedSms = Type.Object(
  { id: Type.String(), parts: Type.Integer({ description: 'Messages that the network will charge' }) },
  { $id: 'AcceptedSms' },
)
export const SmsTransportState = Type.Object(
  {
    name: Type.String({
      description: 'modem, 46elks, twilio, sinch, smpp, or console: messages are shown and not sent',
    }),
    ready: Type.Boolean(),
    why: Type.Optional(Type.String({ description: 'Why it is not ready' })),
    signalDbm: Type.Optional(Type.Number()),
    network: Type.Optional(Type.String()),
    waiting: Type.Integer({ description: 'Messages that are to be sent still, at most 1,000 counted' }),
    oldestAt: Type.Optional(Instant),
  },
  { $id: 'SmsTransportState' },
)

export type AcceptedSmsBody = Static<typeof AcceptedSms>
export type SmsTransportBody = Static<typeof SmsTransportState>
export type SmsBody = Static<typeof Sms>
