import { type Static, Type } from 'typebox'
import { HTTP_LIMITS } from './limits.ts'
import { Instant, PRINTABLE } from './schemas.ts'

/** Shapes of the SMS dialogue: numbers that may use it, what was said, and the licences that it is about. */

const Words = (maxLength: number) => Type.String({ maxLength, pattern: PRINTABLE })
const Language = Type.String({ pattern: '^[a-z]{2}$', description: 'Of the answers: de, en, sv' })
const LicenceNumber = Type.String({ pattern: '^[0-9A-Fa-f]{16}$', description: '16 hexadecimal characters' })

export const NumberRequestBody = Type.Object(
  {
    phone: Type.String({ maxLength: 40, description: 'With country code, E.164' }),
    name: Type.String({ minLength: 1, maxLength: 100, pattern: PRINTABLE }),
    company: Type.Optional(Words(100)),
    address: Type.Optional(Words(300)),
    email: Type.Optional(Words(200)),
    remark: Type.Optional(Words(500)),
    language: Type.Optional(Language),
    consent: Type.Literal(true, { description: 'To the processing of these data; recorded with its instant' }),
  },
  { $id: 'NumberRequestBody', additionalProperties: false },
)
export const NumberRequestTaken = Type.Object({ state: Type.Literal('requested') }, { $id: 'NumberRequestTaken' })
export const NumberRequest = Type.Object(
  {
    id: Type.String(),
    phone: Type.String(),
    name: Type.Optional(Type.String()),
    company: Type.Optional(Type.String()),
    address: Type.Optional(Type.String()),
    email: Type.Optional(Type.String()),
    remark: Type.Optional(Type.String()),
    language: Type.String(),
    consent: Type.String({ description: 'The wording that was agreed to' }),
    consentAt: Instant,
    state: Type.String({ description: 'requested, approved or rejected' }),
    reason: Type.Optional(Type.String()),
    decidedAt: Type.Optional(Instant),
  },
  { $id: 'NumberRequest' },
)
const DecisionState = Type.Enum(['requested', 'approved', 'rejected'])
export const NumberRequestQuery = Type.Object({
  cursor: Type.Optional(Type.String({ description: '`next` of the page before' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: HTTP_LIMITS.pageItems_max })),
  state: Type.Optional(DecisionState),
})
export const NumberRequestList = Type.Object(
  { items: Type.Array(NumberRequest), next: Type.Union([Type.String(), Type.Null()]) },
  { $id: 'NumberRequestList' },
)
const Payer = {
  accountId: Type.Optional(Type.String({ maxLength: 64, description: 'Of a customer that pays' })),
  account: Type.Optional(
    Type.Object(
      {
        name: Type.String({ minLength: 1, maxLength: 100, pattern: PRINTABLE }),
        country: Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2' }),
      },
      { additionalProperties: false, description: 'A new account, instead of `accountId`' },
    ),
  ),
}
export const ApprovalBody = Type.Object(
  { ...Payer, language: Type.Optional(Language) },
  { $id: 'ApprovalBody', additionalProperties: false },
)
export const RejectionBody = Type.Object(
  { reason: Type.String({ minLength: 1, maxLength: 200, pattern: PRINTABLE }) },
  { $id: 'RejectionBody', additionalProperties: false },
)
export const SmsNumberBody = Type.Object(
  {
    ...Payer,
    phone: Type.String({ maxLength: 40, description: 'With country code, E.164' }),
    language: Type.Optional(Language),
  },
  { $id: 'SmsNumberBody', additionalProperties: false },
)
export const RegisteredNumber = Type.Object(
  { id: Type.String(), accountId: Type.String() },
  { $id: 'RegisteredNumber' },
)
export const Decided = Type.Object({ state: Type.String() }, { $id: 'Decided' })
export const SmsNumber = Type.Object(
  {
    id: Type.String(),
    phone: Type.String(),
    accountId: Type.String(),
    accountName: Type.String(),
    language: Type.String(),
    state: Type.String({ description: 'active or withdrawn' }),
    registeredAt: Instant,
    withdrawnAt: Type.Optional(Instant),
  },
  { $id: 'SmsNumber' },
)
export const SmsNumberList = Type.Object(
  { items: Type.Array(SmsNumber), next: Type.Union([Type.String(), Type.Null()]) },
  { $id: 'SmsNumberList' },
)
export const DialogueEntry = Type.Object(
  {
    id: Type.String(),
    from: Type.String(),
    text: Type.String({ description: 'Codes masked' }),
    transport: Type.String(),
    accountId: Type.Optional(Type.String()),
    answer: Type.Optional(Type.String({ description: 'unlocked, ordered, or the name of the refusal' })),
    answerText: Type.Optional(Type.String({ description: 'Codes masked' })),
    suppressed: Type.Optional(Type.String({ description: 'Why the answer was not sent' })),
    state: Type.String({ description: 'Of the answer: as of messages to phones, or none' }),
    orderId: Type.Optional(Type.String()),
    numberId: Type.Optional(Type.String({ description: 'The registration of the sender, where there was one' })),
    receivedAt: Instant,
    answeredAt: Instant,
  },
  { $id: 'DialogueEntry' },
)
export const DialogueQuery = Type.Object({
  cursor: Type.Optional(Type.String({ description: '`next` of the page before' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: HTTP_LIMITS.pageItems_max })),
  answer: Type.Optional(
    Type.String({
      maxLength: 40,
      description: '`unlocked`, `ordered`, the name of a refusal, or `refused`: any of them',
    }),
  ),
  numberId: Type.Optional(
    Type.String({ maxLength: 64, description: 'A registration: what its number said, also before it was registered' }),
  ),
})
export const DialogueList = Type.Object(
  { items: Type.Array(DialogueEntry), next: Type.Union([Type.String(), Type.Null()]) },
  { $id: 'DialogueList' },
)
export const ReleaseBody = Type.Object(
  { licenceNumber: LicenceNumber, type: Type.String({ maxLength: 8, description: '`1P` to `254P`, or `E`' }) },
  { $id: 'ReleaseBody', additionalProperties: false },
)
export const Release = Type.Object(
  {
    id: Type.String(),
    licenceNumber: Type.String(),
    type: Type.String(),
    counter: Type.Integer(),
    orderId: Type.Optional(Type.String({ description: 'Absent: released by the office' })),
    at: Instant,
  },
  { $id: 'Release' },
)
export const ReleaseList = Type.Object({ items: Type.Array(Release) }, { $id: 'ReleaseList' })
export const ReleaseQuery = Type.Object({
  number: Type.String({
    pattern: '^([0-9A-Fa-f]{8}){1,2}$',
    description: 'A licence number, or the Carat-ID of a dongle',
  }),
})
export const OrderBody = Type.Object(
  {
    licenceNumber: LicenceNumber,
    type: Type.String({ maxLength: 8, description: '`1P` to `254P`, or `E`' }),
    accountId: Type.Optional(Type.String({ maxLength: 64, description: 'Needed by whoever may order for several' })),
  },
  { $id: 'OrderBody', additionalProperties: false },
)
export const Order = Type.Object(
  {
    id: Type.String(),
    number: Type.String({ description: 'By which people name it' }),
    accountId: Type.String(),
    accountName: Type.Optional(Type.String({ description: 'In lists' })),
    licenceNumber: Type.String(),
    type: Type.String(),
    pricing: Type.String({ description: 'new: full price; upgrade: the difference' }),
    amountMinor: Type.Integer({ description: 'Net, in minor units' }),
    currency: Type.String(),
    priceList: Type.Optional(Type.String({ description: 'By which it was priced; in lists' })),
    at: Instant,
  },
  { $id: 'Order' },
)
export const OrderPreview = Type.Object(
  {
    accountId: Type.String({ description: 'That pays' }),
    accountName: Type.String(),
    pricing: Type.String({ description: 'new: full price; upgrade: the difference' }),
    amountMinor: Type.Integer({ description: 'Net, in minor units' }),
    currency: Type.String(),
    priceList: Type.String(),
    heldPoints: Type.Integer({ description: 'Released for the licence number already; 0: none' }),
    toDongle: Type.Boolean({ description: 'The dongle is one of ours: the code is sent to it' }),
  },
  { $id: 'OrderPreview', description: 'What the order would come to; nothing has been done' },
)
export const OrderList = Type.Object(
  { items: Type.Array(Order), next: Type.Union([Type.String(), Type.Null()]) },
  { $id: 'OrderList' },
)
export const OrderQuery = Type.Object({
  cursor: Type.Optional(Type.String({ description: '`next` of the page before' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: HTTP_LIMITS.pageItems_max })),
  licenceNumber: Type.Optional(LicenceNumber),
})

export type ReleaseShape = Static<typeof Release>
export type OrderShape = Static<typeof Order>
export type NumberRequestShape = Static<typeof NumberRequest>
export type SmsNumberShape = Static<typeof SmsNumber>
export type DialogueShape = Static<typeof DialogueEntry>
