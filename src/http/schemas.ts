import { type Static, Type } from 'typebox'

/** Shapes that several of the API have in common. */

/**
 * No control characters: PostgreSQL has no place for NUL, terminals and logs none for the others. And none that turn the direction of what follows (U+202A to U+202E, U+2066
 * to U+2069): in a list or a letter a name could show itself as another.
 */
export const PRINTABLE = '^[^\\u0000-\\u001f\\u007f\\u202a-\\u202e\\u2066-\\u2069]*$'
/** Ids are opaque; instants ISO 8601 UTC; money in minor units. */
export const Instant = Type.String({
  format: 'date-time',
  description: 'ISO 8601, UTC, with milliseconds: 2027-03-01T10:00:00.000Z',
})
export const SimKind = Type.Union([Type.Literal('travel-sim'), Type.Literal('tele2'), Type.Literal('telia-iot')], {
  $id: 'SimKind',
})
export const ProblemDetails = Type.Object(
  {
    type: Type.String({ format: 'uri' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: 'What it means and what to do, in the language of Accept-Language' }),
    code: Type.String({ description: 'Stable name' }),
    retryable: Type.Boolean(),
    retryAt: Type.Optional(
      Type.String({ format: 'date-time', description: 'When trying again can succeed, where known' }),
    ),
    errors: Type.Optional(Type.Array(Type.Object({ path: Type.String(), message: Type.String() }))),
    supportCase: Type.Optional(
      Type.String({
        format: 'uri',
        description: 'mailto: a letter to support, begun with what happened; no code is in it',
      }),
    ),
    support: Type.Optional(Type.Object({ phone: Type.Optional(Type.String()), email: Type.Optional(Type.String()) })),
  },
  { $id: 'ProblemDetails' },
)
export const Health = Type.Object({ status: Type.Literal('ok'), version: Type.String() }, { $id: 'Health' })
export const PartState = Type.Object(
  {
    ready: Type.Boolean(),
    why: Type.Optional(Type.String()),
    needed: Type.Optional(Type.Boolean({ description: 'false: without it everything else serves' })),
  },
  { $id: 'PartState' },
)
export const Readiness = Type.Object(
  { ready: Type.Boolean(), parts: Type.Record(Type.String(), PartState) },
  { $id: 'Readiness' },
)
export type ProblemBody = Static<typeof ProblemDetails>
