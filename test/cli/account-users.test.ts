import { afterAll, beforeAll, expect, test } from 'vitest'
import { lastMail } from '../accounts/mailed.ts'
import { OPERATOR_TOKEN, type OpenDoor, openDoor, type Person } from '../http/open-door.ts'
import { koppel } from './run-koppel.ts'

let door: OpenDoor
let owner: Person
let url: string
beforeAll(async () => {
  door = await openDoor()
  owner = await door.person('owner')
  url = await door.api.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(() => door.close())

test('an owner invites, changes and removes users, and sees what the operator did', async () => {
  const as = (token: string) => ({ env: { KOPPEL_URL: url, KOPPEL_TOKEN: token } })
  const { accountId } = owner
  const invited = await koppel(
    ['account', 'invite', accountId, '--email', 'eva@example.org', '--level', 'viewer'],
    as(owner.token),
  )
  expect([invited.code, invited.out]).toEqual([0, 'invited until 2026-11-29T12:00:00.000Z\n'])
  const { token } = await lastMail(door.house)
  const payload = { token, password: 'a dozen letters' }
  expect((await door.api.inject({ method: 'POST', url: '/api/v1/links/used', payload })).statusCode).toBe(200)
  const listed = await koppel(['account', 'users', accountId, '--json'], as(owner.token))
  const eva = JSON.parse(listed.out).members.find(({ email }: { email: string }) => email === 'eva@example.org')
  expect((await koppel(['account', 'level', accountId, eva.userId, 'manager'], as(OPERATOR_TOKEN))).code).toBe(0)
  const deeds = await koppel(['account', 'staff-deeds', accountId], as(owner.token))
  expect(deeds.out).toMatch(new RegExp(`change-level +operator +user:${eva.userId}`))
  expect((await koppel(['account', 'remove', accountId, eva.userId], as(owner.token))).out).toBe('removed\n')
  const last = await koppel(['account', 'remove', accountId, owner.userId], as(owner.token))
  expect([last.code, last.err]).toEqual([1, expect.stringContaining('last owner')])
})
