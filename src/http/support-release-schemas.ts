import { Type } from 'typebox'
import { Held, Unlock } from './dongle-schemas.ts'
import { Instant } from './schemas.ts'

/** A release of a dongle's licence, as the support page tells it. */
export const SupportRelease = Type.Object(
  {
    id: Type.String(),
    licenceNumber: Type.String(),
    type: Type.String({ description: '`1P` to `254P`, or `E`' }),
    counter: Type.Integer({ description: 'Of its unlock code' }),
    keyId: Type.String({ description: 'The master from which the key of the dongle comes' }),
    releasedAt: Instant,
    who: Type.String(),
    order: Type.Optional(
      Type.Object(
        {
          id: Type.String(),
          number: Type.String(),
          accountId: Type.Optional(Type.String({ description: 'Absent: the account is gone' })),
          accountName: Type.String(),
          pricing: Type.String(),
          amountMinor: Type.Integer(),
          currency: Type.String(),
        },
        { description: 'Absent: released by the office' },
      ),
    ),
    messages: Type.Array(
      Type.Object({
        id: Type.String(),
        at: Instant,
        from: Type.String(),
        text: Type.String(),
        answer: Type.String(),
        answerText: Type.String({ description: 'Codes masked' }),
      }),
      { description: 'Text messages that ordered it, while the dialogue is kept' },
    ),
    unlocks: Type.Array(
      Type.Object({
        unlock: Unlock,
        deviceId: Type.String(),
        counter: Type.Optional(Type.Integer({ description: 'Of the command' })),
        answer: Type.Optional(
          Type.Object(
            {
              outcome: Type.String(),
              reason: Type.Optional(Type.String()),
              licenceNumber: Type.String({ description: 'The number that the dongle had at that moment' }),
              before: Held,
              after: Held,
            },
            { description: 'What the dongle itself answered, proved by its key' },
          ),
        ),
      }),
    ),
  },
  { $id: 'SupportRelease' },
)
