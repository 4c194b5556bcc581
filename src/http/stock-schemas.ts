import { Type } from 'typebox'
import { Instant, PRINTABLE, SimKind } from './schemas.ts'

/** Shapes of collars as they leave production. */

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
