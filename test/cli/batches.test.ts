import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OpenDoor, openDoor, type Person } from '../http/open-door.ts'
import { temporaryDirectory } from '../setup/temporary-directory.ts'
import { koppel, type Ran } from './run-koppel.ts'

let door: OpenDoor
let shop: Person
let url: string
const directory = temporaryDirectory()
beforeAll(async () => {
  door = await openDoor()
  shop = await door.person('reseller', 'reseller')
  url = await door.api.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(() => door.close())

const codes = (...argv: string[]): Promise<Ran> =>
  koppel(['codes', ...argv], { env: { KOPPEL_URL: url, KOPPEL_TOKEN: shop.token } })
const PRODUCT = JSON.stringify({ type: 'sim-extend', simKind: 'tele2', period: 'P1Y' })
const MINT = ['mint', '--family', 'sim-activation', '--product', PRODUCT]

test('a shop mints, exports, activates, revokes and confirms from the command line', async () => {
  const minted = await codes(...MINT, '--count', '600', '--needs-activation', '--sold-to', 'Zoo AB')
  expect([minted.code, minted.err.includes('600/600')]).toEqual([0, true])
  const [id = ''] = minted.out.split(' ')
  expect((await codes('batches')).out).toMatch(new RegExp(`${id} +sim-activation +1 +600/600 +ready +0 +Zoo AB`))
  const early = await codes('confirm', id)
  expect([early.code, early.err]).toEqual([1, expect.stringContaining('not been exported')])
  const file = join(directory, 'codes.csv')
  expect((await codes('export', id, '--out', file)).code).toBe(0)
  const lines = readFileSync(file, 'utf8').trim().split('\r\n')
  expect(lines).toHaveLength(601)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const sheet = join(directory, 'codes.pdf')
  expect((await codes('export', id, '--format', 'pdf', '--out', sheet)).code).toBe(0)
  expect(readFileSync(sheet).subarray(0, 5).toString()).toBe('%PDF-')
  const code = lines[1]?.split(',')[1] ?? ''
  expect((await codes('activate', '--code', code)).out).toBe('activated 1\n')
  expect((await codes('activate', '--batch', id, '--from', '1', '--to', '10')).out).toBe('activated 9\n')
  expect((await codes('revoke', '--code', code, '--reason', 'stolen')).out).toBe('revoked 1\n')
  expect((await codes('confirm', id)).out).toContain(`${id} confirmed`)
  expect((await codes('export', id, '--out', join(directory, 'late.csv'))).err).toContain('confirmed')
  expect((await codes('revoke', '--batch', id, '--reason', 'not-paid')).out).toBe('revoked\n')
})

test('a team pack is a row with three codes, activated by one scan and revoked as one', async () => {
  const licences = JSON.stringify({ type: 'licence-extend', period: 'P1Y' })
  const order = ['--family', 'registration', '--product', licences, '--pack-size', '3', '--count', '6']
  const [id = ''] = (await codes('mint', ...order, '--needs-activation')).out.split(' ')
  const file = join(directory, 'packs.csv')
  await codes('export', id, '--out', file)
  const [head, ...rows] = readFileSync(file, 'utf8').trim().split('\r\n')
  expect(head).toMatch(/^number,code1,printed1,code2,printed2,code3,printed3,family,/)
  expect(rows.map((row) => row.split(',')[0])).toEqual(['1', '2'])
  const [, first = '', , second = ''] = rows[0]?.split(',') ?? []
  expect((await codes('activate', '--code', second)).out).toBe('activated 3\n')
  expect((await codes('revoke', '--code', first, '--whole-card', '--reason', 'returned')).out).toBe('revoked 3\n')
})

test('a file that exists is not overwritten', async () => {
  const [id = ''] = (await codes(...MINT, '--count', '2')).out.split(' ')
  const file = join(directory, 'precious')
  writeFileSync(file, 'mine')
  const answer = await codes('export', id, '--out', file)
  expect([answer.code, answer.err, readFileSync(file, 'utf8')]).toEqual([2, expect.stringContaining('EEXIST'), 'mine'])
})

test('an order that makes no sense is refused with the field, before or behind the door', async () => {
  expect((await codes('mint', '--family', 'x', '--product', 'nonsense', '--count', '1')).code).toBe(2)
  const answer = await codes(...MINT, '--count', '0')
  expect([answer.code, answer.err]).toEqual([1, expect.stringContaining('--count ')])
  expect((await codes('revoke', '--reason', 'lost')).code).toBe(2)
})
