import { Readable } from 'node:stream'
import { Type } from 'typebox'
import type { SeenDevice } from '../../flows/see-devices.ts'
import { samplePages } from '../../telemetry/sample-pages.ts'
import type { Sample } from '../../telemetry/telemetry.ts'
import type { Api, Door } from '../door.ts'
import { bounded } from '../export/bounded.ts'
import { fixPages } from '../export/fixes.ts'
import { geoJsonOf } from '../export/geojson.ts'
import { gpxOf } from '../export/gpx.ts'
import { measuredCsv } from '../export/measured-csv.ts'
import { HTTP_LIMITS } from '../limits.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { IdParams } from '../query.ts'
import { boundedRangeOf, RangeQuery, Tolerance } from '../range.ts'
import { rememberedDevice } from '../seen-device.ts'
import { refuseTooMany } from './measurements.ts'

type Form = {
  ending: 'csv' | 'gpx' | 'geojson'
  type: string
  summary: string
  content: string
  query: object
  write(pages: AsyncIterable<readonly Sample[]>, device: SeenDevice, tolerance_m: number): AsyncIterable<string>
}

const WithTolerance = Type.Object({ ...RangeQuery.properties, tolerance: Tolerance })
const FORMS: readonly Form[] = [
  {
    ending: 'csv',
    type: 'text/csv; charset=utf-8',
    summary: 'Everything measured, as CSV',
    content: 'RFC 4180, UTF-8, one row a sample; `clock_offset_ms` where the clock was wrong',
    query: RangeQuery,
    write: (pages) => measuredCsv(pages),
  },
  {
    ending: 'gpx',
    type: 'application/gpx+xml',
    summary: 'The track, as GPX',
    content: 'GPX 1.1; a new segment after a gap of 15 minutes',
    query: WithTolerance,
    write: (pages, device, tolerance_m) => gpxOf(fixPages(pages, tolerance_m), device.name),
  },
  {
    ending: 'geojson',
    type: 'application/geo+json',
    summary: 'The track, as GeoJSON',
    content: 'RFC 7946; lines with their instants in `times`',
    query: WithTolerance,
    write: (pages, _device, tolerance_m) => geoJsonOf(fixPages(pages, tolerance_m)),
  },
]

/** What a device measured, as files: streamed, one page of samples in memory. */
export function measurementExportRoutes(api: Api, door: Door): void {
  const { auth, house } = door
  for (const { ending, type, summary, content, query, write } of FORMS) {
    api.get(
      `/api/v1/devices/:id/export.${ending}`,
      {
        onRequest: auth.signedIn,
        exposeHeadRoute: false,
        schema: {
          tags: ['devices'],
          summary,
          description: `At most ${HTTP_LIMITS.rangeDays_max} days, ${HTTP_LIMITS.exportSamples_max} samples and ${HTTP_LIMITS.exportBytes_max / 1_048_576} MiB.`,
          params: IdParams,
          querystring: query,
          response: {
            200: { description: content, content: { [type.split(';')[0] ?? type]: { schema: Type.String() } } },
            ...PROBLEM_ANSWERS,
          } as Record<string, unknown>,
        },
      },
      async (request, reply) => {
        const device = await rememberedDevice(door, request as Parameters<typeof rememberedDevice>[1])
        const asked = request.query as { from?: string; to?: string; tolerance?: number }
        const span = { seriesId: device.seriesId, ...boundedRangeOf(asked, house.world.clock.now()) }
        await refuseTooMany(house.telemetry, span)
        const pages = samplePages(house.telemetry, { ...span, limit: HTTP_LIMITS.exportPage_samples })
        const text = bounded(write(pages, device, asked.tolerance ?? 0), HTTP_LIMITS.exportBytes_max)
        return reply
          .type(type)
          .headers({
            'content-disposition': `attachment; filename="koppel-${device.id}.${ending}"`,
            'cache-control': 'no-store',
          })
          .send(Readable.from(text, { objectMode: false }))
      },
    )
  }
}
