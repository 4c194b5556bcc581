import { afterAll, beforeAll, expect, test } from 'vitest'
import { OPERATOR_TOKEN, type OpenDoor, openDoor } from '../http/open-door.ts'
import { koppelAt } from './koppel-at.ts'

let door: OpenDoor
beforeAll(async () => {
  door = await openDoor()
  for (const message of ['First\u202e line\nsecond line', 'Another'])
    await door.api.inject({
      method: 'POST',
      url: '/api/v1/contacts',
      payload: {
        ...{ name: 'Anna', email: 'anna@example.org', subject: 'code', message, language: 'de' },
        ...{ consent: true, consentVersion: 'contact-2026-3' },
      },
    })
})
afterAll(() => door.close())

const koppel = (argv: string[], stdin = '') => koppelAt(door, ['contact', ...argv], { token: OPERATOR_TOKEN, stdin })
const ids = async (state: string): Promise<string[]> =>
  (await koppel(['list', '--state', state, '--json'])).out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line).id)

test('messages are listed, read, answered from standard input, closed and erased', async () => {
  const listed = await koppel(['list'])
  expect(listed.out).toMatch(/open\s+code\s+de\s+Anna <anna@example\.org>\s+Another/)
  const [second, first] = await ids('open')
  const shown = await koppel(['show', first!])
  expect(shown.out).toContain('second line')
  expect(shown.out).not.toContain('\u202e')
  expect((await koppel(['answer', first!, '--text', '-'], 'Guten Tag.\nSo geht es.\n')).out).toBe('answered\n')
  expect((await koppel(['show', first!])).out).toMatch(/Answered 2026-11-22T12:00:00.000Z:\nGuten Tag\.\nSo geht es\./)
  expect((await koppel(['close', first!])).out).toBe('closed\n')
  expect((await koppel(['answer', second!, '--text', 'Ja.', '--close', '--json'])).out).toBe('{"state":"closed"}\n')
  expect((await ids('closed')).length).toBe(2)
  expect((await koppel(['erase', second!])).out).toBe('erased\n')
  expect((await koppel(['list', '--state', 'erased'])).out).toMatch(/erased\s+code\s+de\s+\(erased\)/)
  expect((await koppel(['show', second!])).out).toContain('staff')
})

test('a refusal is told with what to do, and a wrong limit before anything is asked', async () => {
  const [closed] = await ids('closed')
  const late = await koppel(['answer', closed!, '--text', 'More'])
  expect(late.exit).not.toBe(0)
  expect(late.err).toContain('This message is closed')
  expect((await koppel(['list', '--limit', '0'])).err).toContain('--limit is a number')
  expect((await koppel(['show', 'nothing'])).exit).not.toBe(0)
})
