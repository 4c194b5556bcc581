import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type FakeInflux, type Fate, fakeInflux } from './fake-influx.ts'
import { ingestTo, MEASURED_FROM, type Path, START } from './ingest-to-influx.ts'

let influx: FakeInflux
let path: Path
beforeEach(async () => {
  influx = await fakeInflux()
  path = await ingestTo(influx.url)
})
afterEach(async () => {
  await path.stop()
  await influx.stop()
})

const minutes = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => from + n)
/** The minutes that are stored, each once, in the order in which they first came. */
const stored = (): number[] => {
  const times = influx.writes.flat().map((line) => (Number(line.split(' ')[2]) - MEASURED_FROM) / 60_000)
  return [...new Set(times)]
}

const answered = (status: number, body?: object | string, headers: Record<string, string> = {}): Fate => ({
  kind: 'answer',
  status,
  body: typeof body === 'string' ? body : JSON.stringify(body ?? {}),
  headers: { 'content-type': typeof body === 'string' ? 'text/html' : 'application/json', ...headers },
})

const TROUBLES: [what: string, fate: Fate][] = [
  ['it is too busy (429)', answered(429, { error: 'too many requests' })],
  ['it is not ready (503)', answered(503, 'starting')],
  ['its disk is full (500)', answered(500, { error: 'engine: write wal: no space left on device' })],
  [
    'its cache is full (500)',
    answered(500, { error: 'engine: cache-max-memory-size exceeded: (1073741905/1073741824)' }),
  ],
  [
    'it has as many series as it may (400)',
    answered(400, { error: 'partial write: max-series-per-database limit exceeded: (1000000) dropped=5' }),
  ],
  ['a proxy answers for it (400)', answered(400, '<html>Bad Request</html>')],
  ['a proxy answers for it (502)', answered(502, '<html>Bad Gateway</html>')],
  ['its database is gone (404)', answered(404, { error: 'database not found: "koppel"' })],
  ['the token is withdrawn (401)', answered(401, { error: 'authorization failed' })],
  ['it dies before it has stored a batch', { kind: 'lost', stored: false }],
  ['it dies when it has stored a batch and not yet said so', { kind: 'lost', stored: true }],
  ['it dies in the middle of its answer', { kind: 'half' }],
  ['a proxy sends it elsewhere (307)', answered(307, '', { location: 'http://127.0.0.1:1/' })],
]

describe('nothing is lost, and all arrives in its order, when', () => {
  test.each(TROUBLES)('%s', async (_, fate) => {
    influx.fates = [fate, fate, fate]
    await path.take(...minutes(0, 5))
    const first = path.untilStored()
    await path.take(...minutes(5, 10))
    expect(await first).toBe(3)
    expect(await path.untilStored()).toBe(0)
    expect(stored()).toEqual(minutes(0, 10))
    expect(path.aside).toEqual([])
  })

  test('it is away for an hour, while everything else goes on', async () => {
    await path.take(0)
    await path.untilStored()
    await influx.stop()
    const back = START + 3_600_000
    for (let minute = 1; path.clock.now() < back; minute++) {
      await path.take(minute)
      await path.untilStored(() => path.clock.now() >= Math.min(back, START + minute * 60_000))
    }
    await influx.start()
    await path.untilStored()
    expect(stored().length).toBeGreaterThanOrEqual(60)
    expect(stored()).toEqual(minutes(0, stored().length))
  })

  test('it says nothing at all: after half a minute the batch is given up and sent again', async () => {
    influx.fates = [{ kind: 'silent' }]
    const came = new Promise<void>((resolve) => {
      influx.onWrite = resolve
    })
    await path.take(...minutes(0, 3))
    await came
    const trouble = path.trouble()
    await path.clock.advance(30_000)
    await trouble
    await path.clock.advance(1_000)
    await path.untilStored()
    expect(stored()).toEqual(minutes(0, 3))
  })
})

test('Retry-After is kept: nobody asks again before', async () => {
  influx.fates = [answered(429, {}, { 'retry-after': '120' })]
  const asked: number[] = []
  influx.onWrite = () => asked.push(path.clock.now())
  await path.take(1)
  await path.untilStored()
  expect(asked.length).toBe(2)
  expect((asked[1] ?? 0) - (asked[0] ?? 0)).toBeGreaterThanOrEqual(120_000)
  expect((asked[1] ?? 0) - (asked[0] ?? 0)).toBeLessThan(121_000)
})

test('waits grow, to half a minute at most, and two of them are not alike', async () => {
  influx.fates = Array.from({ length: 14 }, () => answered(500))
  const asked: number[] = []
  influx.onWrite = () => asked.push(path.clock.now())
  await path.take(1)
  await path.untilStored()
  const waits = asked.slice(1).map((at, n) => at - (asked[n] ?? 0))
  expect(Math.max(...waits)).toBeLessThanOrEqual(30_001)
  expect(Math.min(...waits.slice(-4))).toBeGreaterThanOrEqual(15_000)
  expect(new Set(waits.slice(-4)).size).toBe(4)
})

test('a point that InfluxDB will never take is set aside with its reason, and what comes behind is stored', async () => {
  influx.answer = ({ path: asked, body }) =>
    asked.startsWith('/write') && body.includes('bat=7 ')
      ? {
          status: 400,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ error: 'field type conflict' }),
        }
      : null
  await path.take(...minutes(0, 20))
  expect(await path.untilStored()).toBe(0)
  expect(stored().toSorted((a, b) => a - b)).toEqual(minutes(0, 20).filter((minute) => minute !== 7))
  expect(path.aside).toEqual([['refused-by-engine', 1]])
})

test('no point names a device: no IMEI stands in what is sent', async () => {
  await path.take(1)
  await path.untilStored()
  expect(influx.writes.flat()).toEqual([
    `telemetry,series_id=0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b bat=1 ${MEASURED_FROM + 60_000}`,
  ])
})
