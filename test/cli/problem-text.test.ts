import { afterAll, beforeAll, expect, test } from 'vitest'
import { problemText } from '../../src/cli/cli-error.ts'
import { OPERATOR_TOKEN, type OpenDoor, openDoor } from '../http/open-door.ts'
import { koppelAt } from './koppel-at.ts'

let door: OpenDoor
beforeAll(async () => {
  door = await openDoor()
})
afterAll(() => door.close())

const PROBLEM = {
  type: 'about:blank',
  code: 'invalid-request',
  title: 'No',
  detail: 'Look again.',
  status: 400,
  retryable: false,
}
const told = (path: string, message: string, ...options: string[]) =>
  problemText({ ...PROBLEM, errors: [{ path, message }] }, options).split('\n')[2]

test.each([
  [
    ['licence'],
    /^--account is needed: you may see more than one account\n.*--account ID.*"koppel account find WORDS"/m,
  ],
  [['recipients', 'list'], /^--account is needed/m],
  [['account', 'keep'], /^--account is needed: you belong to no account/m],
  [['licence', '--account', 'x'.repeat(65)], /^--account must not have more than 64 characters/m],
])('"koppel %s" without a good account says which option is needed, and where ids are', async (argv, err) => {
  const said = await koppelAt(door, argv, { token: OPERATOR_TOKEN })
  expect(said.err).toMatch(err)
  expect([said.exit, said.err]).not.toContain('/querystring')
})

test('what the API names by a pointer is named by the option that gives it, where there is one', () => {
  expect(told('/body/reason', 'is needed of staff', '--side', '--reason')).toBe('--reason is needed of staff')
  expect(told('/body/soldTo', 'must be text', '--sold-to')).toBe('--sold-to must be text')
  expect(told('/querystring/runId', 'must be an id', '--run')).toBe('--run must be an id')
  expect(told('/body/devices/2', 'must be an id', '--devices')).toBe('--devices must be an id')
  expect(told('/body', 'must have required properties reason', '--reason')).toBe('--reason is needed')
})

test('and by its pointer where the command has no such option', () => {
  expect(told('/body/reason', 'is needed of staff', '--side')).toBe('/body/reason is needed of staff')
  expect(told('/body', 'must have required properties a, b', '--a')).toBe('/body must have required properties a, b')
  expect(told('/body', 'must be object', '--body-language')).toBe('/body must be object')
})

test('a script reads the pointers as the API told them', async () => {
  const { out } = await koppelAt(door, ['licence', '--json'], { token: OPERATOR_TOKEN })
  expect(JSON.parse(out).errors).toMatchObject([{ path: '/querystring/accountId' }])
})
