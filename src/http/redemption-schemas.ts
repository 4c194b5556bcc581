import { type Static, Type } from 'typebox'
import { Instant, SimKind } from './schemas.ts'

/** Shapes of redemptions, their effects and previews. */

export const RedemptionState = Type.Union(
  [
    Type.Literal('queued'),
    Type.Literal('sent'),
    Type.Literal('applied'),
    Type.Literal('refused'),
    Type.Literal('cancelled'),
    Type.Literal('expired'),
  ],
  { $id: 'RedemptionState' },
)
export const RedeemBody = Type.Object(
  { code: Type.String({ minLength: 1, maxLength: 512, description: 'As typed; spaces and dashes do not count' }) },
  { $id: 'RedeemBody', additionalProperties: false },
)
export const RedeemOnAccountBody = Type.Object(
  {
    code: Type.String({ minLength: 1, maxLength: 512 }),
    accountId: Type.Optional(Type.String({ maxLength: 64, description: 'Needed by a user of several accounts' })),
  },
  { $id: 'RedeemOnAccountBody', additionalProperties: false },
)
export const SimState = Type.Object(
  {
    balanceMinor: Type.Optional(Type.Integer()),
    currency: Type.Optional(Type.String()),
    validUntil: Type.Optional(Instant),
  },
  { $id: 'SimState' },
)
export const SimEffect = Type.Object(
  {
    type: Type.Union([Type.Literal('sim-extend'), Type.Literal('sim-top-up')]),
    simKind: SimKind,
    iccid: Type.String(),
    period: Type.Optional(Type.String({ description: 'sim-extend: ISO 8601 period' })),
    amountMinor: Type.Optional(Type.Integer({ description: 'sim-top-up' })),
    currency: Type.Optional(Type.String()),
    until: Type.Optional(
      Type.String({
        format: 'date-time',
        description: 'sim-extend: the end that was sent to the device; fixed when first sent',
      }),
    ),
    before: Type.Optional(SimState),
    after: Type.Optional(SimState),
  },
  { $id: 'SimEffect' },
)
const Ends = Type.Object({ validUntil: Instant })
const Credits = Type.Object({ credits: Type.Integer() })
export const TimeEffect = Type.Object(
  {
    type: Type.Union([Type.Literal('licence-extend'), Type.Literal('subscription-extend')]),
    period: Type.String({ description: 'ISO 8601 period' }),
    before: Type.Optional(Ends),
    after: Ends,
    becameLicenceCode: Type.Optional(
      Type.Boolean({ description: 'licence-extend: it is the licence code from now on, and must be kept' }),
    ),
  },
  { $id: 'TimeEffect' },
)
export const CreditsEffect = Type.Object(
  { type: Type.Literal('credits-add'), credits: Type.Integer(), before: Credits, after: Credits },
  { $id: 'CreditsEffect' },
)
export const Effect = Type.Union([SimEffect, TimeEffect, CreditsEffect], { $id: 'Effect' })
export const Redemption = Type.Object(
  {
    id: Type.String(),
    state: RedemptionState,
    family: Type.String(),
    last4: Type.Optional(Type.String({ description: 'The last four characters of the code; of twelve or more alone' })),
    deviceId: Type.Optional(Type.String()),
    effect: Effect,
    reason: Type.Optional(
      Type.String({ description: 'refused: the device gave this reason; the code is unused again' }),
    ),
    history: Type.Array(Type.Object({ state: RedemptionState, at: Instant })),
    notices: Type.Optional(
      Type.Array(Type.String(), { description: 'At acceptance: how the code was corrected, as stable names' }),
    ),
  },
  { $id: 'Redemption' },
)
export const RedemptionList = Type.Object(
  { items: Type.Array(Redemption), next: Type.Union([Type.String(), Type.Null()]) },
  { $id: 'RedemptionList' },
)
export const Preview = Type.Object(
  {
    family: Type.String(),
    effect: Effect,
    countedFrom: Type.Optional(Instant),
    anchor: Type.Optional(
      Type.Union([Type.Literal('redemption'), Type.Literal('purchase')], {
        description: 'On an account: what the time is counted from, where nothing runs beyond it',
      }),
    ),
    notices: Type.Array(Type.String()),
    device: Type.Optional(
      Type.Object({
        online: Type.Boolean(),
        lastSeenAt: Type.Union([Instant, Type.Null()]),
        batteryPercent: Type.Optional(Type.Number()),
      }),
    ),
  },
  { $id: 'Preview', description: 'What would happen; the code is not touched' },
)
export type EffectBody = Static<typeof Effect>
export type SimEffectBody = Static<typeof SimEffect>
export type RedemptionBody = Static<typeof Redemption>
export type PreviewBody = Static<typeof Preview>
