import { afterAll, beforeAll, expect, test } from 'vitest'
import { mint } from '../../src/flows/mint.ts'
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
const nextTo = async (person: Person, text: string): Promise<{ family: string; next: string }[]> => {
  const headers = as(person, { 'accept-language': 'en' })
  const answer = await door.api.inject({ method: 'POST', url: '/api/v1/codes/identify', payload: { text }, ...headers })
  return answer.json().candidates
}
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

test('an order number is told as what it is, and where its code is found; a word is nothing of ours', async () => {
  const order = (await ask('B-14325327', { 'accept-language': 'en' })).json()
  expect(order).toMatchObject({ candidates: [], other: { kind: 'order-number', next: expect.stringMatching(/cl\./) } })
  expect((await ask('hello')).json()).toEqual({ candidates: [] })
  const answer = await ask('Bestellnummer "B-14325327", Freischalt-Code "3546-7F7E-DB74-3B66"')
  expect(answer.json()).toMatchObject({ candidates: [{ family: 'unlock' }] })
  expect(answer.json()).not.toHaveProperty('other')
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

test('whoever is signed in is told what holds for them, and no word of signing in', async () => {
  const [unused = ''] = await door.codes(1)
  const english = { 'accept-language': 'en' }
  expect((await nextTo(owner, unused))[0]?.next).toMatch(/^Open the collar/)
  expect((await ask(unused, english)).json().candidates[0].next).toMatch(/^Sign in, open the collar/)
})

test('the registration code that became the licence code is kept, and one that extended it has done its work', async () => {
  const person = await door.person('owner')
  const order = { family: 'registration', product: { type: 'licence-extend', period: 'P1M' }, count: 2 } as const
  const { codes } = await mint(door.house, 'operator', { ...order, anchor: 'redemption', channel: 'own-shop' })
  for (const code of codes) {
    const url = '/api/v1/redemptions'
    const headers = as(person, { 'idempotency-key': code })
    expect((await door.api.inject({ method: 'POST', url, payload: { code }, ...headers })).statusCode).toBe(202)
  }
  const [first = '', later = ''] = codes
  const kept = { family: 'licence', keep: 'always' }
  expect(await nextTo(person, first)).toMatchObject([
    {
      ...kept,
      next: expect.stringMatching(/your licence code.+valid until [A-Z][a-z]+ \d+, \d{4}\./),
      own: { state: 'in-force' },
    },
  ])
  expect(await nextTo(person, later)).toMatchObject([
    { family: 'registration', keep: 'no', next: expect.stringMatching(/done its work/), own: { state: 'applied' } },
  ])
  expect((await nextTo(stranger, first)).map(({ family }) => family)).toEqual(['registration', 'licence'])
  await door.house.ledger.transact('let it end', async (tx) => {
    await tx.updateTable('licences').set({ ends_at: door.clock.now() }).where('user_id', '=', person.userId).execute()
  })
  expect(await nextTo(person, first)).toMatchObject([
    { ...kept, next: expect.stringMatching(/licence ended on/), own: { state: 'ended' } },
  ])
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
