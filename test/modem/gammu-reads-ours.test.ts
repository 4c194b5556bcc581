import { afterAll, beforeAll, expect, it } from 'vitest'
import { systemBinding } from '../../src/serial/port/binding.ts'
import { openPort } from '../../src/serial/port/open.ts'
import { atLine } from '../../src/sms/modem/at-line.ts'
import { startUp } from '../../src/sms/modem/start-up.ts'
import { toHex } from '../../src/sms/pdu/octets.ts'
import { encodeSubmit } from '../../src/sms/pdu/submit.ts'
import { systemClock, wait } from '../../src/std/clock.ts'
import { type GammuBench, gammuBench } from './gammu-client.ts'
import { TEXTS } from './texts.ts'

/** The SIM asks for no PIN. */
const NO_BOOK = { print: (pin: string) => pin, read: () => null, write: () => {} }

let bench: GammuBench
beforeAll(async () => {
  bench = await gammuBench()
}, 180_000)
afterAll(() => bench?.end())

/** Writes PDUs of the backend's codec into the modem's memory as messages to be sent. */
async function store(texts: readonly string[]): Promise<void> {
  const clock = systemClock()
  const line = await openPort(await systemBinding(), { kind: 'path', path: bench.sim.path ?? '' }, clock)
  const at = atLine(line, clock, () => {})
  const ask = (text: string, body?: string) =>
    at.ask({ text, timeout_ms: 10_000, body_timeout_ms: 10_000, ...(body === undefined ? {} : { body }) })
  expect(await startUp(at, (wait_ms) => wait(clock, wait_ms), null, NO_BOOK)).toMatchObject({ memories: ['SM', 'ME'] })
  for (const [order, text] of texts.entries()) {
    const submit = { to: '+436601234567', text, statusReport: true, for_ms: 86_400_000 }
    for (const tpdu of encodeSubmit(submit, order))
      expect(await ask(`AT+CMGW=${tpdu.length}`, `00${toHex(tpdu)}`)).toMatchObject({ kind: 'ok' })
  }
  await line.close()
}

it('gammu reads every text that the backend’s codec wrote, whole though it is in parts', async () => {
  await store(Object.values(TEXTS))
  const said = await bench.gammu('geteachsms')
  for (const text of Object.values(TEXTS)) expect(said).toContain(`\n\n${text}\n\n`)
  expect(said.match(/Status +: UnSent/g)?.length).toBe(Object.keys(TEXTS).length)
  expect(said).toMatch(/Remote number +: "\+436601234567"/)
}, 60_000)
