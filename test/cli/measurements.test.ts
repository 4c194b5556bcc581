import { afterAll, beforeAll, expect, test } from 'vitest'
import { instantText } from '../../src/std/period.ts'
import { packSamples } from '../../src/telemetry/packed.ts'
import { OPERATOR_TOKEN, type OpenDoor, openDoor } from '../http/open-door.ts'
import { koppelAt } from './koppel-at.ts'

const MINUTE_MS = 60_000
const EXIT_USAGE = 2
const EXIT_UNREACHABLE = 3
let door: OpenDoor
let device: string
let noon: number
beforeAll(async () => {
  door = await openDoor()
  device = await door.collar((await door.person('owner')).accountId)
  noon = door.clock.now() - 60 * MINUTE_MS
  const { series_id: seriesId } = await door.house.ledger.reads
    .selectFrom('ownerships')
    .select('series_id')
    .where('device_id', '=', device)
    .executeTakeFirstOrThrow()
  const samples = [
    { at: noon, lat: 60, lon: 15, bat: 80, until: noon },
    { at: noon + MINUTE_MS, lat: 60.0001, lon: 15.00000001, bat: 70 },
    { at: noon + 2 * MINUTE_MS, lat: 60.0002, lon: 15, until: noon + MINUTE_MS },
    { at: noon + 20 * MINUTE_MS, lat: 61, lon: 16, bat: 60, clk: -5_000 },
  ]
  await door.house.telemetry.write(packSamples([{ seriesId, samples }]))
})
afterAll(() => door.close())

const at = (minutes: number): string => instantText(noon + minutes * MINUTE_MS)
const device_ = (argv: string[], more: object = {}) =>
  koppelAt(door, ['device', ...argv], { token: OPERATOR_TOKEN, ...more })
const range = () => ['--from', at(0), '--to', at(30)]

test('the state is each value with its time, and a wrong clock', async () => {
  const { exit, out } = await device_(['state', device])
  expect(exit).toBe(0)
  expect(out).toMatch(/^FIELD +VALUE +AT\n/)
  expect(out).toMatch(new RegExp(`^bat +60 +${at(20)}$`, 'm'))
  expect(out).toContain('-5000 ms were added')
  const { values } = JSON.parse((await device_(['state', device, '--json'])).out)
  expect(values.bat).toEqual({ at: at(20), value: 60 })
})

test('a device that measured nothing says so', async () => {
  const other = await door.collar((await door.person('viewer')).accountId)
  expect(await device_(['state', other])).toMatchObject({ exit: 0, out: 'Nothing was measured yet.\n' })
})

test('a series is a line each; gaps and wrong clocks are told beside it, for a script among it', async () => {
  const asked = ['series', device, '--field', 'bat', '--gap', 'PT10M', ...range()]
  const { exit, out, err } = await device_(asked)
  expect([exit, out]).toEqual([0, `${at(0)}  80\n${at(1)}  70\n${at(20)}  60\n`])
  expect(err).toContain(`nothing measured from ${at(1)} to ${at(20)}\n`)
  expect(err).toContain('-5000 ms were added')
  const lines = (await device_([...asked, '--json'])).out.trim().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    [at(0), 80],
    [at(1), 70],
    ['gap', at(1), at(20)],
    [at(20), 60],
    ['gap', at(20), at(30)],
  ])
})

test('a slot of the end of validity is its last value, where no aggregate is named', async () => {
  const { out } = await device_(['series', device, '--field', 'until', '--every', 'PT1H', ...range()])
  expect(out).toBe(`${at(0)}  ${noon + MINUTE_MS}\n`)
})

test('a track is simplified to metres', async () => {
  const { out } = await device_(['track', device, '--tolerance', '5', ...range()])
  expect(out).toBe(`${at(0)}  60  15\n${at(2)}  60.0002  15\n${at(20)}  61  16\n`)
})

test('an export goes to standard output, or whole into a new file', async () => {
  const printed = await device_(['export', device, '--form', 'geojson', '--tolerance', '5', ...range()])
  expect([printed.exit, JSON.parse(printed.out).type]).toEqual([0, 'FeatureCollection'])
  const saved = new Map<string, string>()
  const save = async (path: string, bytes: AsyncIterable<Uint8Array>) => {
    const chunks = []
    for await (const chunk of bytes) chunks.push(chunk)
    saved.set(path, Buffer.concat(chunks).toString())
  }
  expect(await device_(['export', device, '--out', 'bella.csv', ...range()], { save })).toMatchObject({
    exit: 0,
    out: '',
  })
  expect(saved.get('bella.csv')?.split('\r\n')[1]).toContain(at(0))
})

test.each([
  ['a field that there is not', () => ['series', device, '--field', 'mood'], 'field'],
  ['no field', () => ['series', device], '--field'],
  ['a range the wrong way', () => ['track', device, '--from', at(2), '--to', at(1)], 'from'],
  ['a tolerance for a CSV', () => ['export', device, '--tolerance', '5'], 'a CSV holds everything'],
  ['an aggregate without buckets', () => ['series', device, '--field', 'bat', '--aggregate', 'max'], 'every'],
])('%s is told', async (_, argv, why) => {
  const { exit, out, err } = await device_(argv())
  expect([exit === 0, out]).toEqual([false, ''])
  expect(err).toContain(why)
})

test('a file that cannot be written is told by its name', async () => {
  const save = () => Promise.reject(Object.assign(new Error('there'), { code: 'EEXIST' }))
  const { exit, err } = await device_(['export', device, '--out', 'old.csv'], { save })
  expect(exit).toBe(EXIT_USAGE)
  expect(err).toContain('old.csv cannot be written: EEXIST')
})

test('what is cut off on its way does not pass for whole', async () => {
  const onTheWay = (body: string): string | ReadableStream => {
    if (!body.startsWith('time')) return body
    return new ReadableStream({
      start(taken) {
        taken.enqueue(Buffer.from(body.slice(0, 20)))
        taken.error(new Error('cut'))
      },
    })
  }
  const { exit, err } = await device_(['export', device, ...range()], { onTheWay })
  expect(exit).toBe(EXIT_UNREACHABLE)
  expect(err).toContain('not whole')
  const save = async (_path: string, bytes: AsyncIterable<Uint8Array>) => {
    for await (const _ of bytes);
  }
  const saved = await device_(['export', device, '--out', 'new.csv', ...range()], { onTheWay, save })
  expect([saved.exit, saved.err]).toEqual([EXIT_UNREACHABLE, expect.stringContaining('not whole')])
})
