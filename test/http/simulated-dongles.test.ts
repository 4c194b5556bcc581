import { afterAll, beforeAll, expect, test } from 'vitest'
import { as, OPERATOR_TOKEN, type OpenDoor, openDoor } from './open-door.ts'
import { dongleShelf, TOO_LONG } from './simulated-dongles.ts'

const NUMBER = 'FC0000010BADCAFE'
const dongles = dongleShelf()
dongles.plug(NUMBER)
let door: OpenDoor
beforeAll(async () => {
  door = await openDoor({ simulator: { list: async () => [], order: async () => null, dongles } })
})
afterAll(() => door.close())

const order = async (caratId: string, payload: unknown) => {
  const url = `/api/v1/simulator/dongles/${caratId}`
  const answer = await door.api.inject({ method: 'POST', url, payload: payload as object, ...as(OPERATOR_TOKEN) })
  return { status: answer.statusCode, body: answer.json() }
}

test('a dongle is told what to live through as it was given, and answers with how it is', async () => {
  for (const given of [{ plugged: false }, { powerCut: 'mid-answer' }, { userInformation: '' }]) {
    expect(await order('FC000001', given)).toMatchObject({
      status: 200,
      body: { licenceNumber: NUMBER, plugged: true },
    })
    expect(dongles.orders.at(-1)).toEqual({ caratId: 'FC000001', order: given })
  }
  const list = await door.api.inject({ url: '/api/v1/simulator/dongles', ...as(OPERATOR_TOKEN) })
  expect(list.json()).toEqual({ items: await dongles.list() })
})

test.each([
  ['a power cut that there is not', { powerCut: 'sometime' }],
  ['a power that is neither on nor off', { power: 1 }],
  ['a member that there is not', { lockOutSeconds: 0 }],
  ['no object', ['plugged']],
  ['user information of more bytes than a dongle takes', { userInformation: TOO_LONG }],
  ['user information of more characters than that', { userInformation: 'x'.repeat(201) }],
])('%s is refused, and nothing happens', async (_, body) => {
  const before = dongles.orders.length
  expect(await order('FC000001', body)).toMatchObject({ status: 400, body: { code: 'invalid-request' } })
  expect(dongles.orders).toHaveLength(before)
})

test('a dongle that there is not is not found, whatever it is called', async () => {
  for (const caratId of ['FC000002', 'fc000001', '%00', 'x'.repeat(99)])
    expect((await order(caratId, { plugged: true })).status, caratId).toBe(404)
})

test('where no dongles are simulated their addresses do not exist', async () => {
  const real = await openDoor({ simulator: { list: async () => [], order: async () => null } })
  const url = '/api/v1/simulator/dongles'
  for (const [method, path] of [
    ['GET', url],
    ['POST', `${url}/FC000001`],
  ] as const) {
    const answer = await real.api.inject({ method, url: path, ...as(OPERATOR_TOKEN) })
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'not-found'])
  }
  await real.close()
})
