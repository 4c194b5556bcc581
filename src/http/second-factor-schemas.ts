import { Type } from 'typebox'
import { Instant, PRINTABLE } from './schemas.ts'

/** Shapes of a second factor at sign-in. */

export const SecondFactor = Type.Object(
  { on: Type.Boolean(), recoveryCodes: Type.Integer({ description: 'Left' }) },
  { $id: 'SecondFactor' },
)
export const BegunFactor = Type.Object(
  {
    secret: Type.String({ description: 'Base32, to be typed; told this once' }),
    uri: Type.String({ description: 'otpauth://, to be scanned' }),
  },
  { $id: 'BegunFactor' },
)
export const FactorCode = Type.Object(
  { code: Type.String({ minLength: 1, maxLength: 40, description: 'Six digits, or a recovery code' }) },
  { $id: 'FactorCode', additionalProperties: false },
)
export const RecoveryCodes = Type.Object(
  { recoveryCodes: Type.Array(Type.String({ description: 'For one sign-in each; told this once' })) },
  { $id: 'RecoveryCodes' },
)

export const FactorResetBody = Type.Object(
  {
    email: Type.String({ minLength: 3, maxLength: 254 }),
    reason: Type.String({ minLength: 3, maxLength: 500, pattern: PRINTABLE, description: 'For the record' }),
  },
  { $id: 'FactorResetBody', additionalProperties: false },
)
export const FactorResetAsked = Type.Object({ expiresAt: Instant }, { $id: 'FactorResetAsked' })
