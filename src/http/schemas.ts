import { type Static, Type } from 'typebox'

/** Shapes of the HTTP API: one source for validation, OpenAPI and the console's types. Ids are opaque; instants ISO 8601 UTC; money in minor units. */

export const Instant = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })
export const SimKind = Type.Union([Type.Literal('travel-sim'), Type.Literal('tele2'), Type.Literal('telia-iot')])
export const RedemptionState = Type.Union(
  ['queued', 'sent', 'applied', 'refused', 'cancelled', 'expired'].map((state) => Type.Literal(state)),
)

export const ProblemDetails = Type.Object(
  {
    type: Type.String({ format: 'uri' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: 'What it means and what to do, in the language of Accept-Language' }),
    code: Type.String({ description: 'Stable name' }),
    retryable: Type.Boolean(),
    errors: Type.Optional(Type.Array(Type.Object({ path: Type.String(), message: Type.String() }))),
    support: Type.Optional(Type.Object({ phone: Type.String(), email: Type.String() })),
  },
  { $id: 'ProblemDetails' },
)

export const User = Type.Object(
  {
    id: Type.String(),
    email: Type.String(),
    name: Type.String(),
    language: Type.String(),
    memberships: Type.Array(
      Type.Object({ accountId: Type.String(), accountName: Type.String(), level: Type.String() }),
    ),
  },
  { $id: 'User' },
)
export const SignIn = Type.Object({
  email: Type.String({ minLength: 3, maxLength: 254 }),
  password: Type.String({ minLength: 1, maxLength: 256 }),
})
export const Session = Type.Object({ token: Type.String(), user: User }, { $id: 'Session' })

export const Sim = Type.Object(
  {
    kind: SimKind,
    iccid: Type.String(),
    balanceMinor: Type.Optional(Type.Integer()),
    currency: Type.Optional(Type.String()),
    validUntil: Type.Optional(Instant),
    reportedAt: Type.Optional(Instant),
  },
  { $id: 'Sim', description: 'As the device last reported it' },
)
export const Position = Type.Object(
  { at: Instant, lat: Type.Number(), lon: Type.Number(), accuracyM: Type.Optional(Type.Number()) },
  { $id: 'Position' },
)
export const Device = Type.Object(
  {
    id: Type.String(),
    kind: Type.Union([Type.Literal('collar'), Type.Literal('dongle')]),
    imei: Type.Optional(Type.String()),
    caratId: Type.Optional(Type.String()),
    name: Type.String(),
    online: Type.Boolean(),
    lastSeenAt: Type.Union([Instant, Type.Null()]),
    sim: Type.Optional(Sim),
    batteryPercent: Type.Optional(Type.Number()),
    signalDbm: Type.Optional(Type.Number()),
    position: Type.Optional(Position),
  },
  { $id: 'Device' },
)
export const DeviceList = Type.Object(
  { items: Type.Array(Device), next: Type.Union([Type.String(), Type.Null()]) },
  { $id: 'DeviceList' },
)

export const RedeemBody = Type.Object(
  { code: Type.String({ minLength: 1, maxLength: 512 }) },
  { additionalProperties: false },
)

export const SimState = Type.Object(
  {
    balanceMinor: Type.Optional(Type.Integer()),
    currency: Type.Optional(Type.String()),
    validUntil: Type.Optional(Instant),
  },
  { $id: 'SimState' },
)
export const Effect = Type.Object(
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
  { $id: 'Effect' },
)
export const Redemption = Type.Object(
  {
    id: Type.String(),
    state: RedemptionState,
    family: Type.String(),
    deviceId: Type.Optional(Type.String()),
    effect: Effect,
    reason: Type.Optional(
      Type.String({ description: 'refused: the device gave this reason; the code is unused again' }),
    ),
    history: Type.Array(Type.Object({ state: RedemptionState, at: Instant })),
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
    notices: Type.Array(Type.String()),
    device: Type.Object({
      online: Type.Boolean(),
      lastSeenAt: Type.Union([Instant, Type.Null()]),
      batteryPercent: Type.Optional(Type.Number()),
    }),
  },
  { $id: 'Preview', description: 'What would happen; the code is not touched' },
)

export const Points = Type.Object({ points: Type.Array(Type.Tuple([Instant, Type.Number()])) }, { $id: 'Points' })
export const Track = Type.Object(
  {
    points: Type.Array(
      Type.Tuple([Instant, Type.Number(), Type.Number()], { description: 'instant, latitude, longitude' }),
    ),
  },
  { $id: 'Track' },
)

/** A simulated collar, in `koppel demo` only. */
export const SimulatedCollar = Type.Object(
  {
    imei: Type.String(),
    power: Type.Union([Type.Literal('on'), Type.Literal('off')]),
    coverage: Type.Boolean(),
    connected: Type.Boolean(),
    iccid: Type.String(),
  },
  { $id: 'SimulatedCollar' },
)
export const SimulatorOrder = Type.Object(
  {
    power: Type.Optional(Type.Union([Type.Literal('on'), Type.Literal('off')])),
    coverage: Type.Optional(Type.Boolean()),
    sim: Type.Optional(
      Type.Union([Type.Literal('swap'), Type.Literal('restore')], {
        description: 'Put another SIM of the same kind in, or the first one back',
      }),
    ),
    powerCut: Type.Optional(
      Type.Union([Type.Literal('before-persist'), Type.Literal('after-persist')], {
        description:
          'Lose power at the next effect command, before or after it is in non-volatile memory; starts again by itself 3 s later',
      }),
    ),
  },
  { additionalProperties: false },
)

export type DeviceBody = Static<typeof Device>
export type RedemptionBody = Static<typeof Redemption>
export type PreviewBody = Static<typeof Preview>
export type ProblemBody = Static<typeof ProblemDetails>
