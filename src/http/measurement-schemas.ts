import { type Static, Type } from 'typebox'
import { Instant } from './schemas.ts'

/** Shapes of what a device measured, over time. */

export const Gaps = Type.Array(Type.Tuple([Instant, Instant]), {
  description: 'Where nothing was measured, ends of the range included: from, to',
})
export const Corrections = Type.Array(Type.Tuple([Instant, Instant, Type.Integer()]), {
  description:
    "Stretches in which the device's clock was wrong: first and last instant, corrected, and the milliseconds that were added to the device's own",
})
export const Points = Type.Object(
  {
    points: Type.Array(Type.Tuple([Instant, Type.Number()])),
    gaps: Type.Optional(Gaps),
    corrected: Corrections,
  },
  { $id: 'Points' },
)
export const Track = Type.Object(
  {
    points: Type.Array(
      Type.Tuple([Instant, Type.Number(), Type.Number()], { description: 'instant, latitude, longitude' }),
    ),
    corrected: Corrections,
  },
  { $id: 'Track' },
)
export const NewestValue = Type.Object({ at: Instant, value: Type.Number() }, { $id: 'NewestValue' })
export const DeviceState = Type.Object(
  {
    at: Type.Union([Instant, Type.Null()], { description: 'Of the newest sample; null: nothing was ever measured' }),
    values: Type.Record(Type.String(), NewestValue, {
      description: 'The newest value of each field, by the name that a series has it under, and when it was measured',
    }),
    clockOffsetMs: Type.Optional(
      Type.Integer({ description: "The newest sample's clock was wrong: what was added to it, milliseconds" }),
    ),
  },
  { $id: 'DeviceState' },
)

export type PointsBody = Static<typeof Points>
export type TrackBody = Static<typeof Track>
export type DeviceStateBody = Static<typeof DeviceState>
