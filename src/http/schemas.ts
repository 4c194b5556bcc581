import { type Static, Type } from 'typebox'

/** No control characters: PostgreSQL has no place for NUL, terminals and logs none for the others. */
const PRINTABLE = '^[^\\u0000-\\u001f\\u007f]*$'

/** Shapes of the HTTP API: one source for validation, OpenAPI and the console's types. Ids are opaque; instants ISO 8601 UTC; money in minor units. */

export const Instant = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })
export const SimKind = Type.Union([Type.Literal('travel-sim'), Type.Literal('tele2'), Type.Literal('telia-iot')], {
  $id: 'SimKind',
})
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

export const ProblemDetails = Type.Object(
  {
    type: Type.String({ format: 'uri' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: 'What it means and what to do, in the language of Accept-Language' }),
    code: Type.String({ description: 'Stable name' }),
    retryable: Type.Boolean(),
    retryAt: Type.Optional(
      Type.String({ format: 'date-time', description: 'When trying again can succeed, where known' }),
    ),
    errors: Type.Optional(Type.Array(Type.Object({ path: Type.String(), message: Type.String() }))),
    supportCase: Type.Optional(
      Type.String({
        format: 'uri',
        description: 'mailto: a letter to support, begun with what happened; no code is in it',
      }),
    ),
    support: Type.Optional(Type.Object({ phone: Type.Optional(Type.String()), email: Type.Optional(Type.String()) })),
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
export const OpenAccountBody = Type.Object(
  {
    kind: Type.Union([Type.Literal('customer'), Type.Literal('reseller'), Type.Literal('office')]),
    name: Type.String({ minLength: 1, maxLength: 100 }),
    country: Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2' }),
    user: Type.Object(
      {
        email: Type.String({ format: 'email', minLength: 3, maxLength: 254 }),
        name: Type.String({ minLength: 1, maxLength: 100 }),
        language: Type.String({ pattern: '^[a-z]{2}$' }),
        level: Type.Union(['owner', 'reseller', 'admin', 'support'].map((level) => Type.Literal(level))),
        password: Type.String({ minLength: 12, maxLength: 256 }),
      },
      { additionalProperties: false },
    ),
  },
  { $id: 'OpenAccountBody', additionalProperties: false },
)
export const OpenedAccount = Type.Object({ accountId: Type.String(), userId: Type.String() }, { $id: 'OpenedAccount' })
export const SignIn = Type.Object(
  {
    email: Type.String({ minLength: 3, maxLength: 254, pattern: PRINTABLE }),
    password: Type.String({ minLength: 1, maxLength: 256 }),
  },
  { $id: 'SignIn', additionalProperties: false },
)
export const Session = Type.Object({ token: Type.String(), user: User }, { $id: 'Session' })
export const CurrentSession = Type.Object({ user: User }, { $id: 'CurrentSession' })

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

export const IdentifyBody = Type.Object(
  { text: Type.String({ maxLength: 60_000, description: 'As pasted; the first 2,000 characters count' }) },
  { $id: 'IdentifyBody', additionalProperties: false },
)
export const Identified = Type.Object(
  {
    candidates: Type.Array(
      Type.Object({
        family: Type.String(),
        keep: Type.Union([Type.Literal('always'), Type.Literal('until-applied'), Type.Literal('no')], {
          description: 'May it be thrown away? `until-applied`: once its effect is applied',
        }),
        problems: Type.Array(Type.String(), {
          description: 'Stable names of what is wrong with its shape; empty when it fits',
        }),
        notices: Type.Array(Type.String()),
        next: Type.String({ description: 'What to do next, in the language of Accept-Language' }),
        own: Type.Optional(
          Type.Object(
            { state: RedemptionState, redemptionId: Type.String(), at: Instant },
            { description: 'Signed in: what became of it, if it is yours' },
          ),
        ),
      }),
    ),
  },
  { $id: 'Identified' },
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
  { $id: 'SimulatorOrder', additionalProperties: false },
)
export const SimulatedCollarList = Type.Object({ items: Type.Array(SimulatedCollar) }, { $id: 'SimulatedCollarList' })

/** A collar as it leaves production. */
export const StockDevice = Type.Object(
  {
    imei: Type.String({ maxLength: 32 }),
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 100, pattern: PRINTABLE })),
    secret: Type.String({ maxLength: 64, description: '256 random bits, base64url without padding' }),
    publicKey: Type.String({
      maxLength: 64,
      description: 'Raw Ed25519 public key, 32 bytes, base64url without padding',
    }),
    sim: Type.Object(
      {
        iccid: Type.String({ maxLength: 32 }),
        kind: SimKind,
        balance: Type.Optional(Type.Integer({ minimum: 0, maximum: 1e12, description: 'Minor units; travel-sim' })),
        currency: Type.Optional(Type.String({ pattern: '^[A-Z]{3}$' })),
        until: Type.Optional(Instant),
      },
      { additionalProperties: false },
    ),
    accountId: Type.Optional(Type.String({ maxLength: 64, description: 'Absent: the account of the office' })),
  },
  { $id: 'StockDevice', additionalProperties: false },
)
export const StockBody = Type.Object(
  { devices: Type.Array(StockDevice, { minItems: 1, maxItems: 500 }) },
  { $id: 'StockBody', additionalProperties: false },
)
export const StockAnswer = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        imei: Type.String(),
        outcome: Type.Union([
          Type.Literal('registered'),
          Type.Literal('already-registered'),
          Type.Literal('invalid', { description: '`field` says where; the others are not affected' }),
        ]),
        deviceId: Type.Optional(Type.String()),
        field: Type.Optional(Type.String()),
      }),
    ),
    commandKeys: Type.Array(
      Type.Object({
        id: Type.String(),
        publicKey: Type.String({ description: 'Raw Ed25519 public key, 32 bytes, base64url without padding' }),
      }),
      { description: 'The keys to write into the collars: they sign the commands. Newest first' },
    ),
  },
  { $id: 'StockAnswer' },
)

