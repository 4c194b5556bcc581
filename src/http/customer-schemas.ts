import { type Static, Type } from 'typebox'
import { Instant, PRINTABLE } from './schemas.ts'

/** Shapes of resellers' customers. */

const Name = Type.String({ minLength: 1, maxLength: 100, pattern: PRINTABLE })
const Next = Type.Union([Type.String(), Type.Null()])
const OrNull = <T extends ReturnType<typeof Type.String> | ReturnType<typeof Type.Integer>>(shape: T) =>
  Type.Union([shape, Type.Null()])

export const CustomerBody = Type.Object(
  {
    email: Type.String({ minLength: 3, maxLength: 254, pattern: PRINTABLE }),
    name: Name,
    accountName: Type.Optional(Name),
    country: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2' })),
    language: Type.Optional(
      Type.String({
        pattern: '^[a-z]{2}$',
        description: 'Of the mail; absent, the reseller’s. Who is a user already is written to in their own',
      }),
    ),
    accountId: Type.Optional(
      Type.String({ maxLength: 64, description: 'The reseller, for whoever may act for several' }),
    ),
  },
  { $id: 'CustomerBody', additionalProperties: false },
)
export const CustomerAsked = Type.Object(
  {
    state: Type.Literal('asked', { description: 'The same whether or not the address is known' }),
    expiresAt: Instant,
  },
  { $id: 'CustomerAsked' },
)
export const CustomerList = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        accountId: Type.String(),
        name: Type.String(),
        country: Type.String(),
        since: Instant,
        resellerId: Type.String(),
        resellerName: Type.String(),
      }),
    ),
    next: Next,
  },
  { $id: 'CustomerList' },
)
export const CustomerDeviceList = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        id: Type.String(),
        kind: Type.String(),
        serial: Type.String({ description: 'IMEI or Carat-ID' }),
        registeredAt: Instant,
        simKind: OrNull(Type.String()),
        currency: OrNull(Type.String()),
        balanceMinor: OrNull(Type.Integer({ description: 'As the device last reported' })),
        validUntil: Type.Union([Instant, Type.Null()], { description: 'As the device last reported' }),
      }),
    ),
    next: Next,
  },
  { $id: 'CustomerDeviceList' },
)
export const AccountReseller = Type.Object(
  {
    reseller: Type.Union([Type.Object({ name: Type.String(), since: Instant }), Type.Null()]),
  },
  { $id: 'AccountReseller' },
)
export type CustomerAskedBody = Static<typeof CustomerAsked>
export type CustomerListBody = Static<typeof CustomerList>
export type CustomerDeviceListBody = Static<typeof CustomerDeviceList>
export type AccountResellerBody = Static<typeof AccountReseller>
