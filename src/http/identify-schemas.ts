import { Type } from 'typebox'
import { RedemptionState } from './redemption-schemas.ts'
import { Instant } from './schemas.ts'

/** Shapes of the question what a code is, and of its answer. */

export const IdentifyBody = Type.Object(
  { text: Type.String({ maxLength: 60_000, description: 'As pasted; the first 2,000 characters count' }) },
  { $id: 'IdentifyBody', additionalProperties: false },
)
export const Identified = Type.Object(
  {
    candidates: Type.Array(
      Type.Object({
        family: Type.String(),
        keep: Type.Union([Type.Literal('always'), Type.Literal('until-applied'), Type.Literal('no')], {
          description: 'May it be thrown away? `until-applied`: once its effect is applied',
        }),
        problems: Type.Array(Type.String(), {
          description: 'Stable names of what is wrong with its shape; empty when it fits',
        }),
        notices: Type.Array(Type.String()),
        next: Type.String({ description: 'What to do next, in the language of Accept-Language' }),
        own: Type.Optional(
          Type.Object(
            {
              state: Type.Union([RedemptionState, Type.Literal('in-force'), Type.Literal('ended')], {
                description: 'Of your redemption; of a licence code, whether your licence is `in-force` or `ended`',
              }),
              at: Type.Optional(Instant),
              redemptionId: Type.Optional(Type.String()),
              deviceId: Type.Optional(Type.String({ description: 'The device that it was entered for' })),
              endsAt: Type.Optional(Instant),
            },
            { description: 'Signed in: what your own code stands at, since `at`; your licence ends at `endsAt`' },
          ),
        ),
      }),
    ),
    other: Type.Optional(
      Type.Object(
        {
          kind: Type.Literal('order-number'),
          next: Type.String({ description: 'What it is for, in the language of Accept-Language' }),
        },
        { description: 'Where there is no candidate: what else of ours the text names' },
      ),
    ),
  },
  { $id: 'Identified' },
)
