import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openInfluxTelemetry } from '../../src/telemetry/influx/open.ts'
import { packSamples } from '../../src/telemetry/packed.ts'
import type { TelemetryStore } from '../../src/telemetry/telemetry.ts'
import { testWorld } from '../setup/world.ts'
import { type FakeInflux, fakeInflux } from './fake-influx.ts'

/**
 * RECORDED, not real: no InfluxDB 2 or 3 runs here. Answers have the form that the documentation gives them (docs.influxdata.com, read in November 2026): for 2.x `/write` and
 * `/query` of the 1.x compatibility API, `POST /api/v2/delete`, `GET /ping`, "Troubleshoot issues writing data"; for 3 Core the same two, `GET /ping`, and
 * "Use the v3 write_lp API", whose rejected lines are those of `/write` too.
 */

const noon = Date.UTC(2026, 10, 22, 12)
let influx: FakeInflux
let store: TelemetryStore | null = null
let aside: [reason: string, points: number][]
beforeEach(async () => {
  influx = await fakeInflux()
  aside = []
})
afterEach(async () => {
  await store?.close()
  store = null
  await influx.stop()
})

const json = { 'content-type': 'application/json' }
const place = (more: { token?: string; org?: string } = {}) => ({
  url: influx.url,
  token: more.token ?? null,
  org: more.org ?? null,
  bucket: 'collars',
})
async function open(more: { token?: string; org?: string } = {}): Promise<TelemetryStore> {
  const tally = { setAside: (reason: string, points: number) => void aside.push([reason, points]) }
  store = await openInfluxTelemetry({ place: place(more), beside: { memory: true }, world: testWorld(), fetch, tally })
  return store
}
const two = { token: 'my-token==', org: 'dogs' }

describe('InfluxDB 2 (recorded)', () => {
  beforeEach(() => {
    influx.answer = ({ path }) =>
      path === '/ping' ? { status: 204, headers: { 'x-influxdb-build': 'OSS', 'x-influxdb-version': 'v2.7.11' } } : null
  })

  test('is written and read by the paths of 1.x, with the token in the scheme of 2.x', async () => {
    const opened = await open(two)
    influx.heard = []
    const rows = {
      name: 'telemetry',
      columns: ['time', 'value'],
      values: [
        [noon + 60_000, 81],
        [noon, 82],
      ],
    }
    influx.answer = ({ path }) => {
      if (path.startsWith('/write')) return { status: 204 }
      return { status: 200, headers: json, body: JSON.stringify({ results: [{ statement_id: 0, series: [rows] }] }) }
    }
    await opened.write(packSamples([{ seriesId: 'dog', samples: [{ at: noon, bat: 82 }] }]))
    const query = {
      seriesId: 'dog',
      field: 'bat',
      from: noon,
      to: noon + 120_000,
      every_ms: 60_000,
      limit: 10,
    } as const
    expect(await opened.series(query)).toEqual([
      [noon, 82],
      [noon + 60_000, 81],
    ])
    const statement = `SELECT mean("bat") AS "value" FROM "telemetry" WHERE "series_id" = 'dog' AND time >= ${noon}ms AND time < ${noon + 120_000}ms GROUP BY time(60000ms) fill(none) ORDER BY time DESC LIMIT 10`
    expect(influx.heard).toEqual([
      {
        method: 'POST',
        path: '/write?db=collars&precision=ms',
        authorization: 'Token my-token==',
        body: `telemetry,series_id=dog bat=82 ${noon}`,
      },
      {
        method: 'POST',
        path: '/query?db=collars&epoch=ms',
        authorization: 'Token my-token==',
        body: `q=${encodeURIComponent(statement)}`,
      },
    ])
  })

  test('without an organisation is refused at the start, and so are a wrong token and a bucket that is not there', async () => {
    await expect(open({ token: 't' })).rejects.toThrow('KOPPEL_INFLUX_ORG')
    const ping = influx.answer
    const looks = (status: number, body: object) => {
      influx.answer = (heard) =>
        heard.path === '/ping' ? (ping?.(heard) ?? null) : { status, headers: json, body: JSON.stringify(body) }
    }
    looks(401, { code: 'unauthorized', message: 'unauthorized access' })
    await expect(open(two)).rejects.toThrow('unauthorized access')
    looks(404, { code: 'not found', message: 'bucket "collars" not found' })
    await expect(open(two)).rejects.toThrow('KOPPEL_INFLUX_BUCKET')
  })

  test('a batch with a malformed line is stored but for that line, though 2.x rejects it whole', async () => {
    const opened = await open(two)
    influx.answer = ({ body }) =>
      body.includes('bat=7 ')
        ? {
            status: 400,
            headers: json,
            body: JSON.stringify({ code: 'invalid', message: "unable to parse 'telemetry,...': bad number" }),
          }
        : null
    await opened.write(
      packSamples([{ seriesId: 'dog', samples: Array.from({ length: 9 }, (_, bat) => ({ at: noon + bat, bat })) }]),
    )
    expect(influx.writes.flat().length).toBe(8)
    expect(aside).toEqual([['refused-by-engine', 1]])
  })

  test('a partial write (422) is told by its own words', async () => {
    const opened = await open(two)
    const message =
      'failure writing points to database: partial write: field type conflict: input field "bat" on measurement "telemetry" is type float, already exists as type string dropped=1'
    influx.answer = ({ path }) =>
      path.startsWith('/write')
        ? { status: 422, headers: json, body: JSON.stringify({ code: 'unprocessable entity', message }) }
        : null
    await opened.write(packSamples([{ seriesId: 'dog', samples: [{ at: noon, bat: 1 }] }]))
    expect(aside).toEqual([['refused-by-engine', 1]])
  })

  test('a series is erased by the interface for deleting', async () => {
    const opened = await open(two)
    influx.heard = []
    influx.answer = () => ({ status: 204 })
    await opened.erase('dog')
    expect(influx.heard.map(({ path }) => path)).toEqual(Array(6).fill('/api/v2/delete?org=dogs&bucket=collars'))
    expect(JSON.parse(influx.heard[2]?.body ?? '')).toEqual({
      start: '1970-01-01T00:00:00Z',
      stop: '2262-04-11T23:47:16.854Z',
      predicate: '_measurement="sim" AND series_id="dog"',
    })
  })

  test('pruning deletes up to the last millisecond before, and sums of whole hours', async () => {
    const opened = await open(two)
    influx.heard = []
    influx.answer = () => ({ status: 204 })
    await opened.prune({ olderThan: noon + 60_000 })
    expect(
      new Set(influx.heard.map(({ method, path, authorization }) => [method, path, authorization].join(' '))),
    ).toEqual(new Set(['POST /api/v2/delete?org=dogs&bucket=collars Token my-token==']))
    const start = '1970-01-01T00:00:00Z'
    expect(influx.heard.map(({ body }) => JSON.parse(body))).toEqual(
      ['telemetry', 'sim', 'device_state'].flatMap((name) => [
        { start, stop: '2026-11-22T12:00:59.999Z', predicate: `_measurement="${name}"` },
        { start, stop: '2026-11-22T11:59:59.999Z', predicate: `_measurement="${name}_1h"` },
      ]),
    )
  })

  test('pruning that is refused or stopped is not taken for done', async () => {
    const opened = await open(two)
    influx.answer = () => ({ status: 500 })
    await expect(opened.prune({ olderThan: noon })).rejects.toMatchObject({ code: 'try-again-later' })
    await expect(opened.erase('dog')).rejects.toMatchObject({ code: 'try-again-later' })
    const stop = new AbortController()
    influx.heard = []
    influx.answer = () => {
      stop.abort(new Error('stopped'))
      return { status: 204 }
    }
    await expect(opened.prune({ olderThan: noon, signal: stop.signal })).rejects.toThrow('stopped')
    expect(influx.heard.length).toBe(2)
  })
})

