import { spawn } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { SmsBody } from '../../src/http/sms-schemas.ts'
import { dataDir, type Program, ROOT, startProgram } from './program.ts'

const OURS = '+436649477338'
const PHONE = '+436601234567'
/** A modem takes a second or two to start, on a machine that is busy some more. */
const SOON = { timeout: 25_000, interval: 200 }

type Shown = { to: string; text: string }

/** `koppel sim --modem` in a process of its own: what a telephone shows, and what it sends. */
async function startModem(dir: string, ...argv: string[]) {
  const path = join(dir, 'modem')
  const command = [join(ROOT, 'bin/koppel.mjs'), 'sim', '--modem', '--path', path, '--json', ...argv]
  const child = spawn(process.execPath, command, { cwd: ROOT, stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  await expect.poll(() => out, SOON).toContain(path)
  const shown = (): Shown[] =>
    out
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => JSON.parse(line))
  return { path, shown, type: (line: string) => void child.stdin.write(`${line}\n`) }
}

const env = (path: string) => ({
  KOPPEL_SMS_TRANSPORT: 'modem',
  KOPPEL_SMS_MODEM: path,
  KOPPEL_SMS_NUMBER: OURS,
  KOPPEL_SMS_PER_MINUTE: '600',
})
const ask = async ({ run }: Program, path: string, body?: object) => {
  const headers = { authorization: `Bearer ${run.token}`, 'content-type': 'application/json' }
  const answer = await fetch(run.url + path, {
    method: body ? 'POST' : 'GET',
    headers: { ...headers, ...(body && { 'idempotency-key': JSON.stringify(body).replace(/[^!-~]/g, '') }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  return answer.json() as Promise<never>
}
const send = async (program: Program, text: string): Promise<string> =>
  ((await ask(program, '/api/v1/sms', { to: PHONE, text })) as { id: string }).id

test('messages go out by the modem, are reported, and what comes is answered; the PIN is kept account of', async () => {
  const dir = await dataDir()
  const modem = await startModem(dir, '--pin', '4711')
  const program = await startProgram('serve', {
    dir: await dataDir(),
    env: { ...env(modem.path), KOPPEL_SMS_MODEM_PIN: '4711' },
  })
  await expect.poll(() => ask(program, '/readyz'), SOON).toMatchObject({ ready: true, parts: { sms: { ready: true } } })
  const id = await send(program, 'Grüße für 5 €')
  await expect.poll(async () => ((await ask(program, `/api/v1/sms/${id}`)) as SmsBody).state, SOON).toBe('delivered')
  expect(modem.shown()).toMatchObject([{ to: PHONE, text: 'Grüße für 5 €' }])
  modem.type(`${PHONE} cl.31.1234567890ABCDEF`)
  await expect.poll(() => modem.shown().at(-1)?.text, SOON).toContain('Ihre Rufnummer ist nicht')
  const metrics = await (await fetch(`${program.run.url}/metrics`)).text()
  expect(metrics).toContain('koppel_sms_handed_over_total{transport="modem",outcome="taken"} 2')
  expect(metrics).toContain('koppel_sms_transport_ready 1')
  expect(metrics).not.toContain('43660')
})

test('without the modem the house serves, and says why no message leaves; they leave once it is there', async () => {
  const dir = await dataDir()
  const program = await startProgram('serve', { dir: await dataDir(), env: env(join(dir, 'modem')) })
  await expect
    .poll(() => ask(program, '/readyz'), SOON)
    .toMatchObject({
      ready: true,
      parts: { sms: { ready: false, needed: false, why: expect.stringContaining('port-absent') } },
    })
  const id = await send(program, 'later')
  const modem = await startModem(dir)
  await expect.poll(() => modem.shown().length, { timeout: 60_000, interval: 500 }).toBe(1)
  await expect.poll(async () => ((await ask(program, `/api/v1/sms/${id}`)) as SmsBody).state, SOON).toBe('delivered')
}, 120_000)

test('a wrong PIN costs the SIM one try, however often the house is started', async () => {
  const dir = await dataDir()
  const modem = await startModem(dir, '--pin', '4711')
  const data = await dataDir()
  for (let time = 0; time < 3; time++) {
    const program = await startProgram('serve', {
      dir: data,
      env: { ...env(modem.path), KOPPEL_SMS_MODEM_PIN: '0000' },
    })
    const why = expect.stringContaining('the SIM has refused the configured PIN')
    await expect.poll(() => ask(program, '/readyz'), SOON).toMatchObject({ parts: { sms: { why } } })
    await program.stop('SIGKILL')
  }
  expect((statSync(join(data, 'sim-pin.json')).mode & 0o777).toString(8)).toBe('600')
  const right = await startProgram('serve', { dir: data, env: { ...env(modem.path), KOPPEL_SMS_MODEM_PIN: '4711' } })
  await expect.poll(() => ask(right, '/readyz'), SOON).toMatchObject({ parts: { sms: { ready: true } } })
}, 120_000)

test('killed in the middle of sending, it sends the rest; only what was on its way may come twice', async () => {
  const dir = await dataDir()
  const modem = await startModem(dir)
  const data = await dataDir()
  const first = await startProgram('serve', { dir: data, env: env(modem.path) })
  await expect.poll(() => ask(first, '/readyz'), SOON).toMatchObject({ parts: { sms: { ready: true } } })
  const texts = Array.from({ length: 8 }, (_, at) => `message ${at}`)
  for (const text of texts) await send(first, text)
  await expect.poll(() => modem.shown().length, SOON).toBeGreaterThan(1)
  await first.stop('SIGKILL')
  await startProgram('serve', { dir: data, env: env(modem.path) })
  const arrived = () => new Set(modem.shown().map(({ text }) => text)).size
  await expect.poll(arrived, { timeout: 120_000, interval: 500 }).toBe(texts.length)
  const times = texts.map((text) => modem.shown().filter((one) => one.text === text).length)
  expect(times.filter((count) => count > 1).length).toBeLessThanOrEqual(1)
  expect(Math.max(...times)).toBeLessThanOrEqual(2)
}, 180_000)
