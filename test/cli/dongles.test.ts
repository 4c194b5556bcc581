import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { OPERATOR_TOKEN, type OpenDoor, openDoor, type Person } from '../http/open-door.ts'
import { koppel } from './run-koppel.ts'

let door: OpenDoor
let owner: Person
let url: string
beforeAll(async () => {
  door = await openDoor()
  owner = await door.person('owner')
  await door.api.listen({ host: '127.0.0.1', port: 0 })
  url = `http://127.0.0.1:${(door.api.server.address() as AddressInfo).port}`
})
afterAll(() => door.close())

const run = (argv: string[], token = OPERATOR_TOKEN) => koppel(argv, { env: { KOPPEL_URL: url, KOPPEL_TOKEN: token } })

test('production registers a dongle and sees what to write into it, once', async () => {
  const argv = ['device', 'register-dongle', 'abcdef01', '--account', owner.accountId, '--name', 'till']
  const first = await run(argv)
  expect([first.code, first.err]).toEqual([0, ''])
  expect(first.out).toMatch(/^ABCDEF01 {2}1 +[\w-]{43} {2}[\w-]{43}$/m)
  expect(first.out).toMatch(/^For its bridge: --backend-key command-signing-1=[\w-]{43}$/m)
  await door.clock.advance(86_400_000)
  const again = await run(argv)
  expect([again.code, again.err]).toEqual([1, 'ABCDEF01 is registered already\n'])
  expect(again.out).not.toContain('ABCDEF01')
})

test('a script gets a line for each dongle', async () => {
  const ran = await run(['device', 'register-dongle', 'ABCDEF02', '00000000', '--account', owner.accountId, '--json'])
  expect(ran.code).toBe(1)
  const lines = ran.out.trim().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { caratId: 'ABCDEF02', outcome: 'registered', keyVersion: 1 },
    { caratId: '00000000', outcome: 'invalid', field: 'caratId' },
  ])
})

test('an owner sees what is released for their dongle, and fetches the code', async () => {
  const { caratId } = await door.dongle(owner.accountId)
  await door.release(`${caratId}0BADCAFE`, { kind: 'points', points: 5 })
  const licences = await run(['device', 'licences', caratId], owner.token)
  expect(licences.out).toMatch(new RegExp(`^${caratId}0BADCAFE +5P +5P queued$`, 'm'))
  const code = await run(['device', 'unlock-code', caratId, `${caratId}0BADCAFE`, '5P'], owner.token)
  expect(code.out).toMatch(/^0500-01[0-9A-F]{2}(?:-[0-9A-F]{4}){2}\n$/)
  const refused = await run(['device', 'unlock-code', caratId, `${caratId}0BADCAFE`, 'E'], owner.token)
  expect([refused.code, refused.out]).toEqual([1, ''])
  expect(refused.err).toContain('Nothing has been released for this licence number')
})

test('an owner sees what waits for their dongle, and takes it back', async () => {
  const { caratId } = await door.dongle(owner.accountId)
  await door.release(`${caratId}0BADCAFE`, { kind: 'points', points: 5 })
  const listed = await run(['device', 'unlocks', caratId], owner.token)
  const id = new RegExp(`^(\\S+) +${caratId}0BADCAFE +5P +queued`, 'm').exec(listed.out)?.[1] ?? ''
  const cancelled = await run(['device', 'cancel-unlock', caratId, id], owner.token)
  expect([cancelled.code, cancelled.out]).toEqual([0, 'cancelled\n'])
  expect((await run(['device', 'unlocks', caratId, '--json'], owner.token)).out).toContain('"state":"cancelled"')
  const again = await run(['device', 'cancel-unlock', caratId, id], owner.token)
  expect([again.code, again.err]).toEqual([1, expect.stringContaining('It can no longer be cancelled')])
})

test('an owner gets a new secret for the bridge of their dongle: the line for its file alone, and aside the key to check commands with; a collar has none', async () => {
  const { caratId } = await door.dongle(owner.accountId)
  const told = await run(['device', 'bridge-secret', caratId], owner.token)
  expect([told.code, told.out]).toEqual([0, expect.stringMatching(new RegExp(`^${caratId} [\\w-]{43}\n$`))])
  expect(told.err).toMatch(/^--backend-key command-signing-1=[\w-]{43}\n$/)
  const again = JSON.parse((await run(['device', 'bridge-secret', caratId, '--json'], owner.token)).out)
  expect(again).toMatchObject({ caratId, secret: expect.stringMatching(/^[\w-]{43}$/) })
  expect(told.out).not.toContain(again.secret)
  const collar = await run(['device', 'bridge-secret', await door.collar(owner.accountId)], owner.token)
  expect([collar.code, collar.out]).toEqual([1, ''])
  expect(door.lines.join('\n')).not.toContain(again.secret)
})