export const SimTopUp = Type.Object(
  {
    type: Type.Literal('sim-top-up'),
    simKind: Type.Literal('travel-sim'),
    amountMinor: Type.Integer({ minimum: 1, maximum: 1e12 }),
    currency: Type.String({ pattern: '^[A-Z]{3}$' }),
  },
  { $id: 'SimTopUp', additionalProperties: false },
)
export const SimExtension = Type.Object(
  {
    type: Type.Literal('sim-extend'),
    simKind: Type.Union([Type.Literal('tele2'), Type.Literal('telia-iot')]),
    period: Type.String({ maxLength: 20, description: 'ISO 8601 calendar period, e.g. P1Y' }),
  },
  { $id: 'SimExtension', additionalProperties: false },
)

export const Receipt = Type.Object(
  {
    form: Type.Literal('koppel-receipt/1'),
    key: Type.String(),
    publicKey: Type.String({ description: 'Raw Ed25519 public key, base64url' }),
    digest: Type.String({ description: 'SHA-256 of the body, base64url: names the receipt' }),
    body: Type.String({ description: 'The statement, as JSON text' }),
    sig: Type.String({
      description:
        'Ed25519 over the label koppel/v1/receipt, the key id and the body, each of the first two with a zero byte behind it',
    }),
  },
  { $id: 'Receipt', description: 'Proof of a redemption that was applied; `koppel receipt verify` checks it offline' },
)
export const PublishedKeys = Type.Object(
  {
    keys: Type.Array(
      Type.Object({
        id: Type.String(),
        purpose: Type.Union([Type.Literal('receipt-signing'), Type.Literal('command-signing')]),
        alg: Type.Literal('Ed25519'),
        publicKey: Type.String(),
        fingerprint: Type.String({ description: 'SHA-256 of the raw key, hexadecimal' }),
      }),
    ),
  },
  { $id: 'PublishedKeys' },
)

export const SupportBody = Type.Object(
  {
    text: Type.String({
      minLength: 1,
      maxLength: 2_000,
      description: 'A code, a licence code, an IMEI or Carat-ID, or the id of a redemption',
    }),
  },
  { $id: 'SupportBody', additionalProperties: false },
)
const Facts = Type.Array(Type.Object({ name: Type.String(), value: Type.String() }))
export const SupportFinding = Type.Object(
  {
    codes: Type.Array(
      Type.Object({
        id: Type.String(),
        family: Type.String(),
        state: Type.String(),
        last4: Type.Optional(Type.String()),
        activatedAt: Type.Optional(Instant),
        usedAt: Type.Optional(Instant),
        batch: Type.Object({
          id: Type.String(),
          state: Type.String(),
          product: Facts,
          channel: Type.String(),
          soldTo: Type.Optional(Type.String()),
          purchasedAt: Type.Optional(Instant),
          mintedAt: Instant,
          mintedBy: Type.String(),
        }),
      }),
    ),
    devices: Type.Array(
      Type.Object({
        id: Type.String(),
        kind: Type.String(),
        serial: Type.String(),
        name: Type.String(),
        accountName: Type.String(),
      }),
    ),
    redemptions: Type.Array(
      Type.Object({
        redemption: Redemption,
        who: Type.String(),
        accountName: Type.String(),
        device: Type.Optional(Type.Object({ serial: Type.String(), name: Type.String() })),
        counter: Type.Optional(Type.Integer()),
        answer: Type.Optional(
          Type.Object(
            {
              outcome: Type.String(),
              reason: Type.Optional(Type.String()),
              iccid: Type.String(),
              before: SimState,
              after: SimState,
              at: Type.Optional(Instant),
            },
            { description: 'What the device itself signed' },
          ),
        ),
        receipt: Type.Boolean({ description: 'Whether there is a receipt for it' }),
      }),
    ),
    history: Type.Array(
      Type.Object({
        at: Instant,
        who: Type.String(),
        act: Type.String(),
        subject: Type.String(),
        details: Facts,
      }),
      { description: 'What the audit tells, newest first, at most 200' },
    ),
  },
  {
    $id: 'SupportFinding',
    description: 'Everything that is known of what the text names; all empty: it names nothing',
  },
)

export const Health = Type.Object({ status: Type.Literal('ok'), version: Type.String() }, { $id: 'Health' })
export const PartState = Type.Object({ ready: Type.Boolean(), why: Type.Optional(Type.String()) }, { $id: 'PartState' })
export const Readiness = Type.Object(
  { ready: Type.Boolean(), parts: Type.Record(Type.String(), PartState) },
  { $id: 'Readiness' },
)

export type UserBody = Static<typeof User>
export type EffectBody = Static<typeof Effect>
export type SimEffectBody = Static<typeof SimEffect>
export type DeviceBody = Static<typeof Device>
export type RedemptionBody = Static<typeof Redemption>
export type PreviewBody = Static<typeof Preview>
export type ProblemBody = Static<typeof ProblemDetails>
export type SupportFindingBody = Static<typeof SupportFinding>
