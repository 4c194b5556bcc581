import { type Static, Type } from 'typebox'
import { PageQuery } from './query.ts'
import { Instant } from './schemas.ts'

/** Shapes of what two accounts agree on. */

const Side = Type.Enum(['giver', 'taker'])
const Email = Type.String({ minLength: 3, maxLength: 254, pattern: '^[^\\s@]+@[^\\s@]+$' })
const AccountId = Type.String({ maxLength: 64, description: 'Needed by whoever may choose among several' })
const Counts = Type.Record(Type.String(), Type.Integer())

export const HandOverBody = Type.Object(
  {
    deviceId: Type.Optional(Type.String({ maxLength: 64, description: 'Offer it: with email' })),
    email: Type.Optional(Email),
    imei: Type.Optional(Type.String({ maxLength: 32, description: 'Ask for a collar' })),
    caratId: Type.Optional(
      Type.String({ maxLength: 32, description: 'Ask for a dongle: its Carat-ID, or its licence number' }),
    ),
    accountId: Type.Optional(AccountId),
  },
  { $id: 'HandOverBody', additionalProperties: false },
)
export const MergeBody = Type.Object(
  { email: Email, accountId: Type.Optional(AccountId) },
  { $id: 'MergeBody', additionalProperties: false },
)
export const AgreementAsked = Type.Object(
  { id: Type.String() },
  { $id: 'AgreementAsked', description: 'The same whether or not there is such a device or address' },
)
export const ConsentBody = Type.Object(
  {
    side: Type.Optional(Side),
    accountId: Type.Optional(AccountId),
    reason: Type.Optional(Type.String({ maxLength: 500, description: 'Needed of staff, who act for one side' })),
  },
  { $id: 'ConsentBody', additionalProperties: false },
)
export const MergePlanShape = Type.Object(
  {
    gone: Type.Object({ accountId: Type.String(), name: Type.String() }),
    kept: Type.Object({ accountId: Type.String(), name: Type.String() }),
    moves: Type.Object({
      devices: Type.Integer(),
      users: Type.Integer(),
      codes: Type.Integer({ description: 'Codes that were used' }),
      credits: Type.Integer(),
      invoices: Type.Integer(),
      owed: Counts,
      due: Type.Integer({ description: 'Entries not invoiced yet' }),
      recipients: Type.Integer(),
      alarms: Type.Integer({ description: 'Alarms that were told' }),
    }),
    collisions: Type.Array(
      Type.Object({
        what: Type.Enum(['user', 'recipient', 'subscription', 'campaign', 'billing-profile']),
        settled: Type.Enum(['higher-level', 'joined', 'added', 'kept']),
        count: Type.Integer(),
      }),
    ),
    after: Type.Object({
      devices: Type.Integer(),
      users: Type.Integer(),
      credits: Type.Integer(),
      subscriptionEndsAt: Type.Optional(Instant),
      owed: Counts,
    }),
  },
  { $id: 'MergePlan', description: 'Money in minor units by currency' },
)
const SideAccount = Type.Optional(
  Type.Object({ accountId: Type.String(), name: Type.String() }, { description: 'Absent: known by an address only' }),
)
const Sides = Type.Object(
  { giver: SideAccount, taker: SideAccount },
  { description: 'For staff: whose accounts they are' },
)
export const AgreementShape = Type.Object(
  {
    id: Type.String(),
    kind: Type.Enum(['hand-over', 'merge']),
    state: Type.Enum(['open', 'done', 'cancelled', 'expired']),
    askedBy: Side,
    voices: Type.Array(Type.Object({ side: Side, staff: Type.Boolean() }), {
      description: 'The sides that you may speak for',
    }),
    confirmed: Type.Array(Side),
    imei: Type.Optional(Type.String()),
    caratId: Type.Optional(Type.String({ description: 'Of a dongle' })),
    deviceName: Type.Optional(Type.String()),
    cancelReason: Type.Optional(Type.String({ description: 'Why staff cancelled it, in their words' })),
    createdAt: Instant,
    expiresAt: Instant,
    plan: Type.Optional(MergePlanShape),
    sides: Type.Optional(Sides),
  },
  { $id: 'Agreement' },
)
export const OpenAgreementsQuery = Type.Object({
  ...PageQuery.properties,
  accountId: Type.Optional(Type.String({ maxLength: 64, description: 'What this account has asked for or was asked' })),
  kind: Type.Optional(Type.Enum(['hand-over', 'merge'])),
})
export const OpenAgreementList = Type.Object(
  { items: Type.Array(AgreementShape), next: Type.Union([Type.String(), Type.Null()]) },
  { $id: 'OpenAgreementList' },
)
export const AgreementList = Type.Object({ items: Type.Array(AgreementShape) }, { $id: 'AgreementList' })
export const Agreed = Type.Object(
  { outcome: Type.Enum(['confirmed', 'done', 'cancelled'], { description: 'confirmed: the other side has yet to' }) },
  { $id: 'Agreed' },
)
export type OpenAgreementsBody = Static<typeof OpenAgreementList>
export type AgreementBody = Static<typeof AgreementShape>
