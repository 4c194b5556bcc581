import { type Static, Type } from 'typebox'
import { CONTACT_SUBJECTS } from '../accounts/contacts.ts'
import { HTTP_LIMITS } from './limits.ts'
import { Instant, PRINTABLE } from './schemas.ts'

/** Shapes of the contact form and of what staff do with what is written there. */

const Words = (maxLength: number) => Type.String({ maxLength, pattern: PRINTABLE })
/** Several lines: line breaks and tabs, and no other control character. */
const LINES = '^(?=\\s*\\S)[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]*$'
const NOT_BLANK = '^(?=\\s*\\S)[^\\u0000-\\u001f\\u007f\\u202a-\\u202e\\u2066-\\u2069]*$'
const Lines = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: LINES })
const Language = Type.String({ pattern: '^[a-z]{2}$', description: 'Of form, consent and answers: de, en, fr, sv' })
const Subject = Type.Enum([...CONTACT_SUBJECTS])
const State = Type.Enum(['open', 'answered', 'closed', 'erased'])

export const ContactConsentQuery = Type.Object({ language: Type.Optional(Language) })
export const ContactConsent = Type.Object(
  {
    version: Type.String({ description: 'To be sent back with the message' }),
    language: Type.String(),
    text: Type.String({ description: 'What is agreed to' }),
    keptMonths: Type.Integer({ description: 'After a message was closed, or last answered, it is erased' }),
  },
  { $id: 'ContactConsent' },
)
export const ContactBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100, pattern: NOT_BLANK }),
    email: Type.String({ minLength: 3, maxLength: 254 }),
    phone: Type.Optional(Words(40)),
    device: Type.Optional({ ...Words(100), description: 'IMEI, Carat-ID or name' }),
    order: Type.Optional({ ...Words(100), description: 'Number of an order or invoice' }),
    subject: Subject,
    message: Lines(5_000),
    language: Type.Optional(Language),
    consent: Type.Literal(true, { description: 'To the processing of what is written; recorded with its instant' }),
    consentVersion: Type.String({ maxLength: 40, description: 'Of the wording that was shown' }),
    website: Type.Optional({ ...Words(200), description: 'Left empty by people, who do not see it' }),
  },
  { $id: 'ContactBody', additionalProperties: false },
)
export const ContactTaken = Type.Object({ state: Type.Literal('received') }, { $id: 'ContactTaken' })
export const ContactWithdrawalBody = Type.Object(
  { token: Type.String({ minLength: 1, maxLength: 100, description: 'Of the link in the mail' }) },
  { $id: 'ContactWithdrawalBody', additionalProperties: false },
)
export const ContactState = Type.Object({ state: State }, { $id: 'ContactState' })
export const Contact = Type.Object(
  {
    id: Type.String(),
    subject: Subject,
    language: Type.String(),
    state: State,
    at: Instant,
    accountId: Type.Optional(Type.String({ description: 'Of a sender who was signed in' })),
    consent: Type.String({ description: 'The wording that was agreed to' }),
    name: Type.Optional(Type.String({ description: 'Absent, as all that was stated, once it was erased' })),
    email: Type.Optional(Type.String()),
    phone: Type.Optional(Type.String()),
    device: Type.Optional(Type.String()),
    order: Type.Optional(Type.String()),
    message: Type.Optional(Type.String()),
    answeredAt: Type.Optional(Instant),
    closedAt: Type.Optional(Instant),
    erasedAt: Type.Optional(Instant),
    erasedBy: Type.Optional(Type.String({ description: 'withdrawn (by the sender), staff or term' })),
  },
  { $id: 'Contact' },
)
export const ContactWhole = Type.Object(
  {
    contact: Contact,
    answers: Type.Array(Type.Object({ id: Type.String(), at: Instant, text: Type.String() })),
  },
  { $id: 'ContactWhole' },
)
export const ContactQuery = Type.Object({
  cursor: Type.Optional(Type.String({ description: '`next` of the page before' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: HTTP_LIMITS.pageItems_max })),
  state: Type.Optional(State),
})
export const ContactList = Type.Object(
  { items: Type.Array(Contact), next: Type.Union([Type.String(), Type.Null()]) },
  { $id: 'ContactList' },
)
export const ContactAnswerBody = Type.Object(
  {
    text: Lines(10_000),
    close: Type.Optional(Type.Boolean({ description: 'And close it: nothing more is to be done' })),
  },
  { $id: 'ContactAnswerBody', additionalProperties: false },
)
export type ContactShape = Static<typeof Contact>
export type ContactWholeShape = Static<typeof ContactWhole>
