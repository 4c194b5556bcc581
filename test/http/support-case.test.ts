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

const redeem = (code: string, at: OpenDoor = door, headers: Record<string, string> = {}) =>
  at.api.inject({
    method: 'POST',
    url: `/api/v1/devices/${device}/redemptions`,
    payload: { code },
    ...as(owner, { 'idempotency-key': `case-${code}`, ...headers }),
  })

test('a refused code comes with a letter to support that says what happened, when and where, and never the code', async () => {
  const answer = await redeem(NO_CODE, door, { 'accept-language': 'sv' })
  const letter = new URL(answer.json().supportCase)
  expect([letter.protocol, letter.pathname]).toEqual(['mailto:', 'help@koppel.test'])
  const query = new URLSearchParams(letter.search.replaceAll('+', '%2B'))
  expect(query.get('subject')).toBe('En fråga om en kod: Vi känner inte till koden')
  const body = query.get('body') ?? ''
  expect(body).toContain('(unknown)')
  expect(body).toContain(`Enhet: ${device}`)
  expect(body).toContain('2026-')
  const [reference = ''] = /[0-9a-f]{8}-[0-9a-f-]{27}$/m.exec(body.replace(device, '')) ?? []
  const noted = await door.house.ledger.reads.selectFrom('audit').select('act').where('id', '=', reference).execute()
  expect(noted).toEqual([{ act: 'refuse' }])
  expect(answer.body).not.toContain(NO_CODE)
})

test('whatever is typed as a code never reaches the letter', async () => {
  for (const typed of ['ABCDE-FGHJK-LMNP', 'abcdefgh', '1234567', '&body=x', '%0d%0aBcc: x@y.test'])
    expect(decodeURIComponent((await redeem(typed)).json().supportCase)).not.toContain(typed)
})

test('what the person can mend alone is no case for support', async () => {
  const answer = await door.api.inject({ url: '/api/v1/devices' })
  expect(answer.json().code).toBe('not-signed-in')
  expect(answer.json()).not.toHaveProperty('supportCase')
})

test('without an address of support no letter is offered', async () => {
  const quiet = await openDoor({ house: door.house, config: { publicUrl: null, support: { phone: '1', email: null } } })
  const answer = await redeem('ABCDEFG', quiet)
  expect(answer.statusCode).toBe(422)
  expect(answer.json()).not.toHaveProperty('supportCase')
  await quiet.close()
})
