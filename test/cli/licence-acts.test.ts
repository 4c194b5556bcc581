import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSmsDesk } from '../../src/flows/sms/desk.ts'
import { SMS_INBOX_LIMITS } from '../../src/inbox/limits.ts'
import { memoryDisk } from '../../src/inbox/memory-disk.ts'
import { openInbox } from '../../src/inbox/open.ts'
import { loadTexts } from '../../src/std/texts.ts'
import { OUR_NUMBER, PHONE } from '../dialogue/desk-world.ts'
import { OPERATOR_TOKEN, type OpenDoor, openDoor, type Person } from '../http/open-door.ts'
import { koppelAt } from './koppel-at.ts'

const NUMBER = '1234567890ABCDEF'
let door: OpenDoor
let owner: Person
beforeAll(async () => {
  door = await openDoor()
  owner = await door.person('owner')
})
afterAll(() => door.close())

const run = (argv: string[], token = OPERATOR_TOKEN) => koppelAt(door, argv, { token })
const ask = (phone: string, name: string) =>
  door.api.inject({
    method: 'POST',
    url: '/api/v1/sms/number-requests',
    payload: { phone, name, consent: true },
  })
/** The id in front of the line that holds a text. */
const idBefore = (out: string, text: string): string =>
  out
    .split('\n')
    .find((line) => line.includes(text))
    ?.split(/\s/)[0] ?? ''

test('orders are listed for whoever placed them and for the office, and for nobody else', async () => {
  const order = { licenceNumber: NUMBER, type: '5P' }
  const headers = { authorization: `Bearer ${owner.token}`, 'idempotency-key': 'one' }
  const placed = await door.api.inject({ method: 'POST', url: '/api/v1/licences/orders', payload: order, headers })
  const { number } = placed.json()
  for (const token of [owner.token, OPERATOR_TOKEN]) {
    const { exit, out } = await run(['licence', 'orders'], token)
    expect([exit, out.split('\n').length]).toEqual([0, 3])
    expect(out).toMatch(new RegExp(`${number} +${NUMBER} +5P +new +970\\.00 EUR`))
  }
  const { out } = await run(['licence', 'orders', '--json'], owner.token)
  expect(JSON.parse(out)).toMatchObject(placed.json())
  const stranger = await door.person('owner')
  expect((await run(['licence', 'orders'], stranger.token)).out.split('\n')).toHaveLength(2)
})

test('a request is approved with an account that pays, once, and the number is withdrawn again', async () => {
  await ask('+43 664 1234567', 'Anna Gruber')
  const request = idBefore((await run(['sms', 'numbers', 'requests'])).out, 'Anna Gruber')
  expect((await run(['sms', 'numbers', 'approve', request])).exit).toBe(2)
  const approve = ['sms', 'numbers', 'approve', request, '--account', owner.accountId, '--language', 'sv']
  const approved = await run(approve)
  expect([approved.exit, approved.out]).toEqual([0, 'registered\n'])
  const again = await run(approve)
  expect([again.exit, again.out]).toEqual([1, ''])
  const listed = await run(['sms', 'numbers', 'list'])
  expect(listed.out).toMatch(/\+436641234567 +active +sv +account of owner/)
  const id = idBefore(listed.out, '+436641234567')
  const withdrawn = await run(['sms', 'numbers', 'withdraw', id])
  expect([withdrawn.exit, withdrawn.out]).toEqual([0, 'withdrawn\n'])
  expect((await run(['sms', 'numbers', 'list'])).out).toMatch(/\+436641234567 +withdrawn/)
  expect((await run(['sms', 'numbers', 'withdraw', id])).exit).toBe(1)
})

test('a request is rejected with a reason, and a customer decides none', async () => {
  await ask('+43 664 7654321', 'Bernd Huber')
  const request = idBefore((await run(['sms', 'numbers', 'requests'])).out, 'Bernd Huber')
  const reject = ['sms', 'numbers', 'reject', request, '--reason', 'no customer of ours']
  expect((await run(reject, owner.token)).exit).toBe(1)
  expect((await run(['sms', 'numbers', 'reject', request])).exit).toBe(2)
  const rejected = await run(reject)
  expect([rejected.exit, rejected.out]).toEqual([0, 'rejected\n'])
  const { out } = await run(['sms', 'numbers', 'requests', '--json'])
  const seen = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(seen.find(({ id }) => id === request)).toMatchObject({ state: 'rejected', reason: 'no customer of ours' })
})

test('the dialogue is listed with what was answered: codes masked, what was not answered named, staff alone', async () => {
  const { house } = door
  const inbox = await openInbox({ disk: memoryDisk(), world: house.world, limits: SMS_INBOX_LIMITS })
  const texts = loadTexts(`${import.meta.dirname}/../../texts`)
  const desk = await startSmsDesk(house, { inbox, texts, ownNumbers: [OUR_NUMBER], send: async () => {} })
  expect((await run(['sms', 'numbers', 'add', PHONE, '--account', owner.accountId])).exit).toBe(0)
  const written = [
    [PHONE, 'Ich bestelle verbindlich 3P.12345678FEDCBA09'],
    [PHONE, 'cl.3P.12345678FEDCBA09'],
    ['Telekom', 'Willkommen'],
  ] as const
  for (const [at, [from, text]] of written.entries()) {
    await desk.inbound({ transport: 't', providerId: `m${at}`, from, to: null, text, sentAt: null })
    await desk.idle()
  }
  await desk.stop()
  const { exit, out } = await run(['sms', 'dialogue'])
  const [head, robot, fetched, ordered] = out.split('\n')
  expect([exit, head]).toEqual([0, expect.stringMatching(/^AT +FROM +TEXT +ANSWER +STATE$/)])
  expect(ordered).toMatch(/Ich bestelle verbindlich 3P\.12345678FEDCBA09 +OK: Ihre Bestellnummer lautet "B-\d{8}"/)
  expect(fetched).toMatch(/cl\.3P\.12345678FEDCBA09 +OK: Ihr Freischalt-Code lautet "····-····-····-[0-9A-F]{4}"/)
  expect(robot).toMatch(/Telekom +Willkommen +\(not sent: [a-z-]+\)/)
  const lines = (await run(['sms', 'dialogue', '--json'])).out.trim().split('\n')
  expect(lines.map((line) => JSON.parse(line).from)).toEqual(['Telekom', PHONE, PHONE])
  const refused = await run(['sms', 'dialogue'], owner.token)
  expect([refused.exit, refused.out]).toEqual([1, ''])
})
