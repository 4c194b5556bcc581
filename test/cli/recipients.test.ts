import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSms } from '../../src/flows/sms/outbox.ts'
import { OPERATOR_TOKEN, type OpenDoor, openDoor, type Person } from '../http/open-door.ts'
import { koppelAt, type Said } from './koppel-at.ts'

let door: OpenDoor
let owner: Person
let device: string
beforeAll(async () => {
  door = await openDoor()
  owner = await door.person('owner')
  device = await door.collar(owner.accountId)
})
afterAll(() => door.close())

const koppel = (line: string, token = owner.token): Promise<Said> => koppelAt(door, line.split(' '), { token })

test('a recipient is added, confirmed, tried, changed and removed from the command line', async () => {
  const added = await koppel(
    `recipients add --phone +46701234567 --devices ${device} --quiet 22:00-07:00 --no-security`,
  )
  expect([added.exit, added.err]).toEqual([0, ''])
  const id = added.out.split(' ')[0]?.trim() ?? ''
  expect((await koppel(`recipients digits ${id}`)).out).toMatch(/^sent to \+46\*{7}67, good until /)
  const [row] = await door.house.ledger.reads.selectFrom('sms_messages').selectAll().execute()
  const digits = /[0-9]{6}/.exec((row && openSms(door.house, row)?.text) ?? '')?.[0] ?? ''
  expect((await koppel(`recipients confirm ${id} ${digits}`)).out).toBe('confirmed\n')
  expect((await koppel(`recipients test ${id}`)).out).toBe('not sent: no-credits\n')
  expect((await koppel(`credits grant ${owner.accountId} 5 --reason sorry`)).exit).not.toBe(0)
  expect((await koppel(`credits grant ${owner.accountId} 5`, OPERATOR_TOKEN)).err).toContain('--reason')
  expect((await koppel(`credits grant ${owner.accountId} 5 --reason sorry`, OPERATOR_TOKEN)).out).toBe(
    'The account has 5 credits now.\n',
  )
  expect((await koppel(`recipients test ${id}`)).out).toBe('sent\n')
  const list = await koppel('recipients list')
  expect(list.out).toContain('SMS credits: 4  time zone: Europe/Stockholm')
  expect(list.out).toMatch(/sms +\+46701234567 +\+46701234567 +Bella +function +22:00-07:00/)
  expect((await koppel(`recipients tellings ${id}`)).out).toMatch(/test +waiting[\s\S]*test +not sent +no-credits/)
  expect((await koppel('credits list')).out).toMatch(/spent +-1 +.*, test[\s\S]*granted +5 +sorry/)
  expect((await koppel(`recipients change ${id} --devices all --quiet none --security --name Grandma`)).out).toBe(
    'changed\n',
  )
  const [seen] = JSON.parse((await koppel('recipients list --json')).out).items
  expect(seen).toMatchObject({ name: 'Grandma', devices: null, quiet: null, security: true, function: true })
  expect((await koppel('recipients time-zone Europe/Helsinki')).out).toBe('Europe/Helsinki\n')
  expect((await koppel(`recipients remove ${id}`)).out).toBe('removed\n')
  expect(JSON.parse((await koppel('recipients list --json')).out).items).toEqual([])
})

test('a line that cannot be meant says what is missing', async () => {
  expect((await koppel('recipients add --name x')).err).toContain('one of --email, --phone and --push')
  expect((await koppel('recipients add --push --quiet late')).err).toContain('22:00-07:00')
  expect((await koppel(`credits grant ${owner.accountId} many --reason sorry`, OPERATOR_TOKEN)).err).toContain(
    '1 to 1,000',
  )
})
