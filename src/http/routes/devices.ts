import { Temporal } from 'temporal-polyfill'
import { Type } from 'typebox'
import { type SeenDevice, seeDevice, seeDevices } from '../../flows/see-devices.ts'
import { instantText } from '../../std/period.ts'
import { ProblemError } from '../../std/problems.ts'
import { FIELDS } from '../../telemetry/telemetry.ts'
import type { Api, Door } from '../door.ts'
import { HTTP_LIMITS } from '../limits.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'
import { cursorOf, IdParams, instantAt, knownId, PageQuery } from '../query.ts'
import { Device, DeviceList, Points, Track } from '../schemas.ts'
import { deviceBody } from '../telling/device-body.ts'

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

/** Devices and what they measured. */
export function deviceRoutes(api: Api, { auth, house }: Door): void {
  const tags = ['devices']

  api.get(
    '/api/v1/devices',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'The devices that you may see',
        querystring: PageQuery,
        response: { 200: DeviceList, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const { limit } = request.query
      const after = cursorOf(request.query)
      const page = await seeDevices(house, auth.actorOf(request), {
        ...(after === undefined ? {} : { after }),
        ...(limit === undefined ? {} : { limit }),
      })
      return { items: page.items.map(deviceBody), next: page.next }
    },
  )

  api.get(
    '/api/v1/devices/:id',
    {
      onRequest: auth.signedIn,
      schema: { tags, summary: 'One device', params: IdParams, response: { 200: Device, ...PROBLEM_ANSWERS } },
    },
    async (request) => deviceBody(await device(request)),
  )

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
      const { seriesId } = await device(request)
      const { field, every } = request.query
      const points = await house.telemetry.series({
        seriesId,
        field,
        ...range(request.query),
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
      const { seriesId } = await device(request)
      const track = await house.telemetry.track({ seriesId, ...range(request.query), limit: HTTP_LIMITS.points_max })
      return { points: track.map(([at, lat, lon]): [string, number, number] => [instantText(at), lat, lon]) }
    },
  )

  async function device(request: Parameters<typeof auth.actorOf>[0] & { params: { id: string } }): Promise<SeenDevice> {
    const seen = await seeDevice(house, auth.actorOf(request), knownId(request.params.id))
    if (!seen) throw new ProblemError('not-found')
    return seen
  }

  function range(query: { from?: string; to?: string }): { from: number; to: number } {
    const to = query.to === undefined ? house.world.clock.now() : instantAt('/querystring/to', query.to)
    const from = query.from === undefined ? to - DAY_MS : instantAt('/querystring/from', query.from)
    if (from > to) throw new InvalidRequest({ path: '/querystring/from', message: 'must not be after `to`' })
    return { from, to }
  }
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
