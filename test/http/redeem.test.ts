import { afterAll, beforeAll, expect, test } from 'vitest'
import { as, NO_CODE, type OpenDoor, openDoor, type Person } from './open-door.ts'

let door: OpenDoor
let owner: Person
let device: string
beforeAll(async () => {
  door = await openDoor()
  owner = await door.person('owner')
  device = await door.collar(owner.accountId)
})
afterAll(() => door.close())

let keys = 0
const redeem = (
  code: unknown,
  options: { key?: string; id?: string; person?: Person; query?: string; headers?: Record<string, string> } = {},
) =>
  door.api.inject({
    method: 'POST',
    url: `/api/v1/devices/${options.id ?? device}/redemptions${options.query ?? ''}`,
    payload: { code },
    ...as(options.person ?? owner, { 'idempotency-key': options.key ?? `key-${keys++}`, ...options.headers }),
  })
const codeOf = async (answer: ReturnType<typeof redeem>) => (await answer).json().code
const another = async () => door.collar(owner.accountId)

test('a good code is accepted: queued, to be applied when the device answers', async () => {
  const [code] = await door.codes(1)
  const answer = await redeem(code)
  expect(answer.statusCode).toBe(202)
  expect(answer.json()).toMatchObject({
    state: 'queued',
    family: 'sim-activation',
    deviceId: device,
    effect: { type: 'sim-extend', simKind: 'tele2', period: 'P1Y' },
    history: [{ state: 'queued', at: '2026-11-22T12:00:00.000Z' }],
  })
  expect(answer.headers.location).toBe(`/api/v1/redemptions/${answer.json().id}`)
  const seen = await door.api.inject({ url: `/api/v1/redemptions/${answer.json().id}`, ...as(owner) })
  expect(seen.json()).toEqual({ ...answer.json(), last4: code?.slice(-4) })
})

test('the same request again gets the same answer, also when the redemption has moved on', async () => {
  const [code] = await door.codes(1)
  const id = await another()
  const first = await redeem(code, { id, key: 'again' })
  await door.api.inject({ method: 'POST', url: `/api/v1/redemptions/${first.json().id}/cancellation`, ...as(owner) })
  const second = await redeem(code, { id, key: 'again' })
  expect([second.statusCode, second.body]).toEqual([first.statusCode, first.body])
})

test('a refusal is remembered under its key like an acceptance', async () => {
  const first = await redeem(NO_CODE, { key: 'refused' })
  const second = await redeem(NO_CODE, { key: 'refused' })
  expect(first.statusCode).toBe(404)
  expect([second.statusCode, second.body]).toEqual([first.statusCode, first.body])
})

test('the same key with another code or another device is a mistake of the client', async () => {
  const [one, two] = await door.codes(2)
  await redeem(one, { key: 'mine' })
  expect(await codeOf(redeem(two, { key: 'mine' }))).toBe('idempotency-key-reused')
  expect(await codeOf(redeem(one, { key: 'mine', id: await another() }))).toBe('idempotency-key-reused')
  expect((await redeem(two, { key: 'other' })).statusCode).toBe(202)
})

test('keys of two people say nothing about each other', async () => {
  const neighbour = await door.person('owner')
  const theirs = await door.collar(neighbour.accountId)
  const [one, two] = await door.codes(2)
  expect((await redeem(one, { key: 'shared' })).statusCode).toBe(202)
  expect((await redeem(two, { key: 'shared', person: neighbour, id: theirs })).statusCode).toBe(202)
})

test('a key is needed, of visible ASCII, at most 255 characters', async () => {
  expect(await codeOf(redeem('x', { headers: { 'idempotency-key': '' } }))).toBe('idempotency-key-missing')
  for (const key of ['a b', 'ä', 'x'.repeat(256)]) {
    const answer = await redeem('x', { key })
    expect([answer.statusCode, answer.json().errors?.[0].path]).toEqual([400, '/headers/idempotency-key'])
  }
  expect(await codeOf(redeem('x', { key: 'x'.repeat(255) }))).toBe('malformed-length')
})

test('each way to be refused has its name', async () => {
  const [used, wrongSim] = [...(await door.codes(1)), ...(await door.codes(1, 'travel-sim'))]
  const neighbour = await door.person('owner')
  await redeem(used)
  expect(await codeOf(redeem(`${NO_CODE.slice(1)}3`))).toBe('malformed-check')
  expect(await codeOf(redeem(`${NO_CODE.slice(1)}O`))).toBe('malformed-character')
  expect(await codeOf(redeem(NO_CODE))).toBe('unknown')
  expect(await codeOf(redeem(wrongSim))).toBe('wrong-sim-kind')
  expect(await codeOf(redeem(used))).toBe('already-used-by-you')
  expect(await codeOf(redeem(used, { person: neighbour, id: await door.collar(neighbour.accountId) }))).toBe(
    'already-used',
  )
})

test('the refusal says what to do, in the language asked for, with the support contacts', async () => {
  const [code] = await door.codes(1, 'travel-sim')
  const answer = await redeem(code, { headers: { 'accept-language': 'sv-FI, en;q=0.5' } })
  expect(answer.headers['content-type']).toContain('application/problem+json')
  expect(answer.headers['content-language']).toBe('sv')
  expect(answer.json()).toMatchObject({
    type: 'http://koppel.test/problems/wrong-sim-kind',
    status: 409,
    retryable: false,
    support: { phone: '0771-123', email: 'help@koppel.test' },
  })
  expect(answer.json().detail).toContain('Travel SIM')
})

