import { Type } from 'typebox'
import { instantText } from '../../std/period.ts'
import { type Corrected, correctedOf, gapsOf } from '../../telemetry/gaps.ts'
import { samplePages } from '../../telemetry/sample-pages.ts'
import { simplifier } from '../../telemetry/simplify.ts'
import { AGGREGATES, FIELDS, type TelemetryStore, usualAggregate } from '../../telemetry/telemetry.ts'
import type { Api, Door } from '../door.ts'
import { HTTP_LIMITS } from '../limits.ts'
import { DeviceState, Points, Track } from '../measurement-schemas.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'
import { IdParams } from '../query.ts'
import { boundedRangeOf, duration_ms, RangeQuery, rangeOf, Tolerance } from '../range.ts'
import { rememberedDevice } from '../seen-device.ts'

const SeriesQuery = Type.Object({
  ...RangeQuery.properties,
  field: Type.Union(
    FIELDS.map((field) => Type.Literal(field)),
    {
      description:
        "Units: degrees, metres, m/s, percent, dBm, bytes; `balance` in minor units; `until` in milliseconds since 1970; `clk`: milliseconds added to a wrong clock's times",
    },
  ),
  every: Type.Optional(
    Type.String({
      maxLength: 20,
      description: 'ISO 8601 duration, e.g. PT15M: one point for so long; absent: each value',
    }),
  ),
  aggregate: Type.Optional(
    Type.Union(
      AGGREGATES.map((aggregate) => Type.Literal(aggregate)),
      {
        description:
          'What the values of one `every` come to; absent: of `balance` and `until`, which are standings, the last; else their mean',
      },
    ),
  ),
  gap: Type.Optional(
    Type.String({
      maxLength: 20,
      description: 'ISO 8601 duration: the least silence that is told as a gap; absent: `every`, or none without it',
    }),
  ),
})

const TrackQuery = Type.Object({ ...RangeQuery.properties, tolerance: Tolerance })

type Span = { seriesId: string; from: number; to: number }

const tags = ['devices']

/** What a device measured. */
export function measurementRoutes(api: Api, door: Door): void {
  stateRoute(api, door)
  seriesRoute(api, door)
  trackRoute(api, door)
}

function stateRoute(api: Api, door: Door): void {
  const { auth, house } = door
  api.get(
    '/api/v1/devices/:id/state',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'What was measured last',
        params: IdParams,
        response: { 200: DeviceState, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const { seriesId } = await rememberedDevice(door, request)
      const [newest, last] = await Promise.all([house.telemetry.newest(seriesId), house.telemetry.last(seriesId)])
      const { clk, ...values } = newest
      return {
        at: last ? instantText(last.at) : null,
        values: Object.fromEntries(
          Object.entries(values).map(([field, [at, value]]) => [field, { at: instantText(at), value }]),
        ),
        ...(clk && clk[0] === last?.at ? { clockOffsetMs: clk[1] } : {}),
      }
    },
  )
}

function seriesRoute(api: Api, door: Door): void {
  const { auth, house } = door
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
      const { seriesId } = await rememberedDevice(door, request)
      const { field, every, gap, aggregate } = request.query
      if (aggregate !== undefined && every === undefined)
        throw new InvalidRequest({ path: '/querystring/aggregate', message: 'needs `every`' })
      const range = rangeOf(request.query, house.world.clock.now())
      const every_ms = every === undefined ? undefined : duration_ms('every', every)
      const gap_ms = gap === undefined ? every_ms : duration_ms('gap', gap)
      const limit = HTTP_LIMITS.points_max
      const bucketed = every_ms === undefined ? {} : { every_ms, aggregate: aggregate ?? usualAggregate(field) }
      const points = await house.telemetry.series({ seriesId, field, ...range, ...bucketed, limit })
      const cut = points.length === limit
      const silence = gap_ms === undefined ? null : { ...range, every_ms: every_ms ?? 0, gap_ms, cut }
      return {
        points: points.map(([at, value]): [string, number] => [instantText(at), value]),
        ...(silence && {
          gaps: gapsOf(points, silence).map(([from, to]): [string, string] => [instantText(from), instantText(to)]),
        }),
        corrected: await corrections(house.telemetry, { seriesId, ...range }, every_ms),
      }
    },
  )
}

function trackRoute(api: Api, door: Door): void {
  const { auth, house } = door
  api.get(
    '/api/v1/devices/:id/track',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Positions over time',
        description: `Oldest first; at most ${HTTP_LIMITS.points_max} positions, the newest kept. With \`tolerance\`, simplified: at most ${HTTP_LIMITS.rangeDays_max} days and ${HTTP_LIMITS.exportSamples_max} samples, and refused where more than ${HTTP_LIMITS.points_max} positions are left.`,
        params: IdParams,
        querystring: TrackQuery,
        response: { 200: Track, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const { seriesId } = await rememberedDevice(door, request)
      const { tolerance } = request.query
      const range =
        tolerance === undefined
          ? rangeOf(request.query, house.world.clock.now())
          : boundedRangeOf(request.query, house.world.clock.now())
      const asked = { seriesId, ...range }
      const track =
        tolerance === undefined
          ? await house.telemetry.track({ ...asked, limit: HTTP_LIMITS.points_max })
          : await simplifiedTrack(house.telemetry, asked, tolerance)
      return {
        points: track.map(([at, lat, lon]): [string, number, number] => [instantText(at), lat, lon]),
        corrected: await corrections(house.telemetry, asked),
      }
    },
  )
}

async function corrections(
  telemetry: TelemetryStore,
  span: Span,
  every_ms?: number,
): Promise<[string, string, number][]> {
  const bucketed = every_ms === undefined ? {} : { every_ms, aggregate: 'last' as const }
  const offsets = await telemetry.series({ ...span, field: 'clk', ...bucketed, limit: HTTP_LIMITS.points_max })
  return correctedOf(offsets).map(([from, to, offset_ms]: Corrected) => [instantText(from), instantText(to), offset_ms])
}

/** @throws InvalidRequest when too much is left, or too much would be read */
async function simplifiedTrack(
  telemetry: TelemetryStore,
  span: Span,
  tolerance_m: number,
): Promise<[at: number, lat: number, lon: number][]> {
  await refuseTooMany(telemetry, span)
  const { take, end } = simplifier<{ at: number; lat: number; lon: number }>(tolerance_m)
  const kept: { at: number; lat: number; lon: number }[] = []
  for await (const page of samplePages(telemetry, { ...span, limit: HTTP_LIMITS.exportPage_samples })) {
    for (const { at, lat, lon } of page)
      if (lat !== undefined && lon !== undefined) for (const one of take({ at, lat, lon })) kept.push(one)
    if (kept.length > HTTP_LIMITS.points_max) break
  }
  for (const one of end()) kept.push(one)
  if (kept.length <= HTTP_LIMITS.points_max) return kept.map(({ at, lat, lon }) => [at, lat, lon])
  const message = `must be greater, or the range shorter: more than ${HTTP_LIMITS.points_max} positions are left`
  throw new InvalidRequest({ path: '/querystring/tolerance', message })
}

/** @throws InvalidRequest when the range holds more samples than one answer may be made of */
export async function refuseTooMany(telemetry: TelemetryStore, span: Span): Promise<void> {
  const samples_max = HTTP_LIMITS.exportSamples_max
  if (!(await telemetry.holdsMore({ ...span, samples_max }))) return
  throw new InvalidRequest({
    path: '/querystring/from',
    message: `must be nearer to \`to\`: the range holds more than ${samples_max} samples`,
  })
}
