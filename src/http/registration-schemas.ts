import { type Static, Type } from 'typebox'
import { CLAIMED_MAX, CLAIMED_TOGETHER_MAX } from '../flows/owning/claim-many.ts'
import { HTTP_LIMITS } from './limits.ts'
import { Instant, PRINTABLE } from './schemas.ts'

/** Shapes of registering devices on an account. */

const AccountId = Type.String({ maxLength: 64, description: 'Needed by whoever may register for several accounts' })
export const RegisterBody = Type.Object(
  {
    imei: Type.Optional(
      Type.String({ maxLength: 32, description: 'Of a collar: 15 digits, as on it; spaces are forgiven' }),
    ),
    caratId: Type.Optional(
      Type.String({
        maxLength: 32,
        description: 'Of a dongle instead: 8 hexadecimal characters, or the licence number that the software shows',
      }),
    ),
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 100, pattern: PRINTABLE })),
    accountId: Type.Optional(AccountId),
  },
  { $id: 'RegisterBody', additionalProperties: false },
)
export const RegisteredDevice = Type.Object(
  { deviceId: Type.String(), outcome: Type.Enum(['registered', 'already-yours']) },
  { $id: 'RegisteredDevice' },
)
export const RegistrationsBody = Type.Object(
  {
    csv: Type.String({
      minLength: 1,
      maxLength: HTTP_LIMITS.registrationsBytes_max,
      description: `A line of names (imei or caratId or both, and if wished name and accountId), then at most ${CLAIMED_MAX} lines`,
    }),
    accountId: Type.Optional(AccountId),
    allOrNothing: Type.Optional(
      Type.Boolean({ description: `true: all lines or none of them; at most ${CLAIMED_TOGETHER_MAX} then` }),
    ),
  },
  { $id: 'RegistrationsBody', additionalProperties: false },
)
const OUTCOMES = [
  'registered',
  'already-yours',
  'repeated',
  'invalid-imei',
  'invalid-carat-id',
  'which-device',
  'not-available',
  'too-many',
  'forbidden',
  'which-account',
  'account-closing',
  'not-done',
] as const
export const RegistrationLine = Type.Object(
  {
    line: Type.Integer({ description: 'Its number in the file; the names are line 1' }),
    imei: Type.Optional(Type.String({ description: 'Of a collar' })),
    caratId: Type.Optional(Type.String({ description: 'Of a dongle' })),
    outcome: Type.Enum([...OUTCOMES], {
      description:
        'which-device: the line names a collar and a dongle, or neither; repeated: an earlier line names the same device; not-available: not in stock, or on another account; too-many: too many of those, wait; ' +
        'which-account: name one; account-closing: the account is to be closed; not-done: good, but another line was not',
    }),
    deviceId: Type.Optional(Type.String()),
    retryAt: Type.Optional(Instant),
  },
  { $id: 'RegistrationLine' },
)
export const RegistrationsReport = Type.Object(
  {
    registered: Type.Integer(),
    done: Type.Boolean({ description: 'Every line is registered now' }),
    items: Type.Array(RegistrationLine),
  },
  { $id: 'RegistrationsReport' },
)
export type RegistrationsBodyOf = Static<typeof RegistrationsReport>
export type RegisteredBody = Static<typeof RegisteredDevice>
