import { type Static, Type } from 'typebox'
import { HTTP_LIMITS } from './limits.ts'
import { Instant } from './schemas.ts'

const STATES = ['queued', 'sending', 'sent', 'failed'] as const
export const MailState = Type.Enum([...STATES], {
  $id: 'MailState',
  description:
    'queued: waits; sending: being sent; sent: a server has it, or it is a file; failed: refused, or too late',
})
const ERASED = 'null once it has been erased'

export const Mail = Type.Object(
  {
    id: Type.String(),
    kind: Type.String({ description: 'What it is for, e.g. invoice or password-reset' }),
    to: Type.Union([Type.String(), Type.Null()], { description: ERASED }),
    subject: Type.Union([Type.String(), Type.Null()], { description: ERASED }),
    at: Instant,
    state: MailState,
    attempts: Type.Integer({ description: 'Times that it was tried to send it' }),
    transport: Type.Optional(Type.String({ description: 'The way by which it left: smtp or files' })),
    reason: Type.Optional(
      Type.String({ description: 'Why it failed or waits: a stable name, and behind a colon what the server said' }),
    ),
    settledAt: Type.Optional(Instant),
    nextTryAt: Type.Optional(Instant),
  },
  { $id: 'Mail' },
)
export const MailWhole = Type.Object(
  {
    ...Mail.properties,
    text: Type.Union([Type.String(), Type.Null()], {
      description: 'null where mails are really sent, and once it has been erased',
    }),
    files: Type.Array(
      Type.Object({ name: Type.String(), type: Type.String(), bytes: Type.Integer({ description: 'Its size' }) }),
    ),
  },
  { $id: 'MailWhole' },
)
export const MailList = Type.Object(
  {
    items: Type.Array(Mail),
    next: Type.Union([Type.String(), Type.Null()]),
    shown: Type.Boolean({ description: 'No server is configured: mails are read here, and not sent' }),
  },
  { $id: 'MailList' },
)
export const MailQuery = Type.Object({
  cursor: Type.Optional(Type.String({ description: '`next` of the page before' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: HTTP_LIMITS.pageItems_max, description: '50 without it' })),
  state: Type.Optional(Type.Enum([...STATES])),
})
export const MailFileParams = Type.Object({
  id: Type.String(),
  part: Type.Integer({ minimum: 0, maximum: 99, description: 'Which of its files, from 0' }),
})

export type MailBody = Static<typeof Mail>
export type MailWholeBody = Static<typeof MailWhole>
