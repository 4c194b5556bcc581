import { type Static, Type } from 'typebox'
import { PACK_CODES_MAX } from '../codes/pack.ts'
import { BATCH_CODES_MAX } from '../flows/batches/order.ts'
import { REVOKE_REASONS } from '../flows/batches/revoke.ts'
import { HTTP_LIMITS } from './limits.ts'
import { Instant, PRINTABLE } from './schemas.ts'

/** Shapes of batches and their products. */

const Anchor = Type.Union([Type.Literal('redemption'), Type.Literal('purchase')])

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
export const TimeProduct = Type.Object(
  {
    type: Type.Union([Type.Literal('licence-extend'), Type.Literal('subscription')]),
    period: Type.String({ maxLength: 20, description: 'ISO 8601 calendar period, e.g. P1Y' }),
  },
  { $id: 'TimeProduct', additionalProperties: false },
)
export const CreditsProduct = Type.Object(
  { type: Type.Literal('sms-credits'), credits: Type.Integer({ minimum: 1, maximum: 1e6 }) },
  { $id: 'CreditsProduct', additionalProperties: false },
)
export const Product = Type.Union([SimTopUp, SimExtension, TimeProduct, CreditsProduct], { $id: 'Product' })

const attributes = {
  family: Type.String({ maxLength: 30, description: 'sim-activation, registration, subscription or sms-credits' }),
  product: Product,
  count: Type.Integer({ minimum: 1, maximum: BATCH_CODES_MAX, description: 'Codes; whole packs' }),
  packSize: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: PACK_CODES_MAX,
      description: 'Codes on one card, sold as one; each can be used by somebody else, or all by one. Absent: 1',
    }),
  ),
  channel: Type.Optional(
    Type.String({ minLength: 1, maxLength: 50, pattern: PRINTABLE, description: 'e.g. own-shop, partner' }),
  ),
  anchor: Type.Optional(Anchor),
  purchasedAt: Type.Optional(Instant),
  campaign: Type.Optional(Type.Boolean({ description: 'For new customers only' })),
  notMigratable: Type.Optional(Type.Boolean({ description: 'A trial, or of a retired product' })),
  regions: Type.Optional(
    Type.Array(Type.String({ pattern: '^[A-Z]{2}$' }), {
      minItems: 1,
      maxItems: 249,
      uniqueItems: true,
      description: 'ISO 3166-1 alpha-2; absent: everywhere',
    }),
  ),
  needsActivation: Type.Optional(Type.Boolean({ description: 'Dead until the shop has scanned it' })),
  endOfSaleAt: Type.Optional(Instant),
  soldTo: Type.Optional(Type.String({ minLength: 1, maxLength: 100, pattern: PRINTABLE })),
  accountId: Type.Optional(
    Type.String({ maxLength: 64, description: "Whose; absent: the reseller's own, or the house's" }),
  ),
}

export const BatchBody = Type.Object(
  {
    ...attributes,
    length: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 64, description: 'Where the family has several; absent: its longest' }),
    ),
  },
  { $id: 'BatchBody', additionalProperties: false },
)
export const Batch = Type.Object(
  {
    ...attributes,
    id: Type.String(),
    state: Type.Union([Type.Literal('minting'), Type.Literal('ready'), Type.Literal('revoked')]),
    minted: Type.Integer({ description: 'Codes stored so far, of `count`' }),
    exports: Type.Integer({ description: 'How often it was exported' }),
    exportable: Type.Boolean(),
    sheets: Type.Integer({ description: 'Parts of the printable sheet' }),
    createdAt: Instant,
    confirmedAt: Type.Optional(Instant),
    revokedAt: Type.Optional(Instant),
    revokedReason: Type.Optional(Type.String()),
  },
  { $id: 'Batch' },
)
export const BatchList = Type.Object(
  { items: Type.Array(Batch), next: Type.Union([Type.String(), Type.Null()]) },
  { $id: 'BatchList' },
)

export const RevokeReason = Type.Union(
  REVOKE_REASONS.map((reason) => Type.Literal(reason)),
  { $id: 'RevokeReason' },
)
const Code = Type.String({ minLength: 1, maxLength: 512, description: 'As typed or scanned' })
export const BatchRevocation = Type.Object(
  { reason: RevokeReason },
  { $id: 'BatchRevocation', additionalProperties: false },
)
export const CodeRevocation = Type.Object(
  {
    code: Code,
    reason: RevokeReason,
    wholeCard: Type.Optional(Type.Boolean({ description: 'Every unused one of its pack' })),
  },
  { $id: 'CodeRevocation', additionalProperties: false },
)
export const CodeActivation = Type.Object({ code: Code }, { $id: 'CodeActivation', additionalProperties: false })
export const CodeOfBatch = Type.Object(
  {
    batchId: Type.String(),
    changed: Type.Integer({ description: 'How many codes it has changed: a pack has several on its card' }),
  },
  { $id: 'CodeOfBatch' },
)
export const BatchActivation = Type.Object(
  {
    from: Type.Integer({ minimum: 1, maximum: 2 ** 31, description: 'Printed number of a card, from 1' }),
    to: Type.Integer({ minimum: 1, maximum: 2 ** 31, description: `The last one; at most 10,000 in a request` }),
  },
  { $id: 'BatchActivation', additionalProperties: false },
)
export const Activated = Type.Object(
  { activated: Type.Integer({ description: 'How many codes were not active before' }) },
  { $id: 'Activated' },
)
export const WaitQuery = Type.Object({
  wait: Type.Optional(Type.Boolean({ description: 'true: answer when it is minted, or after 10 s' })),
})
export const SheetQuery = Type.Object({
  part: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1_000,
      description: `Which ${HTTP_LIMITS.sheetCodes_max} codes, in whole packs; absent: the first`,
    }),
  ),
})

export type BatchShape = Static<typeof Batch>
export type BatchOrderShape = Static<typeof BatchBody>
