import { type Static, Type } from 'typebox'
import { GRANT_MAX, REASON } from '../flows/credits/grant.ts'
import { Instant, PRINTABLE } from './schemas.ts'

/** Shapes of recipients of alarms, of what they were told, of SMS credits and of pushes. */

const DEVICES_MAX = 200
const TimeOfDay = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', description: '00:00 to 23:59' })
export const QuietHours = Type.Object(
  { from: TimeOfDay, until: TimeOfDay },
  {
    $id: 'QuietHours',
    additionalProperties: false,
    description: 'By the account’s clocks, over midnight where from is later',
  },
)
export const NotChosen = Type.Union(
  [Type.Literal('device-not-chosen'), Type.Literal('class-not-chosen'), Type.Literal('quiet-hours')],
  { $id: 'NotChosen', description: 'The recipient wants it so' },
)
export const NoPush = Type.Union(
  [
    Type.Literal('no-user'),
    Type.Literal('no-session'),
    Type.Literal('signed-in-elsewhere'),
    Type.Literal('no-subscription'),
  ],
  { $id: 'NoPush', description: 'Why no push can reach its user' },
)
export const Silence = Type.Union(
  [NotChosen, NoPush, Type.Literal('suspended'), Type.Literal('not-confirmed'), Type.Literal('no-credits')],
  {
    $id: 'Silence',
    description: 'Why nothing came',
  },
)
export const Told = Type.Object(
  {
    id: Type.String(),
    at: Instant,
    kind: Type.Union([Type.Literal('alarm'), Type.Literal('notice'), Type.Literal('test')], {
      description: 'notice: that alarms end, or come on',
    }),
    alarmId: Type.Union([Type.String(), Type.Null()]),
    deviceId: Type.Union([Type.String(), Type.Null()]),
    rule: Type.Union([Type.String(), Type.Null()], { description: 'Of the alarm' }),
    device: Type.Union([Type.String(), Type.Null()], { description: 'Its name' }),
    step: Type.Union([Type.Literal('opened'), Type.Literal('closed'), Type.Null()]),
    silence: Type.Union([Silence, Type.Null()]),
    state: Type.Union(
      [
        Type.Literal('waiting'),
        Type.Literal('sent'),
        Type.Literal('delivered'),
        Type.Literal('opened'),
        Type.Literal('failed'),
        Type.Literal('unclear'),
        Type.Literal('forgotten'),
        Type.Null(),
      ],
      {
        description: 'What became of it; sent: a server, network or push service has taken it. null: nothing was sent',
      },
    ),
    reason: Type.Union([Type.String(), Type.Null()], {
      description: 'Why it failed or waits: a stable name, and what was said',
    }),
  },
  { $id: 'Told' },
)
export const ChosenDevice = Type.Object({ id: Type.String(), name: Type.String() }, { $id: 'ChosenDevice' })
const Way = Type.Union([Type.Literal('email'), Type.Literal('sms'), Type.Literal('push')])
export const Recipient = Type.Object(
  {
    id: Type.String(),
    way: Way,
    name: Type.String(),
    language: Type.String(),
    address: Type.Union([Type.String(), Type.Null()], {
      description: 'Masked for who may not change it; null for push',
    }),
    userId: Type.Union([Type.String(), Type.Null()], { description: 'Whose last sign-in pushes go to' }),
    confirmed: Type.Boolean({ description: 'false: nothing goes there until six digits were given back' }),
    devices: Type.Union([Type.Array(ChosenDevice), Type.Null()], {
      description: 'null: all, also later ones',
    }),
    security: Type.Boolean(),
    function: Type.Boolean(),
    quiet: Type.Union([QuietHours, Type.Null()], { description: 'Security alarms come at any hour' }),
    silences: Type.Array(Silence, { description: 'Why nothing, or not everything, comes at present' }),
    lately: Type.Array(Told),
  },
  { $id: 'Recipient' },
)
export const RecipientList = Type.Object(
  {
    accountId: Type.String(),
    timeZone: Type.String({ description: 'IANA; quiet hours go by it' }),
    timeZoneChosen: Type.Boolean({ description: 'false: by the account’s country' }),
    credits: Type.Integer({ description: 'SMS credits; an alarm by SMS costs one' }),
    manage: Type.Boolean({ description: 'Whether the asker may change them' }),
    items: Type.Array(Recipient),
  },
  { $id: 'RecipientList' },
)
const wishes = {
  name: Type.String({ minLength: 1, maxLength: 60, pattern: PRINTABLE }),
  language: Type.String({
    maxLength: 20,
    description: 'Of what it is told, e.g. sv. Absent where one is added: of a user their own, else the account’s',
  }),
  devices: Type.Union(
    [Type.Null(), Type.Array(Type.String({ maxLength: 64, pattern: PRINTABLE }), { maxItems: DEVICES_MAX })],
    { description: 'null: all, also later ones' },
  ),
  security: Type.Boolean(),
  function: Type.Boolean(),
  quiet: Type.Union([QuietHours, Type.Null()]),
}
export const RecipientBody = Type.Object(
  {
    accountId: Type.Optional(
      Type.String({ maxLength: 64, pattern: PRINTABLE, description: 'Needed by whoever may use several accounts' }),
    ),
    way: Way,
    address: Type.Optional(
      Type.String({ maxLength: 254, pattern: PRINTABLE, description: 'E-mail, or number with country code' }),
    ),
    userId: Type.Optional(
      Type.String({ maxLength: 64, pattern: PRINTABLE, description: 'For push; absent: the asker' }),
    ),
    name: wishes.name,
    language: Type.Optional(wishes.language),
    devices: Type.Optional(wishes.devices),
    security: Type.Optional(wishes.security),
    function: Type.Optional(wishes.function),
    quiet: Type.Optional(wishes.quiet),
  },
  { $id: 'RecipientBody', additionalProperties: false },
)
export const RecipientChange = Type.Partial(Type.Object(wishes), {
  $id: 'RecipientChange',
  additionalProperties: false,
})
export const RecipientAdded = Type.Object({ id: Type.String(), confirmed: Type.Boolean() }, { $id: 'RecipientAdded' })
export const ProofSent = Type.Object(
  { address: Type.String({ description: 'Masked' }), expiresAt: Instant },
  { $id: 'ProofSent' },
)
export const Tried = Type.Object(
  { queued: Type.Boolean(), silence: Type.Union([Silence, Type.Null()], { description: 'What stands in the way' }) },
  { $id: 'Tried' },
)
export const ToldList = Type.Object(
  { items: Type.Array(Told), next: Type.Union([Type.String(), Type.Null()]) },
  { $id: 'ToldList' },
)
export const TimeZoneBody = Type.Object(
  {
    accountId: Type.Optional(Type.String({ maxLength: 64, pattern: PRINTABLE })),
    timeZone: Type.Union([Type.String({ maxLength: 64 }), Type.Null()], { description: 'IANA; null: by the country' }),
  },
  { $id: 'TimeZoneBody', additionalProperties: false },
)

