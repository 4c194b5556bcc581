import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Sender } from '../../src/flows/outbox/sender.ts'
import { startSmsSender } from '../../src/flows/sms/sender.ts'
import { OPERATOR_TOKEN, type OpenDoor, openDoor } from '../http/open-door.ts'
import { scriptedTransport } from '../sms/setting.ts'
import { koppel } from './run-koppel.ts'

const transport = scriptedTransport()
let door: OpenDoor
let sender: Sender
let env: Record<string, string>
beforeAll(async () => {
  const sms = {
    name: 'scripted',
    state: () => ({ ready: false, why: 'not registered', signal_dBm: -81, network: 'Telia' }),
  }
  door = await openDoor({ sms })
  sender = startSmsSender(door.house, transport, { inFlight_max: 1, perMinute_max: 60 })
  await door.api.listen({ host: '127.0.0.1', port: 0 })
  const { port } = door.api.server.address() as AddressInfo
  env = { KOPPEL_URL: `http://127.0.0.1:${port}`, KOPPEL_TOKEN: OPERATOR_TOKEN }
})
afterAll(async () => {
  await sender.stop()
  await door.close()
})

test('a message is sent once though the command is repeated, and listed with what became of it', async () => {
  const argv = ['sms', 'send', '--to', '+46 70 123 45 67', '--text', 'Hej 123456 då', '--idempotency-key', 'k']
  const [first, second] = [await koppel(argv, { env }), await koppel(argv, { env })]
  expect([first.code, second.out]).toEqual([0, first.out])
  await sender.idle()
  expect(transport.sent.map(({ to, text }) => [to, text])).toEqual([['+46701234567', 'Hej 123456 då']])
  const { out } = await koppel(['sms', 'list', '--json'], { env })
  expect(
    out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toMatchObject([
    { to: '+46701234567', text: 'Hej ······ då', state: 'handed-over', parts: 1, transport: 'scripted' },
  ])
  expect((await koppel(['sms', 'list'], { env })).out).toMatch(/handed-over +1 +scripted/)
  expect((await koppel(['sms', 'list', '--state', 'failed'], { env })).out.split('\n')).toHaveLength(2)
})

test('what cannot be a message is refused with its name', async () => {
  const number = await koppel(['sms', 'send', '--to', '0701234567', '--text', 'x', '--json'], { env })
  expect([number.code, JSON.parse(number.out).code]).toEqual([1, 'invalid-phone'])
  const text = await koppel(['sms', 'send', '--to', '+46701234567', '--text', 'x'.repeat(1_531), '--json'], { env })
  expect([text.code, JSON.parse(text.out).code]).toEqual([1, 'invalid-request'])
  expect((await koppel(['sms', 'list', '--limit', 'all'], { env })).code).toBe(2)
})

test('the way to the network says whether it is ready, and the exit code with it', async () => {
  const { code, out } = await koppel(['sms', 'state'], { env })
  expect([code, out]).toEqual([1, 'scripted: not ready, Telia, -81 dBm, not registered\n0 waiting\n'])
})

test('maintenance of the dialogue is begun, shown and ended', async () => {
  const maintenance = async (act: string) => (await koppel(['sms', 'maintenance', act], { env })).out
  expect(await maintenance('show')).toBe('off\n')
  const begun = await maintenance('on')
  expect(begun).toMatch(/^on, since 20\d\d-.*Z, by operator\n$/)
  expect(await maintenance('show')).toBe(begun)
  expect(await maintenance('off')).toMatch(/^off, since /)
  const { out } = await koppel(['sms', 'maintenance', 'show', '--json'], { env })
  expect(JSON.parse(out)).toMatchObject({ on: false, who: 'operator' })
  expect((await koppel(['sms', 'maintenance', 'perhaps'], { env })).code).toBe(2)
})
