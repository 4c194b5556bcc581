import { type Static, Type } from 'typebox'
import { Instant, PRINTABLE } from './schemas.ts'

/** Shapes of dongles: as they come from production, what they hold, what is sent to them. */

const CaratId = Type.String({ pattern: '^[0-9A-Fa-f]{8}$', description: '8 hexadecimal characters' })
const LicenceNumber = Type.String({ pattern: '^[0-9A-Fa-f]{16}$', description: '16 hexadecimal characters' })
const LicenceTypeText = Type.String({ maxLength: 8, description: '`1P` to `254P`, or `E`' })

const CommandKeys = Type.Array(
  Type.Object({
    id: Type.String(),
    publicKey: Type.String({ description: 'Raw Ed25519 public key, 32 bytes, base64url without padding' }),
  }),
  { description: 'The keys with which a bridge can check commands. Newest first' },
)

export const StockDongle = Type.Object(
  {
    caratId: CaratId,
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 100, pattern: PRINTABLE })),
    secret: Type.Optional(
      Type.String({
        maxLength: 64,
        description: 'For its bridge: 256 random bits, base64url without padding. Absent: the house draws one',
      }),
    ),
    keyVersion: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 255,
        description: 'Of a dongle that was made before; absent: that of the codes released for it, or else the newest',
      }),
    ),
    accountId: Type.Optional(Type.String({ maxLength: 64, description: 'Absent: the account of the office' })),
  },
  { $id: 'StockDongle', additionalProperties: false },
)
export const StockDonglesBody = Type.Object(
  { dongles: Type.Array(StockDongle, { minItems: 1, maxItems: 500 }) },
  { $id: 'StockDonglesBody', additionalProperties: false },
)
export const StockDonglesAnswer = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        caratId: Type.String(),
        outcome: Type.Union([
          Type.Literal('registered'),
          Type.Literal('already-registered'),
          Type.Literal('invalid', { description: '`field` says where; the others are not affected' }),
        ]),
        deviceId: Type.Optional(Type.String()),
        field: Type.Optional(Type.String()),
        key: Type.Optional(
          Type.String({ description: 'To be written into the dongle: 32 bytes, base64url without padding. Told once' }),
        ),
        keyVersion: Type.Optional(Type.Integer({ description: 'To be written into the dongle with its key' })),
        secret: Type.Optional(Type.String({ description: 'For its bridge. Told once' })),
      }),
    ),
    commandKeys: CommandKeys,
  },
  { $id: 'StockDonglesAnswer' },
)

export const Held = Type.Object(
  { points: Type.Integer({ description: '0: none' }), e: Type.Boolean() },
  { $id: 'Held' },
)
export const DongleLicence = Type.Object(
  {
    licenceNumber: Type.String(),
    present: Type.Boolean({ description: 'Its user information is the one entered now, as the dongle last said' }),
    held: Type.Optional(Held),
    saidAt: Type.Optional(Instant),
    released: Held,
    releases: Type.Array(
      Type.Object({
        id: Type.String(),
        type: Type.String({ description: '`1P` to `254P`, or `E`' }),
        releasedAt: Instant,
        state: Type.String({ description: '`unsent`, or the state of the last command that carried it' }),
        reason: Type.Optional(Type.String()),
      }),
    ),
  },
  { $id: 'DongleLicence' },
)
export const DongleLicences = Type.Object(
  {
    self: Type.Optional(
      Type.Object(
        { licenceNumber: Type.String(), keyVersion: Type.Integer(), firmware: Type.String(), at: Instant },
        { description: 'What the dongle last said of itself; absent before its first word' },
      ),
    ),
    items: Type.Array(DongleLicence),
  },
  { $id: 'DongleLicences' },
)
export const Unlock = Type.Object(
  {
    id: Type.String(),
    releaseId: Type.String(),
    licenceNumber: Type.String(),
    type: Type.String({ description: '`1P` to `254P`, or `E`' }),
    state: Type.String(),
    reason: Type.Optional(Type.String()),
    history: Type.Array(Type.Object({ state: Type.String(), at: Instant })),
  },
  { $id: 'Unlock' },
)
export const UnlockList = Type.Object(
  { items: Type.Array(Unlock), next: Type.Union([Type.String(), Type.Null()]) },
  { $id: 'UnlockList' },
)
export const UnlockParams = Type.Object({
  id: Type.String({ maxLength: 64 }),
  unlock: Type.String({ maxLength: 64 }),
})
export const UnlockAgain = Type.Object(
  { releaseId: Type.String({ maxLength: 64 }) },
  { $id: 'UnlockAgain', additionalProperties: false },
)
export const UnlockAgainAnswer = Type.Object(
  { outcome: Type.Union([Type.Literal('queued'), Type.Literal('already-open')]) },
  { $id: 'UnlockAgainAnswer' },
)
export const UnlockCodeWanted = Type.Object(
  { licenceNumber: LicenceNumber, type: LicenceTypeText },
  { $id: 'UnlockCodeWanted', additionalProperties: false },
)
export const UnlockCode = Type.Object(
  { code: Type.String({ description: 'As a person types it: `3546-7F7E-DB74-3B66`' }) },
  { $id: 'UnlockCode' },
)

export const BridgeSecret = Type.Object(
  {
    caratId: Type.String(),
    secret: Type.String({ description: 'For its bridge: 256 random bits, base64url without padding. Told once' }),
    commandKeys: CommandKeys,
  },
  { $id: 'BridgeSecret' },
)

export type BridgeSecretBody = Static<typeof BridgeSecret>
export type DongleLicencesBody = Static<typeof DongleLicences>
export type UnlockBody = Static<typeof Unlock>
