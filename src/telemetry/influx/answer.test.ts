import { expect, test } from 'vitest'
import { judgeWrite, type WriteAnswer } from './answer.ts'
import { INFLUX_LIMITS } from './limits.ts'

const now = Date.UTC(2026, 10, 22, 12)
const judge = (status: number, body: unknown = null, retryAfter: string | null = null, sent = 3): WriteAnswer =>
  judgeWrite({ status, body, retryAfter }, sent, INFLUX_LIMITS, now)
const conflict =
  'partial write: field type conflict: input field "bat" on measurement "telemetry" is type string, already exists as type float'

test('204 is stored', () => {
  expect(judge(204)).toEqual({ kind: 'stored' })
})

test('a partial write says that there are bad lines; how many of how many says whether all are', () => {
  const reason = `${conflict} dropped=1`
  expect(judge(400, { error: reason })).toEqual({ kind: 'bad', reason, lines: null })
  expect(judge(400, { error: `${conflict} dropped=3` })).toMatchObject({ kind: 'bad', lines: 'all' })
  expect(judge(422, { code: 'unprocessable entity', message: reason })).toEqual({ kind: 'bad', reason, lines: null })
})

test('InfluxDB 3 names the lines, if it names them all', () => {
  const named = (...numbers: unknown[]) => ({
    error: 'partial write of line protocol occurred',
    data: numbers.map((line_number) => ({ original_line: 'x', line_number, error_message: 'no' })),
  })
  expect(judge(400, named(1, 3))).toMatchObject({ kind: 'bad', lines: [0, 2] })
  for (const odd of [named(0), named(4), named('x'), named(...Array.from({ length: 100 }, () => 1))])
    expect(judge(400, odd)).toMatchObject({ kind: 'bad', lines: null })
})

test('a 400 that is not in words of InfluxDB speaks against no point', () => {
  for (const body of [null, 'Bad Request', {}, { error: 7 }, { message: 'x' }, []])
    expect(judge(400, body).kind, JSON.stringify(body)).toBe('away')
})

test('what is too old for the database is counted, and what is too many for it waits', () => {
  const old = 'partial write: points beyond retention policy dropped=2'
  expect(judge(400, { error: old })).toEqual({ kind: 'too-old', points: 2 })
  for (const full of [
    'partial write: max-series-per-database limit exceeded: (1000000) dropped=3',
    'max-values-per-tag limit exceeded (100000/100000)',
  ])
    expect(judge(400, { error: full })).toMatchObject({ kind: 'away', pause_ms: INFLUX_LIMITS.pause_ms })
})

test('a wrong token, organisation or bucket is a setting, and too large a batch is halved', () => {
  for (const status of [401, 403, 404]) expect(judge(status).kind).toBe('misconfigured')
  expect(judge(413).kind).toBe('too-large')
})

test('Retry-After is kept, in seconds and as a date, within an hour', () => {
  const asked = (status: number, retryAfter: string | null) =>
    (judge(status, null, retryAfter) as { pause_ms: number }).pause_ms
  expect(asked(429, '20')).toBe(20_000)
  expect(asked(503, new Date(now + 90_000).toUTCString())).toBe(90_000)
  expect(asked(503, new Date(now - 90_000).toUTCString())).toBe(0)
  expect(asked(429, '999999999')).toBe(3_600_000)
  expect(asked(429, 'soon')).toBe(INFLUX_LIMITS.pause_ms)
  expect(asked(503, null)).toBe(INFLUX_LIMITS.pause_ms)
  expect(asked(500, null)).toBe(0)
})
