import { afterEach, beforeEach, expect, test } from 'vitest'
import type { OpenAgreementsBody } from '../../src/http/agreement-schemas.ts'
import { koppelAt } from '../cli/koppel-at.ts'
import { as, type OpenDoor, openDoor, PASSWORD, type Person } from './open-door.ts'

let door: OpenDoor
let anna: Person
let bo: Person
let cilla: Person
let support: Person
beforeEach(async () => {
  door = await openDoor()
  anna = await door.person('owner')
  bo = await door.person('owner')
  cilla = await door.person('owner')
  support = await door.person('support', 'office')
})
afterEach(() => door.close())

const post = async (who: Person, url: string, payload: object) =>
  (await door.api.inject({ method: 'POST', url: `/api/v1/${url}`, payload, ...as(who) })).json()
const get = async (query = '', who = support) =>
  door.api.inject({ url: `/api/v1/support/agreements${query}`, ...as(who) })
const open = async (query = ''): Promise<OpenAgreementsBody> => (await get(query)).json()
const ids = async (query = '') => (await open(query)).items.map(({ id }) => id)
/** A device offered, one asked for, and a merge; the newest last. */
const three = async () => {
  const offered = (await post(anna, 'hand-overs', { deviceId: await door.collar(anna.accountId), email: bo.email })).id
  const { caratId } = await door.dongle(anna.accountId)
  const wanted = (await post(cilla, 'hand-overs', { caratId })).id
  const merge = (await post(cilla, 'merges', { email: bo.email })).id
  return { offered, wanted, merge, caratId }
}

test('staff see what everybody has open, newest first, and whose it is; nobody else does', async () => {
  const { offered, wanted, merge, caratId } = await three()
  const { items, next } = await open()
  expect([items.map(({ id }) => id), next]).toEqual([[merge, wanted, offered], null])
  const named = async ({ accountId }: Person) => {
    const row = door.house.ledger.reads.selectFrom('accounts').select('name').where('id', '=', accountId)
    return { accountId, name: (await row.executeTakeFirstOrThrow()).name }
  }
  expect(items.map(({ sides }) => sides)).toEqual([
    { taker: await named(cilla) },
    { giver: await named(anna), taker: await named(cilla) },
    { giver: await named(anna) },
  ])
  expect(items[1]).toMatchObject({ caratId, deviceName: 'till', voices: [{ staff: true }, { staff: true }] })
  expect(items[0]?.plan).toBeUndefined()
  expect((await get('', anna)).statusCode).toBe(403)
  for (const who of [anna, cilla]) {
    const one = await door.api.inject({ url: `/api/v1/agreements/${wanted}`, ...as(who) })
    expect([one.statusCode, one.json().sides]).toEqual([200, undefined])
  }
})

test('of one account they see what it asked for and was asked, also where it is known by an address alone', async () => {
  const { offered, wanted, merge } = await three()
  const of = ({ accountId }: Person) => `?accountId=${accountId}`
  expect(await ids(of(anna))).toEqual([wanted, offered])
  expect(await ids(of(bo))).toEqual([merge, offered])
  expect(await ids(of(cilla))).toEqual([merge, wanted])
  expect(await ids(`${of(bo)}&kind=merge`)).toEqual([merge])
  expect(await ids('?kind=hand-over')).toEqual([wanted, offered])
  expect((await get('?accountId=nobody')).json().detail).toContain('account')
  expect((await get('?kind=other')).statusCode).toBe(400)
})

test('what is over is not listed: cancelled, expired', async () => {
  const { offered, wanted, merge } = await three()
  await post(anna, `agreements/${offered}/cancellation`, {})
  expect(await ids()).toEqual([merge, wanted])
  await door.clock.advance(14 * 86_400_000)
  const again = await door.api.inject({
    method: 'POST',
    url: '/api/v1/session',
    payload: { email: support.email, password: PASSWORD },
  })
  support = { ...support, token: again.json().token }
  expect(await ids()).toEqual([])
})

test('pages follow one another to the end, and one is not longer than it may be', async () => {
  const { offered, wanted, merge } = await three()
  const first = await open('?limit=2')
  expect(first.items.map(({ id }) => id)).toEqual([merge, wanted])
  const second = await open(`?limit=2&cursor=${first.next}`)
  expect([second.items.map(({ id }) => id), second.next]).toEqual([[offered], null])
  expect((await open('?limit=3')).next).toBe(null)
  expect((await get('?limit=201')).statusCode).toBe(400)
  expect((await get('?cursor=x')).statusCode).toBe(400)
})

test('each look is audited with whose agreements were looked for, and a refused one is not', async () => {
  await get(`?accountId=${anna.accountId}`)
  await get()
  await get('', anna)
  const looks = door.house.ledger.reads.selectFrom('audit').select(['actor', 'account_id', 'subject'])
  expect(await looks.where('act', '=', 'see-open-agreements').orderBy('id').execute()).toEqual([
    { actor: `user:${support.userId}`, account_id: null, subject: `account:${anna.accountId}` },
    { actor: `user:${support.userId}`, account_id: null, subject: 'agreements' },
  ])
})

test('on the command line they find it, confirm for one side with a reason, and it is one less', async () => {
  const { offered, merge } = await three()
  const run = (...argv: string[]) => koppelAt(door, ['agreement', ...argv], { token: support.token })
  const found = await run('open', '--account', bo.accountId)
  expect(found.out.trim().split('\n').slice(1)).toEqual([
    expect.stringMatching(new RegExp(`^${merge} +merge .*by its address`)),
    expect.stringMatching(new RegExp(`^${offered} +hand-over .*by its address`)),
  ])
  expect((await run('confirm', offered, '--side', 'giver', '--reason', 'called us')).out).toBe('confirmed\n')
  expect((await run('open', '--kind', 'hand-over', '--json')).out).toContain('"confirmed":["giver"]')
  expect((await run('cancel', merge, '--reason', 'wrong address')).out).toBe('cancelled\n')
  const limited = await run('open', '--limit', '1')
  expect([limited.out.trim().split('\n').length, limited.err]).toEqual([2, expect.stringMatching(/--cursor \S+\n$/)])
  const older = await run('open', '--limit', '1', '--cursor', limited.err.trim().split(' ').at(-1) ?? '')
  expect([older.out, older.err]).toEqual([expect.stringContaining(offered), ''])
  expect((await run('open', '--limit', '0')).exit).toBe(2)
  expect((await koppelAt(door, ['agreement', 'open'], { token: anna.token })).exit).toBe(1)
})
