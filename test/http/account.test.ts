import { afterAll, beforeAll, expect, test } from 'vitest'
import { wholeSms } from '../sms/whole-sms.ts'
import { as, type OpenDoor, openDoor, type Person } from './open-door.ts'

let door: OpenDoor
let owner: Person
let support: Person
beforeAll(async () => {
  door = await openDoor()
  owner = await door.person('owner')
  support = await door.person('support', 'office')
})
afterAll(() => door.close())

const get = (url: string, person = owner) => door.api.inject({ url: `/api/v1${url}`, ...as(person) })
const post = (url: string, payload: object, person = owner) =>
  door.api.inject({ method: 'POST', url: `/api/v1${url}`, payload, ...as(person) })

test('a number is verified and a trial begun, and neither digits, number nor licence code come into the log', async () => {
  expect((await get('/licence')).statusCode).toBe(404)
  expect((await post('/trial', {})).json().code).toBe('phone-not-verified')
  const asked = await post('/phone-verifications', { phone: '+46 70 123 45 67' })
  expect([asked.statusCode, asked.json()]).toMatchObject([201, { phone: '+46*******67' }])
  expect((await get('/sms')).statusCode).toBe(403)
  const [sms] = (await get('/sms', support)).json().items
  expect(sms).toMatchObject({ to: '+46701234567' })
  expect(sms.text).toContain('······')
  const shown = (await wholeSms(door.house))[0]?.text ?? ''
  const digits = shown.split(' ')[1] ?? ''
  expect(digits).toMatch(/^[0-9]{6}$/)
  expect((await get(`/sms/${sms.id}`, support)).json().text).toBe(sms.text)
  const url = `/phone-verifications/${asked.json().id}/confirmation`
  expect((await post(url, { code: 'none' })).json().errors[0].path).toBe('/body/code')
  const wrong = await post(url, { code: digits === '000000' ? '000001' : '000000' })
  expect([wrong.statusCode, wrong.json().detail]).toEqual([422, expect.stringContaining('4 more tries')])
  expect((await post(url, { code: digits }, support)).statusCode).toBe(404)
  expect((await post(url, { code: shown })).json()).toEqual({ phone: '+46*******67' })
  // Of several accounts none has to be named: the licence is the person's.
  const elsewhere = { account_id: support.accountId, user_id: owner.userId, level: 'support' } as const
  await door.house.ledger.transact(
    'test',
    async (tx) => void (await tx.insertInto('memberships').values(elsewhere).execute()),
  )
  const trial = await post('/trial', {})
  await door.house.ledger.transact('test', async (tx) => {
    await tx.deleteFrom('memberships').where('user_id', '=', owner.userId).where('level', '=', 'support').execute()
  })
  expect([trial.statusCode, trial.json()]).toMatchObject([201, { trial: true, endsAt: '2026-12-22T12:00:00.000Z' }])
  expect((await get('/licence')).json()).toEqual(trial.json())
  expect((await get('/account')).json()).toMatchObject({
    licence: trial.json(),
    subscription: null,
    credits: 0,
    phone: '+46*******67',
  })
  const log = door.lines.join('\n')
  for (const secret of [digits, '701234567', trial.json().code]) expect(log).not.toContain(secret)
})

test('a second message within the minute is refused until a stated time', async () => {
  const answer = await post('/phone-verifications', { phone: '+46701234567' })
  expect([answer.statusCode, answer.json().retryAt]).toEqual([429, '2026-11-22T12:01:00.000Z'])
})

test('a number that cannot be is refused by its name', async () => {
  expect((await post('/phone-verifications', { phone: '070-123' }, support)).json().code).toBe('invalid-phone')
})

test('support sees a customer’s licence by naming the account; a neighbour does not', async () => {
  const neighbour = await door.person('owner')
  expect((await get(`/licence?accountId=${owner.accountId}`, support)).statusCode).toBe(200)
  expect((await get(`/licence?accountId=${owner.accountId}`, neighbour)).statusCode).toBe(403)
})
