import { afterAll, beforeAll, expect, test } from 'vitest'
import { as, type OpenDoor, openDoor, type Person } from './open-door.ts'

let door: OpenDoor
let owner: Person
let stranger: Person
beforeAll(async () => {
  door = await openDoor()
  owner = await door.person('owner')
  stranger = await door.person('owner')
})
afterAll(() => door.close())

const ask = (text: unknown, headers: Record<string, string> = {}) =>
  door.api.inject({
    method: 'POST',
    url: '/api/v1/codes/identify',
    payload: { text },
    headers: { 'content-type': 'application/json', ...headers },
  })
const askAs = (person: Person, text: string) =>
  door.api.inject({ method: 'POST', url: '/api/v1/codes/identify', payload: { text }, ...as(person) })

test('a whole SMS is understood without signing in, in the reader’s language', async () => {
  const answer = await ask('Tracker-säkerhetskod 123456 ABcDefGHI1R', { 'accept-language': 'de' })
  expect(answer.statusCode).toBe(200)
  expect(answer.json().candidates).toMatchObject([
    { family: 'verification', keep: 'until-applied', problems: [], notices: [] },
  ])
  expect(answer.json().candidates[0].next).toMatch(/sechs Ziffern/)
})

test('signed out, a code that exists and one that does not get the same answer', async () => {
  const [real = ''] = await door.codes(1)
  const [gone = ''] = await door.codes(1)
  await door.house.ledger.transact('lose one', async (tx) => {
    await tx.deleteFrom('codes').where('last4', '=', gone.slice(-4)).execute()
  })
  const answers = await Promise.all([ask(real), ask(gone)])
  expect(answers[0].json()).toEqual(answers[1].json())
  expect(answers[0].json().candidates[0]).toMatchObject({ family: 'sim-activation', problems: [] })
})

test('signed in, what became of a code is told to its owner and to nobody else', async () => {
  const [code = ''] = await door.codes(1)
  const device = await door.collar(owner.accountId)
  const url = `/api/v1/devices/${device}/redemptions`
  const redeemed = await door.api.inject({
    method: 'POST',
    url,
    payload: { code },
    ...as(owner, { 'idempotency-key': 'mine' }),
  })
  const own = (await askAs(owner, code)).json().candidates[0].own
  expect(own).toMatchObject({ state: 'queued', redemptionId: redeemed.json().id })
  expect((await askAs(stranger, code)).json().candidates[0].own).toBeUndefined()
  expect((await ask(code)).json().candidates[0].own).toBeUndefined()
})

test.each([
  ['nothing', ''],
  ['an emoji', '🐕'],
  ['a long letter', 'code '.repeat(10_000)],
])('%s is answered with no candidates', async (_, text) => {
  expect((await ask(text)).json()).toEqual({ candidates: [] })
})

test('ten megabytes are refused before they are read', async () => {
  const answer = await ask('x'.repeat(10_000_000))
  expect(answer.json()).toMatchObject({ status: 413, code: 'too-large' })
})

test('a wrong shape is named, with what to do', async () => {
  const answer = await ask('AbCd3fGh', { 'accept-language': 'en' })
  const licence = answer.json().candidates.find(({ family }: { family: string }) => family === 'licence')
  expect(licence).toMatchObject({
    keep: 'always',
    problems: ['malformed-digit'],
    next: expect.stringMatching(/digit/i),
  })
})

test.each([[{}], [{ text: 5 }], [{ text: 'x', more: 1 }], [[]]])(
  'a body of another form is an invalid request: %j',
  async (body) => {
    const answer = await door.api.inject({ method: 'POST', url: '/api/v1/codes/identify', payload: body })
    expect(answer.json()).toMatchObject({ status: 400, code: 'invalid-request' })
  },
)
