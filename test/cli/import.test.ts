import { afterAll, beforeAll, expect, test } from 'vitest'
import { OPERATOR_TOKEN, type OpenDoor, openDoor, type Person } from '../http/open-door.ts'
import { koppelAt, type Said } from './koppel-at.ts'

let door: OpenDoor
let owner: Person
beforeAll(async () => {
  door = await openDoor()
  owner = await door.person('owner')
})
afterAll(() => door.close())

/** `koppel device import` of a file with this in it. */
const imported = (file: string, ...argv: string[]): Promise<Said> =>
  koppelAt(door, ['device', 'import', 'delivery.json', ...argv], { token: OPERATOR_TOKEN, file })

const serials = async (): Promise<string[]> =>
  (await door.house.ledger.reads.selectFrom('devices').select('serial').execute()).map(({ serial }) => serial)

test('a delivery of dongles is imported, as "koppel sim --write-registrations" wrote it; each key and secret is told, and what is not valid', async () => {
  const dongles = [
    { caratId: 'abcdef10', name: 'till' },
    { caratId: 'ABCDEF11', keyVersion: 9 },
    { caratId: 'ABCDEF12' },
  ]
  const { exit, out, err } = await imported(JSON.stringify({ dongles }), '--account', owner.accountId)
  expect([exit, err]).toEqual([1, 'ABCDEF11: keyVersion is not valid\n'])
  expect(out).toMatch(/^ABCDEF10 {2}1 +[\w-]{43} {2}[\w-]{43}$/m)
  expect(out).toMatch(
    /^2 registered, 0 already there, 1 not valid\nFor the bridges: --backend-key command-signing-1=[\w-]{43}\n$/m,
  )
  const till = { name: 'till', serial: 'ABCDEF10', account_id: owner.accountId }
  const owned = door.house.ledger.reads
    .selectFrom('devices')
    .innerJoin('ownerships', 'ownerships.device_id', 'devices.id')
    .select(['name', 'serial', 'account_id'])
    .where('serial', '=', 'ABCDEF10')
  expect(await owned.execute()).toEqual([till])
})

test('a script gets a line for each, with what production writes into it', async () => {
  const { exit, out } = await imported(
    '[{"caratId":"ABCDEF20"},{"caratId":"00000000"}]',
    '--account',
    owner.accountId,
    '--json',
  )
  expect(exit).toBe(1)
  const lines = out.trim().split('\n')
  const told = { keyVersion: 1, key: expect.any(String), secret: expect.any(String) }
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { caratId: 'ABCDEF20', outcome: 'registered', ...told },
    { caratId: '00000000', outcome: 'invalid', field: 'caratId' },
  ])
})

test('what was plugged in already stays as it is, and a delivery of more than one request is taken whole', async () => {
  const caratIds = Array.from({ length: 501 }, (_, at) => `AB00${at.toString(16).toUpperCase().padStart(4, '0')}`)
  const file = JSON.stringify(caratIds.map((caratId) => ({ caratId })))
  expect((await imported(file, '--account', owner.accountId)).out).toContain(
    '501 registered, 0 already there, 0 not valid',
  )
  await door.clock.advance(86_400_000)
  const again = await imported(file, '--account', owner.accountId)
  expect([again.exit, again.out.split('\n')[0]]).toEqual([0, '0 registered, 501 already there, 0 not valid'])
})

test.each([
  [2, '', 'is not a JSON array'],
  [2, '"ABCDEF30"', 'is not a JSON array'],
  [2, '[1]', 'entry 1 is neither'],
  [2, '[null]', 'entry 1 is neither'],
  [2, '[{"caratId":"ABCDEF30"},[]]', 'entry 2 is neither'],
  [2, '[{"caratId":"ABCDEF30"},{"serial":"1"}]', 'entry 2 is neither'],
  [2, '[{"caratId":"ABCDEF30","imei":"350000000099990"}]', 'entry 1 is neither'],
  [2, '[{"__proto__":{"caratId":"ABCDEF30"}}]', 'entry 1 is neither'],
  [2, '{"dongles":{"caratId":"ABCDEF30"}}', 'is not a JSON array'],
  [2, '{"dongles":[{"caratId":"ABCDEF30"}],"dongels":[]}', 'is not a JSON array'],
  [1, '[{"caratId":"ABCDEF30"},{"imei":"1"}]', 'The request cannot be read'],
  [1, '[{"caratId":"ABCDEF30","key":"mine"}]', 'The request cannot be read'],
  [1, '[{"caratId":{"toString":1}}]', 'The request cannot be read'],
  [1, '[{"caratId":"ABCDEF30","name":"\\u001b[2J"}]', 'The request cannot be read'],
])('ends with %d and registers nothing from a file that holds %j', async (exit, text, why) => {
  const ran = await imported(text)
  expect([ran.exit, ran.out]).toEqual([exit, ''])
  expect(ran.err).toContain(why)
  expect(await serials()).not.toContain('ABCDEF30')
})

test('brackets without end are a file like any other', async () => {
  expect(await imported('['.repeat(1_000_000))).toMatchObject({ exit: 2, out: '' })
  expect(await imported(`${'['.repeat(5_000)}${']'.repeat(5_000)}`)).toMatchObject({ exit: 2, out: '' })
})
