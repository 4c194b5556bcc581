import { type Static, Type } from 'typebox'
import { Instant } from './schemas.ts'

/** Shapes of closing an account. */
export const Closing = Type.Object(
  {
    state: Type.Enum(['open', 'asked', 'erasing'], {
      description: 'open: nobody has asked; asked: it can be taken back until `dueAt`; erasing: it cannot',
    }),
    askedAt: Type.Optional(Instant),
    dueAt: Type.Optional(Instant),
  },
  { $id: 'Closing' },
)
export const CloseBody = Type.Object(
  {
    accountId: Type.Optional(Type.String({ maxLength: 64, description: 'Needed by whoever belongs to several' })),
    password: Type.String({ maxLength: 256, description: 'Your own, once more' }),
  },
  { $id: 'CloseBody', additionalProperties: false },
)
export const ClosingQuery = Type.Object({
  accountId: Type.Optional(Type.String({ maxLength: 64, description: 'Needed by whoever belongs to several' })),
})
export type ClosingBody = Static<typeof Closing>
