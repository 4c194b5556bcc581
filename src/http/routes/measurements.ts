import { Temporal } from 'temporal-polyfill'
import { Type } from 'typebox'
import { instantText } from '../../std/period.ts'
import { FIELDS } from '../../telemetry/telemetry.ts'
import { Points, Track } from '../device-schemas.ts'
import type { Api, Door } from '../door.ts'
import { HTTP_LIMITS } from '../limits.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'
import { IdParams, instantAt } from '../query.ts'
import { seenDevice } from '../seen-device.ts'

const DAY_MS = 86_400_000

const RangeQuery = Type.Object({
  from: Type.Optional(Type.String({ description: 'Instant; absent: 24 hours before `to`' })),
  to: Type.Optional(Type.String({ description: 'Instant, exclusive; absent: now' })),
})
const SeriesQuery = Type.Object({
  ...RangeQuery.properties,
  field: Type.Union(
    FIELDS.map((field) => Type.Literal(field)),
    {
      description:
        'Units: degrees, metres, m/s, percent, dBm, bytes; `balance` in minor units; `until` in milliseconds since 1970',
    },
  ),
  every: Type.Optional(
    Type.String({ maxLength: 20, description: 'ISO 8601 duration, e.g. PT15M: means of so long; absent: each value' }),
  ),
})

/** What a device measured. */
export function measurementRoutes(api: Api, door: Door): void {
  const { auth, house } = door
  const tags = ['devices']

  api.get(
    '/api/v1/devices/:id/series',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'One measured value over time',
        description: `Oldest first; at most ${HTTP_LIMITS.points_max} points, the newest kept.`,
        params: IdParams,
        querystring: SeriesQuery,
        response: { 200: Points, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const { seriesId } = await seenDevice(door, request)
      const { field, every } = request.query
      const points = await house.telemetry.series({
        seriesId,
        field,
        ...rangeOf(request.query, house.world.clock.now()),
        ...(every === undefined ? {} : { every_ms: duration_ms(every) }),
        limit: HTTP_LIMITS.points_max,
      })
      return { points: points.map(([at, value]): [string, number] => [instantText(at), value]) }
    },
  )

  api.get(
    '/api/v1/devices/:id/track',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Positions over time',
        description: `Oldest first; at most ${HTTP_LIMITS.points_max} positions, the newest kept.`,
        params: IdParams,
        querystring: RangeQuery,
        response: { 200: Track, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const { seriesId } = await seenDevice(door, request)
      const track = await house.telemetry.track({
        seriesId,
        ...rangeOf(request.query, house.world.clock.now()),
        limit: HTTP_LIMITS.points_max,
      })
      return { points: track.map(([at, lat, lon]): [string, number, number] => [instantText(at), lat, lon]) }
    },
  )
}

function rangeOf(query: { from?: string; to?: string }, now: number): { from: number; to: number } {
  const to = query.to === undefined ? now : instantAt('/querystring/to', query.to)
  const from = query.from === undefined ? to - DAY_MS : instantAt('/querystring/from', query.from)
  if (from > to) throw new InvalidRequest({ path: '/querystring/from', message: 'must not be after `to`' })
  return { from, to }
}

/** Exact units only: a month has no fixed length. */
function duration_ms(text: string): number {
  try {
    const duration = Temporal.Duration.from(text)
    const every_ms = Math.round(duration.total({ unit: 'milliseconds' }))
    if (every_ms >= 1_000 && every_ms <= 366 * DAY_MS) return every_ms
  } catch {}
  throw new InvalidRequest({
    path: '/querystring/every',
    message: 'must be a duration of 1 second to 366 days, e.g. PT15M',
  })
}
