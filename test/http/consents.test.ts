import { afterAll, beforeAll, expect, test } from 'vitest'
import { consentsOf, DOCUMENTS } from '../../src/accounts/consents.ts'
import { as, OPERATOR_TOKEN, type OpenDoor, openDoor, type Person } from './open-door.ts'

let door: OpenDoor
let owner: Person
beforeAll(async () => {
  door = await openDoor()
  owner = await door.person('owner')
})
afterAll(() => door.close())

const ask = async (method: 'GET' | 'PUT', url: string, who: { token: string } | string, payload?: object) => {
  const answer = await door.api.inject({ method, url: `/api/v1${url}`, ...as(who), ...(payload ? { payload } : {}) })
  return { status: answer.statusCode, body: answer.json() }
}
const decide = (document: string, decision: string, version = '2026-1') =>
  ask('PUT', `/consents/${document}`, owner, { version, decision })

test('each document is asked, kept with version and time, and asked again when its version changes', async () => {
  const first = await ask('GET', '/consents', owner)
  expect(first.body.items.map(({ document, due }: { document: string; due: boolean }) => [document, due])).toEqual([
    ['agreement', true],
    ['information', true],
    ['location', true],
  ])
  const { body } = await decide('agreement', 'accepted')
  expect(body.items[0]).toMatchObject({ due: false, decided: { version: '2026-1', at: '2026-11-22T12:00:00.000Z' } })
  const later = { ...DOCUMENTS, agreement: { version: '2027-1', withdrawable: false } }
  const { reads } = door.house.ledger
  expect((await consentsOf(reads, owner.userId, later))[0]).toMatchObject({ due: true, decided: { version: '2026-1' } })
})

test('the consent to the use of location is withdrawn, and both decisions stay on record', async () => {
  await decide('location', 'accepted')
  const { body } = await decide('location', 'withdrawn')
  expect(body.items[2]).toMatchObject({ due: false, decided: { decision: 'withdrawn' } })
  const kept = await door.house.ledger.reads
    .selectFrom('consents')
    .select('decision')
    .where('user_id', '=', owner.userId)
    .where('document', '=', 'location')
    .orderBy('id')
    .execute()
  expect(kept.map(({ decision }) => decision)).toEqual(['accepted', 'withdrawn'])
  expect((await decide('agreement', 'withdrawn')).body.errors[0].path).toBe('/body/decision')
})

test('a version that is not in force, a document that is none and the operator are refused', async () => {
  expect((await decide('agreement', 'accepted', '2025-1')).body.code).toBe('document-changed')
  expect((await decide('cookies', 'accepted')).status).toBe(400)
  expect((await ask('GET', '/consents', OPERATOR_TOKEN)).status).toBe(403)
})

test('an owner sees what staff did on the account, also after they have left, and not what its own users did', async () => {
  const admin = await door.person('admin', 'office')
  const colleague = await door.person('admin', 'office')
  const viewer = await door.person('viewer')
  await door.house.ledger.transact('move', async (tx) => {
    await tx
      .updateTable('memberships')
      .set({ account_id: owner.accountId })
      .where('user_id', '=', viewer.userId)
      .execute()
  })
  const level = (by: Person, to: string) =>
    ask('PUT', `/accounts/${owner.accountId}/users/${viewer.userId}/level`, by, { level: to })
  await level(owner, 'manager')
  expect((await level(admin, 'viewer')).status).toBe(200)
  await door.house.ledger.transact('leave', async (tx) => {
    await tx.deleteFrom('memberships').where('user_id', '=', admin.userId).execute()
  })
  const url = `/accounts/${owner.accountId}/staff-deeds`
  const seen = (await ask('GET', url, owner)).body
  expect(seen.items[0]).toMatchObject({ act: 'change-level', by: 'staff', subject: `user:${viewer.userId}` })
  expect(seen.items.filter(({ act }: { act: string }) => act === 'change-level')).toHaveLength(1)
  expect((await ask('GET', `${url}?limit=1`, owner)).body.next).toBe(seen.items[0].id)
  expect((await ask('GET', url, viewer)).status).toBe(403)
  expect((await ask('GET', url, colleague)).status).toBe(200)
})