describe('InfluxDB 3 Core (recorded)', () => {
  beforeEach(() => {
    const body = JSON.stringify({ version: '3.8.0', revision: '5b2ae3d', process_id: 'b7a9' })
    influx.answer = ({ path }) => (path === '/ping' ? { status: 200, headers: json, body } : null)
  })

  test('says its version in the body, and names the lines that it rejects: the rest is not sent again', async () => {
    const opened = await open({ token: 'apiv3_x' })
    const error_message =
      "invalid column type for column 'bat', expected iox::column_type::field::string, got iox::column_type::field::float"
    const data = [{ original_line: `telemetry,series_id=dog bat=1 ${noon + 1}`, line_number: 2, error_message }]
    influx.heard = []
    influx.answer = () => ({
      status: 400,
      headers: json,
      body: JSON.stringify({ error: 'partial write of line protocol occurred', data }),
    })
    await opened.write(packSamples([{ seriesId: 'dog', samples: [0, 1, 2].map((bat) => ({ at: noon + bat, bat })) }]))
    expect(influx.heard.length).toBe(1)
    expect(aside).toEqual([['refused-by-engine', 1]])
  })

  test('is asked for no deletion: it has the retention period of its database alone ("Delete data" is none of its guides)', async () => {
    const opened = await open({ token: 'apiv3_x' })
    influx.heard = []
    influx.answer = () => ({ status: 404, headers: json, body: '{"error":"not found"}' })
    await opened.erase('dog')
    await opened.prune({ olderThan: noon })
    expect(influx.heard).toEqual([])
  })
})

describe('a server that is none of these', () => {
  test.each([
    ['says no version', { status: 204 }],
    ['says another', { status: 204, headers: { 'x-influxdb-version': '0.9.6' } }],
    ['is something else', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' }],
  ])('is refused at the start: it %s', async (_, answer) => {
    influx.answer = () => answer
    await expect(open()).rejects.toThrow('does not say that it is InfluxDB')
  })

  test('a name and a password go by Basic, as 1.x has it', async () => {
    await open({ token: 'koppel:secret' })
    expect(influx.heard[0]?.authorization).toBe(`Basic ${Buffer.from('koppel:secret').toString('base64')}`)
  })
})
