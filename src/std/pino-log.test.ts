import fc from 'fast-check'
import { expect, test } from 'vitest'
import { manualClock } from './manual-clock.ts'
import { pinoLog } from './pino-log.ts'

function logged(level = 'debug') {
  const lines: string[] = []
  const log = pinoLog({ level, clock: manualClock(), to: { write: (line) => void lines.push(line) } })
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? 'null') }
}

test('a line is one JSON object with level, time and what happened', () => {
  const { log, last } = logged()
  log.warn({ deviceId: 'd', attempt: 3 }, 'command not sent')
  expect(last()).toEqual({
    level: 'warn',
    time: '2026-11-22T12:00:00.000Z',
    deviceId: 'd',
    attempt: 3,
    what: 'command not sent',
  })
})

test('lines under the level are not written', () => {
  const { log, lines } = logged('warn')
  log.info({}, 'quiet')
  expect(lines).toEqual([])
})

test('members with secret names are redacted at any depth', () => {
  const { log, lines } = logged()
  log.info({ code: 'hunter2', a: { Password: 'hunter2', b: [{ token: 'hunter2', cookie: 'hunter2' }] } }, 'x')
  expect(lines[0]).not.toContain('hunter2')
})

test('a token, a telephone number, a code and credentials in a message are cut out, a useful rest stays', () => {
  const { log, last } = logged()
  const message =
    'kop_abcdefghijklmnop +46701234567 2345A-BCDEF-GH7K postgres://me:pw@db/x Authorization: Bearer abc.def'
  log.error({ error: new Error(message) }, 'failed')
  expect(last().error.message).toBe('kop_… +…67 [code] postgres://…@db/x Authorization: Bearer …')
})

test('an error keeps its name, code and cause', () => {
  const { log, last } = logged()
  const cause = Object.assign(new Error('disk'), { code: 'EIO' })
  log.error({ error: new TypeError('broken', { cause }) }, 'failed')
  expect(last().error).toMatchObject({ type: 'TypeError', message: 'broken', cause: { code: 'EIO', message: 'disk' } })
})

test('an activation code never passes, whatever stands around it', () => {
  const symbol = fc.constantFrom(...'23456789ABCDEFGHJKLMNPQRSTVWXYZ')
  const code = fc.string({ unit: symbol, minLength: 14, maxLength: 14 })
  const around = fc.constantFrom('', ' ', '"', '/', '=', ': ', '\n')
  fc.assert(
    fc.property(code, around, around, (typed, before, after) => {
      const { log, lines } = logged()
      log.info({ note: before + typed + after }, before + typed.toLowerCase() + after)
      expect(lines[0]?.toUpperCase()).not.toContain(typed)
    }),
  )
})

test('a structure without end is cut off', () => {
  const { log, lines } = logged()
  const loop: Record<string, unknown> = { bytes: new Uint8Array(9) }
  loop.again = loop
  log.info({ loop, long: 'x'.repeat(100_000) }, 'x')
  expect(lines[0]?.length).toBeLessThan(6_000)
})
