import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { OPERATOR_TOKEN, type OpenDoor, openDoor, type Person } from '../http/open-door.ts'
import { koppel } from './run-koppel.ts'

const NUMBER = '1234567890ABCDEF'
let door: OpenDoor
let owner: Person
let url: string
beforeAll(async () => {
  door = await openDoor()
  owner = await door.person('owner')
  await door.api.listen({ host: '127.0.0.1', port: 0 })
  url = `http://127.0.0.1:${(door.api.server.address() as AddressInfo).port}`
})
afterAll(() => door.close())

const run = (argv: string[], token = OPERATOR_TOKEN) => koppel(argv, { env: { KOPPEL_URL: url, KOPPEL_TOKEN: token } })
const ask = (phone: string, name: string) =>
  door.api.inject({
    method: 'POST',
    url: '/api/v1/sms/number-requests',
    payload: { phone, name, consent: true },
  })
/** The id in front of the line that holds a text. */
const idBefore = (out: string, text: string): string =>
  out
    .split('\n')
    .find((line) => line.includes(text))
    ?.split(/\s/)[0] ?? ''

test('orders are listed for whoever placed them and for the office, and for nobody else', async () => {
  const order = { licenceNumber: NUMBER, type: '5P' }
  const headers = { authorization: `Bearer ${owner.token}`, 'idempotency-key': 'one' }
  const placed = await door.api.inject({ method: 'POST', url: '/api/v1/licences/orders', payload: order, headers })
  const { number } = placed.json()
  for (const token of [owner.token, OPERATOR_TOKEN]) {
    const { code, out } = await run(['licence', 'orders'], token)
    expect([code, out.split('\n').length]).toEqual([0, 3])
    expect(out).toMatch(new RegExp(`${number} +${NUMBER} +5P +new +970\\.00 EUR`))
  }
  const { out } = await run(['licence', 'orders', '--json'], owner.token)
  expect(JSON.parse(out)).toMatchObject(placed.json())
  const stranger = await door.person('owner')
  expect((await run(['licence', 'orders'], stranger.token)).out.split('\n')).toHaveLength(2)
})

test('a request is approved with an account that pays, once, and the number is withdrawn again', async () => {
  await ask('+43 664 1234567', 'Anna Gruber')
  const request = idBefore((await run(['sms', 'numbers', 'requests'])).out, 'Anna Gruber')
  expect((await run(['sms', 'numbers', 'approve', request])).code).toBe(2)
  const approve = ['sms', 'numbers', 'approve', request, '--account', owner.accountId, '--language', 'sv']
  const approved = await run(approve)
  expect([approved.code, approved.out]).toEqual([0, 'registered\n'])
  const again = await run(approve)
  expect([again.code, again.out]).toEqual([1, ''])
  const listed = await run(['sms', 'numbers', 'list'])
  expect(listed.out).toMatch(/\+436641234567 +active +sv +account of owner/)
  const id = idBefore(listed.out, '+436641234567')
  const withdrawn = await run(['sms', 'numbers', 'withdraw', id])
  expect([withdrawn.code, withdrawn.out]).toEqual([0, 'withdrawn\n'])
  expect((await run(['sms', 'numbers', 'list'])).out).toMatch(/\+436641234567 +withdrawn/)
  expect((await run(['sms', 'numbers', 'withdraw', id])).code).toBe(1)
})

test('a request is rejected with a reason, and a customer decides none', async () => {
  await ask('+43 664 7654321', 'Bernd Huber')
  const request = idBefore((await run(['sms', 'numbers', 'requests'])).out, 'Bernd Huber')
  const reject = ['sms', 'numbers', 'reject', request, '--reason', 'no customer of ours']
  expect((await run(reject, owner.token)).code).toBe(1)
  expect((await run(['sms', 'numbers', 'reject', request])).code).toBe(2)
  const rejected = await run(reject)
  expect([rejected.code, rejected.out]).toEqual([0, 'rejected\n'])
  const { out } = await run(['sms', 'numbers', 'requests', '--json'])
  const seen = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(seen.find(({ id }) => id === request)).toMatchObject({ state: 'rejected', reason: 'no customer of ours' })
})
