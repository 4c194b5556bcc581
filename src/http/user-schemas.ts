import { type Static, Type } from 'typebox'
import { LEVELS } from '../accounts/actor.ts'
import { PASSWORD_CHARACTERS_MIN } from '../flows/users/follow-link.ts'
import { Instant, PRINTABLE } from './schemas.ts'

/** Shapes of an account's users, of sessions and of links by mail. */

const Email = Type.String({ minLength: 3, maxLength: 254, pattern: PRINTABLE })
const Name = Type.String({ minLength: 1, maxLength: 100, pattern: PRINTABLE })
const Country = Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2' })
const Language = Type.String({ pattern: '^[a-z]{2}$', description: 'Of mails and the console' })
const NewPassword = Type.String({ minLength: PASSWORD_CHARACTERS_MIN, maxLength: 256 })
const LevelName = Type.Union(
  LEVELS.map((level) => Type.Literal(level)),
  { description: 'owner, manager or viewer of a customer; reseller of a reseller; admin or support of an office' },
)
const Token = Type.String({ minLength: 1, maxLength: 100, description: 'The last part of the link' })

export const SessionList = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        id: Type.String(),
        agent: Type.Union([Type.String(), Type.Null()], { description: 'What signed in calls itself' }),
        createdAt: Instant,
        expiresAt: Instant,
        current: Type.Boolean({ description: 'The one that asks' }),
      }),
    ),
  },
  { $id: 'SessionList' },
)
export const Ended = Type.Object({ ended: Type.Integer({ description: 'Sessions that ended' }) }, { $id: 'Ended' })
export const OwnPasswordBody = Type.Object(
  { current: Type.String({ minLength: 1, maxLength: 256 }), password: NewPassword },
  { $id: 'OwnPasswordBody', additionalProperties: false },
)
export const OwnLanguageBody = Type.Object(
  { language: Language },
  { $id: 'OwnLanguageBody', additionalProperties: false },
)
export const RegistrationBody = Type.Object(
  {
    email: Email,
    name: Name,
    accountName: Type.Optional(Name),
    country: Type.Optional(Country),
    language: Type.Optional(Language),
  },
  { $id: 'RegistrationBody', additionalProperties: false },
)
export const ResetBody = Type.Object(
  { email: Email, language: Type.Optional(Language) },
  { $id: 'ResetBody', additionalProperties: false },
)
export const MailAsked = Type.Object(
  { state: Type.Literal('asked', { description: 'The same whether or not the address is known' }) },
  { $id: 'MailAsked' },
)
export const LinkToken = Type.Object({ token: Token }, { $id: 'LinkToken', additionalProperties: false })
export const SeenLink = Type.Object(
  {
    kind: Type.Union([
      Type.Literal('register'),
      Type.Literal('invite'),
      Type.Literal('customer'),
      Type.Literal('reset'),
      Type.Literal('factor-reset'),
      Type.Literal('factor-stop'),
    ]),
    email: Type.String(),
    accountName: Type.Union([Type.String(), Type.Null()]),
    level: Type.Union([Type.String(), Type.Null()]),
    needsPassword: Type.Boolean({ description: 'false: the user keeps the password that they have' }),
    expiresAt: Instant,
  },
  { $id: 'SeenLink' },
)
export const LinkUse = Type.Object(
  {
    token: Token,
    password: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 256,
        description: `Chosen, and then of at least ${PASSWORD_CHARACTERS_MIN} characters; where a second factor is to be taken away, the present one`,
      }),
    ),
    name: Type.Optional(Name),
  },
  { $id: 'LinkUse', additionalProperties: false },
)
export const UsedLink = Type.Object({ email: Type.String({ description: 'Who may sign in now' }) }, { $id: 'UsedLink' })
export const MemberList = Type.Object(
  {
    members: Type.Array(
      Type.Object({ userId: Type.String(), email: Type.String(), name: Type.String(), level: Type.String() }),
    ),
    invited: Type.Array(
      Type.Object({ id: Type.String(), email: Type.String(), level: Type.String(), expiresAt: Instant }),
    ),
  },
  { $id: 'MemberList' },
)
export const InvitationBody = Type.Object(
  { email: Email, name: Type.Optional(Name), level: LevelName, language: Type.Optional(Language) },
  { $id: 'InvitationBody', additionalProperties: false },
)
export const Invitation = Type.Object({ id: Type.String(), expiresAt: Instant }, { $id: 'Invitation' })
export const LevelBody = Type.Object({ level: LevelName }, { $id: 'LevelBody', additionalProperties: false })
export const PasswordBody = Type.Object({ password: NewPassword }, { $id: 'PasswordBody', additionalProperties: false })

export type SessionListBody = Static<typeof SessionList>
export type MemberListBody = Static<typeof MemberList>
export type InvitationAnswer = Static<typeof Invitation>
