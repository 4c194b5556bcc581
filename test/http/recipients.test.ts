import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWords } from '../../src/flows/mail/queue-mail.ts'
import { openSms } from '../../src/flows/sms/outbox.ts'
import { pushBrowser } from '../push/browser.ts'
import { as, type OpenDoor, openDoor, type Person } from './open-door.ts'

let door: OpenDoor
let owner: Person
let support: Person
beforeAll(async () => {
  door = await openDoor({ pushServices: ['https://push.example'] })
  owner = await door.person('owner')
  support = await door.person('support', 'office')
})
afterAll(() => door.close())

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
const ask = (method: Method, path: string, payload?: object, person = owner, headers = {}) =>
  door.api.inject({ method, url: `/api/v1${path}`, ...(payload ? { payload } : {}), ...as(person, headers) })
const list = async (person = owner, query = '') => (await ask('GET', `/recipients${query}`, undefined, person)).json()

test('a number is added, proved by six digits, tried and told why nothing came, and none of it stands in the log', async () => {
  const device = await door.collar(owner.accountId)
  const quiet = { from: '22:00', until: '07:00' }
  const body = { way: 'sms', name: 'Grandma', address: '+46 70 123 45 67', devices: [device], quiet, language: 'de' }
  const added = await ask('POST', '/recipients', body)
  expect([added.statusCode, added.json()]).toEqual([201, { id: expect.any(String), confirmed: false }])
  const { id } = added.json()
  const [seen] = (await list()).items
  expect(seen).toMatchObject({
    id,
    way: 'sms',
    address: '+46701234567',
    devices: [{ id: device, name: 'Bella' }],
    quiet,
  })
  expect(seen.silences).toEqual(['not-confirmed'])
  const sent = await ask('POST', `/recipients/${id}/digits`)
  expect([sent.statusCode, sent.json().address]).toEqual([202, '+46*******67'])
  expect((await ask('POST', `/recipients/${id}/digits`)).statusCode).toBe(429)
  const [row] = await door.house.ledger.reads.selectFrom('sms_messages').selectAll().execute()
  const text = (row && openSms(door.house, row)?.text) ?? ''
  expect(text).toContain('Alarme an diese Nummer')
  const digits = /[0-9]{6}/.exec(text)?.[0] ?? ''
  const wrong = await ask('POST', `/recipients/${id}/confirmation`, { code: digits === '000000' ? '000001' : '000000' })
  expect([wrong.statusCode, wrong.json().code]).toEqual([422, 'wrong-verification'])
  expect((await ask('POST', `/recipients/${id}/confirmation`, { code: text })).statusCode).toBe(204)
  expect((await ask('POST', `/recipients/${id}/test`)).json()).toEqual({ queued: false, silence: 'no-credits' })
  const grant = { credits: 2, reason: 'sorry for Tuesday' }
  const key = { 'idempotency-key': 'gift' }
  for (let time = 0; time < 2; time++) {
    const given = await ask('POST', `/accounts/${owner.accountId}/credit-grants`, grant, support, key)
    expect([given.statusCode, given.json()]).toEqual([201, { credits: 2 }])
  }
  const other = await ask('POST', `/accounts/${owner.accountId}/credit-grants`, { ...grant, credits: 3 }, support, key)
  expect(other.json().code).toBe('idempotency-key-reused')
  expect((await ask('POST', `/recipients/${id}/test`)).json()).toEqual({ queued: true, silence: null })
  const ledger = (await ask('GET', '/credits')).json()
  expect(ledger).toMatchObject({ accountId: owner.accountId, credits: 1 })
  expect(ledger.items).toMatchObject([
    { entry: 'spent', credits: -1, smsId: expect.any(String), reason: null, spentFor: { kind: 'test', device: null } },
    { entry: 'granted', credits: 2, smsId: null, reason: 'sorry for Tuesday', spentFor: null },
  ])
  const audit = door.house.ledger.reads.selectFrom('audit').select('details').where('act', '=', 'grant-credits')
  const { details } = await audit.executeTakeFirstOrThrow()
  expect(JSON.parse(details)).toEqual({ credits: 2, entryId: ledger.items[1].id })
  for (const reason of [undefined, '', '  ', 'no', 'x'.repeat(201), 'a\u0000b']) {
    const without = await ask('POST', `/accounts/${owner.accountId}/credit-grants`, { credits: 1, reason }, support, {
      'idempotency-key': `no reason ${reason}`.replace(/[^a-z ]/g, ''),
    })
    expect([without.statusCode, without.json().code]).toEqual([400, 'invalid-request'])
  }
  const told = (await ask('GET', `/recipients/${id}/tellings`)).json()
  expect(told.items).toMatchObject([
    { kind: 'test', silence: null, state: 'waiting' },
    { kind: 'test', silence: 'no-credits', state: null },
  ])
  const log = door.lines.join('\n')
  for (const secret of [digits, '701234567', 'Grandma']) expect(log).not.toContain(secret)
})

