import { afterAll, beforeAll, expect, test } from 'vitest'
import { as, OPERATOR_TOKEN, type OpenDoor, openDoor } from './open-door.ts'
import { answeringPhones } from './phones.ts'

const heard: [string, string, number][] = []
const phones = answeringPhones(async (from, text, timeout_ms) => {
  if (!from.startsWith('+')) throw new RangeError('no telephone number')
  heard.push([from, text, timeout_ms])
  return text === 'silence' ? [] : ['one', 'two']
})
let door: OpenDoor
beforeAll(async () => {
  door = await openDoor({ simulator: { list: async () => [], order: async () => null, phones } })
})
afterAll(() => door.close())

const post = async (url: string, payload: object, token = OPERATOR_TOKEN) => {
  const answer = await door.api.inject({ method: 'POST', url: `/api/v1/simulator/${url}`, payload, ...as(token) })
  return { status: answer.statusCode, body: answer.json() }
}

test('a text is said as it was given, and answered with whole texts', async () => {
  const from = '+436601234567'
  expect(await post('texts', { from, text: 'cl.5P.1234567890ABCDEF' })).toEqual({
    status: 200,
    body: { answers: ['one', 'two'] },
  })
  expect((await post('texts', { from, text: 'silence', timeoutSeconds: 3 })).body).toEqual({ answers: [] })
  expect(heard).toEqual([
    [from, 'cl.5P.1234567890ABCDEF', 45_000],
    [from, 'silence', 3_000],
  ])
})

test.each([
  { from: 'Tele2', text: 'x' },
  { from: '+43', text: '' },
  { from: '+43', text: 'x', timeoutSeconds: 121 },
  { text: 'x' },
])('%j cannot be said', async (body) => {
  expect(await post('texts', body)).toMatchObject({ status: 400, body: { code: 'invalid-request' } })
})

test('the modem is told what to live through, and nothing that it does not know', async () => {
  expect((await post('modem', { fault: 'no-prompt', signalDbm: null })).body).toMatchObject({ registered: true })
  expect(phones.orders).toEqual([{ fault: 'no-prompt', signalDbm: null }])
  expect(await post('modem', { fault: 'explode' })).toMatchObject({
    status: 400,
    body: { errors: [{ path: '/body/fault', message: 'must be one of no-prompt' }] },
  })
  expect((await post('modem', { act: 'burn' })).status).toBe(400)
})

test('where no modem is simulated its addresses do not exist', async () => {
  const real = await openDoor({ simulator: { list: async () => [], order: async () => null } })
  for (const [method, url] of [
    ['POST', 'texts'],
    ['GET', 'modem'],
    ['POST', 'modem'],
  ] as const) {
    const answer = await real.api.inject({ method, url: `/api/v1/simulator/${url}`, ...as(OPERATOR_TOKEN) })
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'not-found'])
  }
  await real.close()
})
