import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bounded } from '../../src/http/export/bounded.ts'
import { type Fix, fixPages } from '../../src/http/export/fixes.ts'
import { geoJsonOf } from '../../src/http/export/geojson.ts'
import { gpxOf } from '../../src/http/export/gpx.ts'
import { measuredCsv } from '../../src/http/export/measured-csv.ts'
import { instantText } from '../../src/std/period.ts'
import { packSamples } from '../../src/telemetry/packed.ts'
import type { Sample } from '../../src/telemetry/telemetry.ts'
import { installDebian, mayInstall } from '../setup/debian.ts'
import { as, type OpenDoor, openDoor, type Person } from './open-door.ts'

const minute = 60_000
let door: OpenDoor
let owner: Person
let device: string
let noon: number

beforeAll(async () => {
  if (!existsSync('/usr/bin/xmllint') && mayInstall()) installDebian(['libxml2-utils'])
  door = await openDoor()
  owner = await door.person('owner')
  device = await door.collar(owner.accountId)
  noon = door.clock.now() - 3_600_000
  const { items } = (await get('/devices')).json()
  expect(items[0].id).toBe(device)
  const samples: Sample[] = [
    { at: noon, lat: 60, lon: 15, alt: 1e-9, bat: 80, balance: 500 },
    { at: noon + minute, lat: 60.0001, lon: 15.00000001, bat: 70 },
    { at: noon + 2 * minute, lat: 60.0002, lon: 15, clk: -86_400_000 },
    { at: noon + 20 * minute, lat: -0.5, lon: 180, bat: 60, clk: -86_400_000 },
    { at: noon + 21 * minute, balance: 400, until: noon },
  ]
  const series = await door.house.ledger.reads
    .selectFrom('ownerships')
    .select('series_id')
    .where('device_id', '=', device)
    .executeTakeFirstOrThrow()
  await door.house.telemetry.write(
    packSamples([{ seriesId: series.series_id, samples: [...samples.toReversed(), ...samples] }]),
  )
})
afterAll(() => door.close())

const get = (path: string) => door.api.inject({ url: `/api/v1${path}`, ...as(owner) })
const range = (): string => `from=${instantText(noon)}&to=${instantText(noon + 30 * minute)}`
const of = (what: string, query = '') => get(`/devices/${device}/${what}?${range()}${query}`)
const at = (n: number): string => instantText(noon + n * minute)

describe('answers', () => {
  test('the state tells each newest value with its own time', async () => {
    const state = (await get(`/devices/${device}/state`)).json()
    expect(state).toMatchObject({
      at: at(21),
      values: { bat: { at: at(20), value: 60 }, balance: { at: at(21), value: 400 } },
    })
    expect(state).not.toHaveProperty('clockOffsetMs')
  })

  test('a series has buckets of every kind, its gaps, and where the clock was wrong', async () => {
    const body = (await of('series', '&field=bat&every=PT10M&aggregate=max')).json()
    const buckets = body.points.map(([, value]: [string, number]) => value)
    expect(Math.max(...buckets)).toBe(80)
    expect(body.gaps.length).toBeGreaterThan(0)
    expect(body.corrected.at(-1)[2]).toBe(-86_400_000)
    const single = (await of('series', '&field=bat&gap=PT10M')).json()
    expect(single.gaps).toEqual([
      [at(1), at(20)],
      [at(20), at(30)],
    ])
    expect(single.corrected).toEqual([[at(2), at(20), -86_400_000]])
    expect((await of('series', '&field=balance')).json().points).toEqual([
      [at(0), 500],
      [at(21), 400],
    ])
  })

  test('a slot of the balance is what stood at its end, a mean only where it is asked for', async () => {
    const slot = async (query: string) => (await of('series', `&every=PT1H&${query}`)).json().points
    expect(await slot('field=balance')).toEqual([[at(0), 400]])
    expect(await slot('field=balance&aggregate=mean')).toEqual([[at(0), 450]])
    expect(await slot('field=bat')).toEqual([[at(0), 70]])
  })

  test('a track is simplified to metres', async () => {
    expect((await of('track')).json().points.length).toBe(4)
    const { points } = (await of('track', '&tolerance=5')).json()
    expect(points.map(([when]: [string]) => when)).toEqual([at(0), at(2), at(20)])
  })

  test.each([
    ['series', 'field=bat&aggregate=max', '/querystring/aggregate'],
    ['series', 'field=bat&gap=P1M', '/querystring/gap'],
    ['track', 'tolerance=1&from=2020-01-01T00:00:00Z', '/querystring/from'],
    ['export.csv', 'from=2020-01-01T00:00:00Z', '/querystring/from'],
    ['export.gpx', 'tolerance=-1', '/querystring/tolerance'],
  ])('%s?%s is refused in words', async (what, query, path) => {
    const answer = await get(`/devices/${device}/${what}?${query}`)
    expect([answer.statusCode, answer.json().errors[0].path]).toEqual([400, path])
  })
})