test('what an owner was not told by SMS comes by mail, in the owner’s language', async () => {
  const rows = await door.house.ledger.reads.selectFrom('mails').selectAll().where('kind', '=', 'credits-out').execute()
  expect(rows.map((row) => openWords(door.house, row)?.subject)).toEqual(['Inga SMS-krediter kvar'])
})

test.each([
  [{ way: 'sms', name: 'x', address: '070-1' }, 'invalid-phone'],
  [{ way: 'email', name: 'x', address: 'a@b.se, c@d.se' }, '/body/address'],
  [{ way: 'email', name: 'x' }, '/body/address'],
  [{ way: 'fax', name: 'x', address: 'y' }, '/body/way'],
  [{ way: 'email', name: '', address: 'a@example.org' }, '/body/name'],
  [{ way: 'email', name: 'a\u0000b', address: 'a@example.org' }, '/body/name'],
  [{ way: 'email', name: 'x', address: 'a@example.org', devices: ['not-mine'] }, '/body/devices'],
  [{ way: 'email', name: 'x', address: 'a@example.org', quiet: { from: '22:00', until: '22:00' } }, '/body/quiet'],
  [{ way: 'email', name: 'x', address: 'a@example.org', quiet: { from: '24:00', until: '07:00' } }, '/body/quiet/from'],
  [{ way: 'email', name: 'x', address: 'a@example.org', language: 'xx' }, '/body/language'],
  [{ way: 'push', name: 'x', userId: '00000000-0000-7000-8000-000000000000' }, '/body/userId'],
  [{ way: 'email', name: 'x', address: 'a@example.org', surprise: true }, '/body'],
])('%j is refused by what is wrong with it', async (body, wrong) => {
  const answer = await ask('POST', '/recipients', body)
  expect(answer.statusCode).toBeLessThan(500)
  expect([answer.json().code, ...(answer.json().errors ?? []).map(({ path }: { path: string }) => path)]).toContain(
    wrong,
  )
})

test('a neighbour neither sees nor chooses anything of the account, and a viewer sees masked addresses', async () => {
  const neighbour = await door.person('owner')
  const [{ id }] = (await list()).items
  expect((await ask('PATCH', `/recipients/${id}`, { name: 'mine' }, neighbour)).statusCode).toBe(404)
  expect((await ask('DELETE', `/recipients/${id}`, undefined, neighbour)).statusCode).toBe(404)
  const viewer = await door.person('viewer')
  await door.house.ledger.transact('move', async (tx) => {
    const to = { account_id: owner.accountId }
    await tx.updateTable('memberships').set(to).where('user_id', '=', viewer.userId).execute()
  })
  const seen = await list(viewer)
  expect([seen.manage, seen.items[0].address]).toEqual([false, '+46*******67'])
})

test('quiet hours go by the clocks that the account chooses', async () => {
  expect(await list()).toMatchObject({ timeZone: 'Europe/Stockholm', timeZoneChosen: false })
  const set = (timeZone: string | null) => ask('PUT', '/recipients/time-zone', { timeZone })
  expect((await set('Asia/Tokyo')).json()).toMatchObject({ timeZone: 'Asia/Tokyo', timeZoneChosen: true })
  expect((await set('Mars/Olympus')).json().errors[0].path).toBe('/body/timeZone')
  expect((await set(null)).json()).toMatchObject({ timeZone: 'Europe/Stockholm', timeZoneChosen: false })
})

test('a browser subscribes in the session that signed in last, and what it says of a push is taken from anybody who can read it', async () => {
  const { publicKey, standing } = (await ask('GET', '/push')).json()
  expect([Buffer.from(publicKey, 'base64url').length, standing]).toEqual([65, 'no-subscription'])
  const { endpoint, ...keys } = pushBrowser('https://push.example/1').target
  const subscription = { endpoint, keys, expirationTime: null }
  expect((await ask('PUT', '/push/subscription', subscription)).json().standing).toBe('ready')
  const elsewhere = { ...subscription, endpoint: 'https://192.0.2.1/' }
  expect((await ask('PUT', '/push/subscription', elsewhere)).json().errors[0].path).toBe('/body/endpoint')
  expect((await ask('DELETE', '/push/subscription')).statusCode).toBe(204)
  expect((await ask('GET', '/push')).json().standing).toBe('no-subscription')
  const receipt = { receipt: 'nobodys', said: 'opened' }
  const said = await door.api.inject({ method: 'POST', url: '/api/v1/push/receipts', payload: receipt })
  expect(said.statusCode).toBe(204)
})
