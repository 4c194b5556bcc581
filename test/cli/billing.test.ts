import { afterAll, beforeAll, expect, test } from 'vitest'
import { SELLER } from '../billing/setting.ts'
import { invoiceTo } from '../http/invoice-to.ts'
import { OPERATOR_TOKEN, type OpenDoor, openDoor, type Person } from '../http/open-door.ts'
import { koppelAt } from './koppel-at.ts'

let door: OpenDoor
let owner: Person
beforeAll(async () => {
  door = await openDoor()
  owner = await door.person('owner')
  await invoiceTo(door, owner.accountId)
})
afterAll(() => door.close())

const office = (argv: string[], file = '') => koppelAt(door, ['billing', ...argv], { token: OPERATOR_TOKEN, file })
const NUMBER = 'F2026-000001'

test('an owner lists and reads invoices, and the account as a payer', async () => {
  const own = (argv: string[]) => koppelAt(door, ['billing', ...argv], { token: owner.token })
  expect((await own(['invoices'])).out).toMatch(/F2026-000001 .*100\.00 EUR/)
  expect((await own(['show', NUMBER.toLowerCase()])).out).toContain('VAT AE 0 %: 0.00 EUR of 100.00 EUR')
  expect((await own(['show', 'F2026-000009'])).exit).toBe(1)
  expect((await own(['account'])).out).toContain('Stands: good')
  expect(await own(['run', '2026-11'])).toMatchObject({ exit: 1, out: '' })
})

test('an e-invoice is saved', async () => {
  let saved = ''
  const save = async (_: string, bytes: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const chunk of bytes) saved += Buffer.from(chunk).toString('utf8')
  }
  const said = await koppelAt(door, ['billing', 'save', NUMBER, 'a.xml'], { token: owner.token, save })
  expect([said.exit, said.err, saved.slice(0, 5)]).toEqual([0, '', '<?xml'])
  expect((await office(['save', NUMBER, 'a.doc'])).exit).toBe(2)
})

test('the office previews, runs, enters payments, credits, and takes out vouchers', async () => {
  expect((await office(['preview', '2026-11'])).out).toContain('TOTAL')
  expect((await office(['run', '2026-11'])).out).toMatch(/^running: /)
  expect((await office(['runs'])).out).toMatch(/2026-11[\s\S]*(begins by itself at \d{4}-|No run begins by itself)/)
  expect((await office(['run', '2027-11'])).err).toContain('has not begun')
  const pay = ['pay', NUMBER, '12.50', 'EUR', '--on', '2026-11-22', '--reference', 'b1']
  expect((await office(pay)).out).toBe('entered; owed: 87.50 EUR\n')
  expect((await office(pay)).out).toBe('entered before; owed: 87.50 EUR\n')
  expect((await office(['pay', NUMBER, '1,5', 'EUR', '--on', '2026-11-22', '--reference', 'b2'])).exit).toBe(2)
  const list = await office(['import', 'bank.csv'], `${NUMBER};1;EUR;2026-11-22;b3\n${NUMBER};1;EUR;x;b4\n`)
  expect([list.exit, list.out]).toEqual([1, expect.stringMatching(/1 +entered[\s\S]*2 +malformed +date/)])
  const whole = JSON.parse((await office(['show', NUMBER, '--json'])).out)
  const part = ['credit', NUMBER, '--reason', 'late', '--line', whole.lines[0].id, '--net', '10.00']
  expect((await office(part)).out).toBe('credited by K2026-000001: 10.00 EUR\n')
  expect((await office(['credit', NUMBER, '--reason', 'all'])).out).toContain('K2026-000002: 90.00 EUR')
  expect((await office(['bookkeeping', '--from', '2026-11-01', '--to', '2026-11-30'])).out).toContain(
    'K2026-000002,1510,0.00,90.00,EUR,DE',
  )
})

test('who sells is read from a file', async () => {
  const said = await office(['seller', 'seller.json'], JSON.stringify({ ...SELLER, city: 'Göteborg' }))
  expect([said.exit, said.err]).toEqual([0, ''])
  expect(JSON.parse((await office(['seller'])).out).city).toBe('Göteborg')
  expect((await office(['seller', 'seller.json'], '{')).exit).toBe(2)
})
