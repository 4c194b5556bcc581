import { type Static, Type } from 'typebox'
import { Instant, PRINTABLE } from './schemas.ts'

/** Shapes of an account, its licence, its phone number and its messages; and the opening of one. */

export const Licence = Type.Object(
  {
    code: Type.String({ description: 'The licence code: permanent; support asks for it' }),
    trial: Type.Boolean({ description: 'Nothing but a trial so far' }),
    startedAt: Instant,
    endsAt: Instant,
    history: Type.Array(
      Type.Object({
        entry: Type.Union([Type.Literal('trial'), Type.Literal('registered'), Type.Literal('extended')], {
          description: 'registered: its code became the licence code',
        }),
        period: Type.String({ description: 'ISO 8601 period' }),
        from: Instant,
        until: Instant,
        at: Instant,
        redemptionId: Type.Optional(Type.String()),
      }),
    ),
  },
  { $id: 'Licence' },
)
export const Account = Type.Object(
  {
    accountId: Type.String(),
    name: Type.String(),
    country: Type.String({ description: 'ISO 3166-1 alpha-2' }),
    licence: Type.Union([Licence, Type.Null()]),
    subscription: Type.Union([Type.Object({ endsAt: Instant }), Type.Null()]),
    credits: Type.Integer({ description: 'SMS credits' }),
    phone: Type.Union([Type.String(), Type.Null()], { description: 'The verified number, masked' }),
  },
  { $id: 'Account' },
)
export const PhoneBody = Type.Object(
  { phone: Type.String({ maxLength: 40, description: 'With country code, E.164' }) },
  { $id: 'PhoneBody', additionalProperties: false },
)
export const PhoneVerification = Type.Object(
  { id: Type.String(), phone: Type.String({ description: 'Masked' }), expiresAt: Instant },
  { $id: 'PhoneVerification' },
)
export const ConfirmationBody = Type.Object(
  { code: Type.String({ maxLength: 200, description: 'The six digits, or the whole message' }) },
  { $id: 'ConfirmationBody', additionalProperties: false },
)
export const VerifiedPhone = Type.Object({ phone: Type.String({ description: 'Masked' }) }, { $id: 'VerifiedPhone' })

export const OpenAccountBody = Type.Object(
  {
    kind: Type.Union([Type.Literal('customer'), Type.Literal('reseller'), Type.Literal('office')]),
    name: Type.String({ minLength: 1, maxLength: 100, pattern: PRINTABLE }),
    country: Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2' }),
    user: Type.Object(
      {
        email: Type.String({ format: 'email', minLength: 3, maxLength: 254 }),
        name: Type.String({ minLength: 1, maxLength: 100, pattern: PRINTABLE }),
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

export type LicenceBody = Static<typeof Licence>