describe('exports', () => {
  test('CSV holds every sample once, with its units and its clock', async () => {
    const answer = await of('export.csv')
    expect(answer.headers['content-disposition']).toMatch(/koppel-.*\.csv/)
    const rows = answer.body.trimEnd().split('\r\n')
    expect(rows[0]).toBe(
      'time,lat,lon,accuracy_m,altitude_m,speed_mps,course_deg,battery_percent,signal_dbm,balance_minor,valid_until,bytes_since_boot,clock_offset_ms',
    )
    expect(rows.length).toBe(6)
    expect(rows[4]).toBe(`${at(20)},-0.5,180,,,,,60,,,,,-86400000`)
    expect(rows[5]).toBe(`${at(21)},,,,,,,,,400,${at(0)},,`)
  })

  test('GPX is well formed and has the structure of GPX 1.1', async () => {
    const { body } = await of('export.gpx')
    expect(xpath(body, 'count(/g:gpx[@version="1.1"][@creator]/g:trk/g:trkseg)')).toBe('2')
    expect(xpath(body, 'count(//g:trkpt[@lat][@lon]/g:time)')).toBe('4')
    expect(xpath(body, 'string((//g:trkpt)[last()]/@lon)')).toBe('-180')
    expect(xpath(body, 'count(//g:trkpt/g:cmt)')).toBe('2')
    expect(
      xpath(
        body,
        'count(//g:*[not(self::g:gpx or self::g:trk or self::g:name or self::g:trkseg or self::g:trkpt or self::g:ele or self::g:time or self::g:cmt)])',
      ),
    ).toBe('0')
    // The order of wptType: ele, time, cmt.
    expect(xpath(body, 'count(//g:time[following-sibling::g:ele] | //g:cmt[following-sibling::g:time])')).toBe('0')
    expect(body).not.toMatch(/\d[eE][-+]?\d/)
  })

  test("GPX takes any device's name and any number of positions", async () => {
    const name = `</name>&<a b="'">\u0000\u0007\ud800 Räv`
    expect(xpath(await textOf(gpxOf(pagesOf([]), name)), 'string(//g:name)')).toContain(`</name>&<a b="'">`)
    expect(xpath(await textOf(gpxOf(pagesOf([]), name)), 'count(//g:trkseg)')).toBe('0')
  })

  test('GeoJSON is a collection of lines with their instants; a clock that was wrong is on its own', async () => {
    const body = (await of('export.geojson')).json()
    expect(body.features.map(({ geometry }: { geometry: { type: string } }) => geometry.type)).toEqual([
      'LineString',
      'Point',
      'Point',
    ])
    expect(body.features[0].geometry.coordinates[0]).toEqual([15, 60, 1e-9])
    expect(body.features[0].properties.times).toEqual([at(0), at(1)])
    expect(body.features[1].properties).toEqual({ times: [at(2)], clockOffsetMs: -86_400_000 })
  })

  test('a GeoJSON line of more than 1,000 positions goes on from the same position, and is cut at the antimeridian', async () => {
    const fixes = Array.from(
      { length: 2_500 },
      (_, n): Fix => ({ at: n * 1_000, lat: 1, lon: n < 2_400 ? n / 1e3 : -179 }),
    )
    const { features } = JSON.parse(await textOf(geoJsonOf(pagesOf(fixes))))
    const lines = features.map(({ geometry }: { geometry: { coordinates: number[][] } }) => geometry.coordinates)
    expect(lines.map((line: number[][]) => line.length)).toEqual([1_000, 1_000, 402, 100])
    expect(lines[1][0]).toEqual(lines[0].at(-1))
    expect(await textOf(geoJsonOf(pagesOf([])))).toBe('{"type":"FeatureCollection","features":[\n\n]}\n')
  })

  test('more than a year, or more samples than an export takes, is refused before its first byte', async () => {
    const to = instantText(noon)
    const { telemetry } = door.house
    const { holdsMore } = telemetry
    const asked: number[] = []
    const refusals = async (what: string): Promise<unknown[]> => {
      telemetry.holdsMore = holdsMore
      const long = await get(`/devices/${device}/${what}from=${instantText(noon - 367 * 24 * 60 * minute)}&to=${to}`)
      telemetry.holdsMore = async ({ samples_max }) => asked.push(samples_max) > 0
      const full = await get(`/devices/${device}/${what}to=${to}`)
      return [long, full].map(({ statusCode }) => statusCode)
    }
    for (const what of ['export.csv?', 'export.gpx?', 'export.geojson?', 'track?tolerance=5&'])
      expect([what, await refusals(what)]).toEqual([what, [400, 400]])
    expect(asked).toEqual(Array(4).fill(500_000))
    telemetry.holdsMore = holdsMore
  })

  test('no page is read before its reader wants it, and one who leaves ends the reading', async () => {
    let read = 0
    let left = false
    async function* endless(): AsyncGenerator<Sample[]> {
      try {
        for (;;) yield [{ at: ++read, lat: 1, lon: 2 }]
      } finally {
        left = true
      }
    }
    const csv = measuredCsv(endless())
    await csv.next()
    expect(read).toBe(0)
    await csv.next()
    expect(read).toBe(1)
    await csv.return(undefined)
    expect(left).toBe(true)
  })

  test('a segment keeps its ends, however it is simplified', async () => {
    const samples = [0, 1, 2, 30, 31, 32].map((n): Sample => ({ at: n * minute, lat: 60 + n / 1e4, lon: 15 }))
    const kept: number[] = []
    for await (const page of fixPages(pagesOf(samples), 50)) kept.push(...page.map((fix) => fix.at / minute))
    expect(kept).toEqual([0, 2, 30, 32])
  })

  test('what grows beyond its bytes breaks off', async () => {
    const csv = (): AsyncIterable<string> => bounded(measuredCsv(pagesOf([{ at: noon, bat: 1 }])), 200)
    expect((await textOf(csv())).length).toBeLessThanOrEqual(200)
    await expect(textOf(bounded(csv(), 170))).rejects.toThrow('170 bytes')
  })
})

async function* pagesOf<P>(samples: P[]): AsyncGenerator<P[]> {
  for (let from = 0; from < samples.length; from += 700) yield samples.slice(from, from + 700)
}

async function textOf(texts: AsyncIterable<string>): Promise<string> {
  let all = ''
  for await (const text of texts) all += text
  return all
}

/** What an XPath comes to, `g` being the namespace of GPX 1.1. xmllint refuses what is not well formed. */
function xpath(document: string, path: string): string {
  const local = path.replace(/(self::|following-sibling::|\/|\/\/)g:(\w+|\*)/g, (_, axis, name) =>
    name === '*'
      ? `${axis}*[namespace-uri()="http://www.topografix.com/GPX/1/1"]`
      : `${axis}*[local-name()="${name}" and namespace-uri()="http://www.topografix.com/GPX/1/1"]`,
  )
  return execFileSync('xmllint', ['--xpath', local, '-'], { input: document, encoding: 'utf8' }).trim()
}
