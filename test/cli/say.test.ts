import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { OPERATOR_TOKEN, type OpenDoor, openDoor } from '../http/open-door.ts'
import { answeringPhones } from '../http/phones.ts'
import { koppel } from './run-koppel.ts'

const heard: string[] = []
const phones = answeringPhones(async (from, text) => {
  heard.push(`${from} ${text}`)
  return text === 'silence' ? [] : ['Der angegebene Befehl\nist nicht korrekt \x1b[2J']
})
let demo: OpenDoor
let real: OpenDoor

async function env(door: OpenDoor): Promise<Record<string, string>> {
  const { port } = door.api.server.address() as AddressInfo
  return { KOPPEL_URL: `http://127.0.0.1:${port}`, KOPPEL_TOKEN: OPERATOR_TOKEN }
}
beforeAll(async () => {
  demo = await openDoor({ simulator: { list: async () => [], order: async () => null, phones } })
  real = await openDoor()
  for (const door of [demo, real]) await door.api.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  await demo.close()
  await real.close()
})

test('what a telephone is answered is printed, and nothing that would move the terminal', async () => {
  const said = await koppel(['sms', 'say', '--from', '+43 660 123 45 67', 'hallo'], { env: await env(demo) })
  expect(said).toEqual({ code: 0, out: 'Der angegebene Befehl\nist nicht korrekt ?[2J\n', err: '' })
  expect(heard.at(-1)).toBe('+436601234567 hallo')
  const input = 'cl.5P.1234567890ABCDEF\n'
  const { out } = await koppel(['sms', 'say', '--from', '+436601234567', '-', '--json'], {
    env: await env(demo),
    input,
  })
  expect(JSON.parse(out)).toEqual({ answers: [expect.stringContaining('Befehl')] })
  expect(heard.at(-1)).toBe('+436601234567 cl.5P.1234567890ABCDEF')
})

test('silence has an exit code of its own', async () => {
  const argv = ['sms', 'say', '--from', '+436601234567', '--wait', '2', 'silence']
  expect(await koppel(argv, { env: await env(demo) })).toEqual({
    code: 4,
    out: '',
    err: 'No answer to +436601234567 within 2 s.\n',
  })
})

test('where nothing is simulated it says so, and where nothing runs too', async () => {
  const argv = ['sms', 'say', '--from', '+436601234567', 'hallo']
  const said = await koppel(argv, { env: await env(real) })
  expect([said.code, said.err]).toEqual([1, expect.stringContaining('only "koppel demo" (npm start) has')])
  const alone = await koppel(argv, { env: { KOPPEL_DATA_DIR: '/nonexistent' } })
  expect([alone.code, alone.err]).toEqual([3, expect.stringContaining('No running Koppel found')])
  for (const wait of ['0', '121', 'long'])
    expect((await koppel([...argv, '--wait', wait], { env: await env(demo) })).code).toBe(2)
})