test('too many guesses: the answer says when to try again, in words, as an instant and as seconds', async () => {
  const guesser = await door.person('owner')
  const id = await door.collar(guesser.accountId)
  for (let guess = 0; guess < 10; guess++) await redeem(NO_CODE, { person: guesser, id })
  const answer = await redeem(NO_CODE, { person: guesser, id, headers: { 'accept-language': 'sv' } })
  expect([answer.statusCode, answer.json().code]).toEqual([429, 'too-many-attempts'])
  expect(answer.headers['retry-after']).toBe('360')
  expect(answer.json().retryAt).toBe('2026-11-22T12:06:00.000Z')
  expect(answer.json().detail).toContain('12:06')
})

test('a dry run tells what would happen and touches nothing, without a key', async () => {
  const [code] = await door.codes(1)
  const id = await another()
  const look = await redeem(code, { id, query: '?dryRun=true', headers: { 'idempotency-key': '' } })
  expect(look.statusCode).toBe(200)
  expect(look.json()).toMatchObject({
    countedFrom: '2027-02-20T12:00:00.000Z',
    effect: { after: { validUntil: '2028-02-20T12:00:00.000Z' } },
    device: { online: false, lastSeenAt: null },
  })
  expect((await redeem(code, { id })).statusCode).toBe(202)
})

test('a code typed in small letters is corrected, and the person told', async () => {
  const [code] = await door.codes(1)
  expect((await redeem(code?.toLowerCase(), { id: await another() })).json().notices).toEqual(['raised-to-capitals'])
})

test('what waits can be taken back once, and the code is good again', async () => {
  const [code] = await door.codes(1)
  const id = await another()
  const { id: redemption } = (await redeem(code, { id })).json()
  const cancel = () =>
    door.api.inject({ method: 'POST', url: `/api/v1/redemptions/${redemption}/cancellation`, ...as(owner) })
  const first = await cancel()
  expect([first.statusCode, first.json().state]).toEqual([200, 'cancelled'])
  expect((await cancel()).json().code).toBe('not-cancellable')
  expect((await redeem(code, { id })).statusCode).toBe(202)
})

test('redemptions of a device are listed newest first, page by page', async () => {
  const id = await another()
  const made: string[] = []
  for (const code of await door.codes(3)) {
    made.unshift((await redeem(code, { id })).json().id)
    await door.clock.advance(1)
  }
  const list = async (query: string) =>
    (await door.api.inject({ url: `/api/v1/devices/${id}/redemptions?${query}`, ...as(owner) })).json()
  const first = await list('limit=2')
  const rest = await list(`limit=2&cursor=${first.next}`)
  expect([...first.items, ...rest.items].map((item: { id: string }) => item.id)).toEqual(made)
  expect(rest.next).toBeNull()
})

test('on an account a SIM code is for something else, and a wrong one is told by its shape', async () => {
  const [code] = await door.codes(1)
  const onAccount = (typed: string, key: string) =>
    door.api.inject({
      method: 'POST',
      url: '/api/v1/redemptions',
      payload: { code: typed },
      ...as(owner, { 'idempotency-key': key }),
    })
  expect(await codeOf(onAccount(code ?? '', 'a1'))).toBe('wrong-purpose')
  expect(await codeOf(onAccount('ABCDEFGH', 'a2'))).toBe('unknown')
  expect(await codeOf(onAccount('ABCD3FGH', 'a3'))).toBe('malformed-digit')
  expect(await codeOf(onAccount('ABC', 'a4'))).toBe('malformed-length')
  expect(await codeOf(onAccount('ABCD', 'a4'))).toBe('idempotency-key-reused')
  const again = [await onAccount(code ?? '', 'a1'), await onAccount(code ?? '', 'a1')]
  expect(again[1]?.body).toBe(again[0]?.body)
  expect((await redeem(code, { id: await another() })).statusCode).toBe(202)
})

test('a registration code is applied to the account at once, told before, and the same request again changes nothing', async () => {
  const { mint } = await import('../../src/flows/mint.ts')
  const product = { type: 'licence-extend' as const, period: 'P1Y' }
  const order = { family: 'registration', product, count: 1, anchor: 'redemption' as const, channel: 'own-shop' }
  const { codes } = await mint(door.house, 'operator', order)
  const onAccount = (query: string) =>
    door.api.inject({
      method: 'POST',
      url: `/api/v1/redemptions${query}`,
      payload: { code: codes[0] },
      ...as(owner, { 'idempotency-key': 'licence' }),
    })
  const effect = { type: 'licence-extend', period: 'P1Y', becameLicenceCode: true }
  const before = await onAccount('?dryRun=true')
  expect([before.statusCode, before.json()]).toMatchObject([
    200,
    { family: 'registration', effect, anchor: 'redemption' },
  ])
  const first = await onAccount('')
  expect([first.statusCode, first.json()]).toMatchObject([202, { state: 'applied', effect }])
  expect((await onAccount('')).body).toBe(first.body)
  const seen = await door.api.inject({ url: first.headers.location as string, ...as(owner) })
  expect(seen.json()).toEqual({ ...first.json(), last4: codes[0]?.slice(-4) })
})
