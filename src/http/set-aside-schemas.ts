import { type Static, Type } from 'typebox'
import { HTTP_LIMITS } from './limits.ts'
import { Instant } from './schemas.ts'

/** A point that InfluxDB refused for good. */
export const SetAsidePoint = Type.Object(
  {
    id: Type.String(),
    at: Type.Unsafe<string>({ ...Instant, description: 'When it was set aside' }),
    series: Type.String({ description: 'The opaque series that it is of' }),
    line: Type.String({ description: 'Line protocol, its time in milliseconds' }),
    reason: Type.String({ description: "InfluxDB's own words" }),
  },
  { $id: 'SetAsidePoint' },
)
export const SetAsideList = Type.Object(
  {
    items: Type.Array(SetAsidePoint),
    total: Type.Integer({ description: 'How many are set aside in all' }),
    next: Type.Union([Type.String(), Type.Null()]),
  },
  { $id: 'SetAsideList' },
)
export const SetAsideQuery = Type.Object({
  cursor: Type.Optional(Type.String({ pattern: '^[0-9]{1,15}$', description: '`next` of the page before' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: HTTP_LIMITS.pageItems_max, description: '50 without it' })),
})
export const SetAsideRetried = Type.Object(
  {
    stored: Type.Integer({ description: 'Points that are stored now' }),
    refused: Type.Integer({ description: 'Points that were refused again, and stay set aside' }),
  },
  { $id: 'SetAsideRetried' },
)
export type SetAsideListBody = Static<typeof SetAsideList>
export type SetAsideRetriedBody = Static<typeof SetAsideRetried>
