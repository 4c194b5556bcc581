import { type Static, Type } from 'typebox'
import { PRINTABLE } from './schemas.ts'

/** Shapes of people and their sessions. */

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
export const SignIn = Type.Object(
  {
    email: Type.String({ minLength: 3, maxLength: 254, pattern: PRINTABLE }),
    password: Type.String({ minLength: 1, maxLength: 256 }),
    secondFactor: Type.Optional(
      Type.String({ minLength: 1, maxLength: 40, description: 'Six digits or a recovery code, where it is on' }),
    ),
  },
  { $id: 'SignIn', additionalProperties: false },
)
export const Session = Type.Object({ token: Type.String(), user: User }, { $id: 'Session' })
export const CurrentSession = Type.Object({ user: User }, { $id: 'CurrentSession' })
export type UserBody = Static<typeof User>