export const SpentFor = Type.Object(
  {
    kind: Type.Union([Type.Literal('alarm'), Type.Literal('notice'), Type.Literal('test')]),
    recipient: Type.String({ description: 'Its name' }),
    alarmId: Type.Union([Type.String(), Type.Null()]),
    rule: Type.Union([Type.String(), Type.Null()]),
    device: Type.Union([Type.String(), Type.Null()], { description: 'Its name' }),
  },
  { $id: 'SpentFor' },
)
export const CreditEntry = Type.Object(
  {
    id: Type.String(),
    entry: Type.Union([
      Type.Literal('code'),
      Type.Literal('granted'),
      Type.Literal('spent'),
      Type.Literal('given-back'),
    ]),
    credits: Type.Integer({ description: 'Below zero for what was spent' }),
    smsId: Type.Union([Type.String(), Type.Null()]),
    redemptionId: Type.Union([Type.String(), Type.Null()], { description: 'Of the code that brought them' }),
    reason: Type.Union([Type.String(), Type.Null()], { description: 'Why staff gave them' }),
    spentFor: Type.Union([SpentFor, Type.Null()]),
    at: Instant,
  },
  { $id: 'CreditEntry' },
)
export const CreditList = Type.Object(
  {
    accountId: Type.String(),
    accountName: Type.String(),
    credits: Type.Integer({ description: 'How many there are now: the sum of all entries' }),
    items: Type.Array(CreditEntry),
    next: Type.Union([Type.String(), Type.Null()]),
  },
  { $id: 'CreditList' },
)
export const CreditGrantBody = Type.Object(
  {
    credits: Type.Integer({ minimum: 1, maximum: GRANT_MAX }),
    reason: Type.String({
      minLength: REASON.min,
      maxLength: REASON.max,
      pattern: PRINTABLE,
      description: 'Why; the account’s people read it',
    }),
  },
  { $id: 'CreditGrantBody', additionalProperties: false },
)
export const CreditsGranted = Type.Object(
  { credits: Type.Integer({ description: 'The balance afterwards' }) },
  { $id: 'CreditsGranted' },
)

export const PushKey = Type.Object(
  {
    publicKey: Type.String({ description: 'What a browser subscribes to (RFC 8292), base64url' }),
    standing: Type.Union(
      [
        Type.Literal('ready'),
        Type.Literal('signed-in-elsewhere'),
        Type.Literal('no-subscription'),
        Type.Literal('forbidden'),
      ],
      { description: 'ready: alarms come to this session' },
    ),
  },
  { $id: 'PushKey' },
)
export const PushSubscriptionBody = Type.Object(
  {
    endpoint: Type.String({ maxLength: 1_000, pattern: PRINTABLE }),
    keys: Type.Object(
      {
        p256dh: Type.String({ maxLength: 100, pattern: '^[A-Za-z0-9_-]+$' }),
        auth: Type.String({ maxLength: 40, pattern: '^[A-Za-z0-9_-]+$' }),
      },
      { additionalProperties: false },
    ),
    expirationTime: Type.Optional(Type.Union([Type.Number(), Type.Null()])),
  },
  { $id: 'PushSubscriptionBody', additionalProperties: false },
)
export const PushReceiptBody = Type.Object(
  {
    receipt: Type.String({ maxLength: 64, pattern: '^[A-Za-z0-9_-]+$', description: 'From the push itself' }),
    said: Type.Union([Type.Literal('delivered'), Type.Literal('opened')]),
  },
  { $id: 'PushReceiptBody', additionalProperties: false },
)
export type RecipientShape = Static<typeof Recipient>
export type RecipientListShape = Static<typeof RecipientList>
export type ToldShape = Static<typeof Told>
export type CreditEntryShape = Static<typeof CreditEntry>
