import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { missingAt } from '../../src/http/problem/missing-at.ts'
import { MISSING, type Missing } from '../../src/std/missing.ts'
import { loadTexts } from '../../src/std/texts.ts'
import { koppelAt } from '../cli/koppel-at.ts'
import { as, OPERATOR_TOKEN, type OpenDoor, openDoor, type Person } from './open-door.ts'

const TEXTS = loadTexts(join(import.meta.dirname, '../../texts'))
const NONE = '01890000-0000-7000-8000-000000000000'
const words = (what: Missing, language = 'en'): string => TEXTS.text(language, `missing.${what}`)

let door: OpenDoor
let admin: Person
let owner: Person
beforeAll(async () => {
  door = await openDoor()
  admin = await door.person('admin', 'office')
  owner = await door.person('owner')
})
afterAll(() => door.close())

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
const ask = async (method: Method, url: string, who: { token: string } = admin, payload?: object) => {
  const headers = { ...as(who).headers, 'idempotency-key': 'once' }
  const answer = await door.api.inject({ method, url: `/api/v1${url}`, headers, ...(payload ? { payload } : {}) })
  return { status: answer.statusCode, body: answer.body === '' ? {} : answer.json() }
}

test.each(TEXTS.visitorLanguages)(
  'in %s everything that can be missing is named, and what to do is said',
  (language) => {
    for (const what of MISSING) {
      expect(TEXTS.speaks(language, `missing.${what}`), what).toBe(true)
      expect(words(what, language), what).toMatch(/[,.:;] .*\.$/s)
    }
  },
)

test('every route whose path names a thing has a name for it', async () => {
  const { paths } = (await door.api.inject({ url: '/openapi.json' })).json() as { paths: Record<string, object> }
  const routes = Object.keys(paths).filter((path) => path.includes('{'))
  expect(routes.length).toBeGreaterThan(50)
  const unnamed = routes.filter((path) => missingAt(path.replaceAll(/\{(\w+)\}/g, ':$1')) === undefined)
  // Chosen from a fixed list, which the schema tells.
  expect(unnamed).toEqual(['/api/v1/consents/{document}'])
})

describe('staff who look for what there is not are told what it was', () => {
  const level = { level: 'viewer' }
  const grant = { credits: 5, reason: 'a gift' }
  test.each<[Missing, Method, string, object?]>([
    ['account', 'GET', `/accounts/${NONE}/users`],
    ['account', 'POST', `/accounts/${NONE}/invitations`, { email: 'a@example.org', level: 'viewer' }],
    ['account', 'GET', `/accounts/${NONE}/staff-deeds`],
    ['account', 'GET', `/accounts/${NONE}/reseller`],
    ['account', 'DELETE', `/accounts/${NONE}/reseller`],
    ['account', 'POST', `/accounts/${NONE}/credit-grants`, grant],
    ['account', 'GET', `/recipients?accountId=${NONE}`],
    ['member', 'PUT', `/accounts/${NONE}/users/${NONE}/level`, level],
    ['customer', 'GET', `/customers/${NONE}/devices`],
    ['agreement', 'GET', `/agreements/${NONE}`],
    ['agreement', 'POST', `/agreements/${NONE}/confirmation`, {}],
    ['device', 'POST', '/hand-overs', { deviceId: NONE, email: 'a@example.org' }],
    ['device', 'GET', `/devices/${NONE}/zones`],
    ['release', 'POST', `/devices/${NONE}/unlocks`, { releaseId: NONE }],
    ['unlock', 'POST', `/devices/${NONE}/unlocks/${NONE}/cancellation`],
    ['factor', 'POST', '/support/factor-resets', { email: 'nobody@example.org', reason: 'lost it' }],
    ['contact', 'GET', `/contacts/${NONE}`],
    ['invoice', 'GET', `/invoices/${NONE}/invoice.pdf`],
    ['number-request', 'POST', `/sms/number-requests/${NONE}/rejection`, { reason: 'no' }],
    ['batch', 'GET', '/batches/nonsense'],
    ['seller', 'GET', '/billing/seller'],
    ['address', 'GET', '/nothing/here'],
  ])('%s: %s %s', async (what, method, url, payload) => {
    const { status, body } = await ask(method, url, admin, payload)
    expect([status, body.code, body.detail]).toEqual([404, 'not-found', words(what)])
  })

  test('an account that there is, but without a reseller, is told from none', async () => {
    const url = `/accounts/${owner.accountId}/reseller`
    expect((await ask('GET', url)).body).toEqual({ reseller: null })
    expect((await ask('DELETE', url)).body).toMatchObject({ code: 'not-found', detail: words('reseller') })
    expect((await ask('DELETE', url, owner)).body.detail).toBe(words('reseller'))
  })

  test('on the command line too', async () => {
    const koppel = (...argv: string[]) => koppelAt(door, argv, { token: OPERATOR_TOKEN })
    for (const [what, argv] of [
      ['factor', ['account', 'reset-factor', '--email', 'nobody@example.org', '--reason', 'lost it']],
      ['account', ['account', 'reseller', NONE]],
      ['account', ['account', 'end-reseller', NONE]],
      ['customer', ['account', 'customer-devices', 'nonsense']],
      ['member', ['account', 'remove', NONE, NONE]],
      ['agreement', ['agreement', 'show', NONE]],
    ] as const) {
      const { exit, err } = await koppel(...argv)
      expect([exit, err.split('\n')[1]]).toEqual([1, words(what)])
    }
  })
})

test('whoever has no right is told the same of what there is and of what there is not', async () => {
  const stranger = await door.person('owner')
  const reseller = await door.person('reseller', 'reseller')
  const device = await door.collar(owner.accountId)
  const account = owner.accountId
  const invitation = { email: 'a@example.org', level: 'viewer' }
  for (const [method, urlOf, id, payload] of [
    ['GET', (id) => `/devices/${id}/state`, device],
    ['GET', (id) => `/accounts/${id}/users`, account],
    ['POST', (id) => `/accounts/${id}/invitations`, account, invitation],
    ['GET', (id) => `/accounts/${id}/staff-deeds`, account],
    ['GET', (id) => `/accounts/${id}/reseller`, account],
    ['DELETE', (id) => `/accounts/${id}/reseller`, account],
    ['GET', (id) => `/customers/${id}/devices`, account],
    ['PUT', (id) => `/accounts/${id}/users/${owner.userId}/level`, account, { level: 'viewer' }],
    ['GET', (id) => `/recipients?accountId=${id}`, account],
  ] as [Method, (id: string) => string, string, object?][])
    for (const who of [stranger, reseller]) {
      const real = await ask(method, urlOf(id), who, payload)
      expect(real.status, urlOf(id)).toBeGreaterThanOrEqual(403)
      expect(real).toEqual(await ask(method, urlOf(NONE), who, payload))
    }
  const offered = (deviceId: string) => ask('POST', '/hand-overs', stranger, { deviceId, email: 'a@example.org' })
  expect(await offered(device)).toEqual(await offered(NONE))
  const factor = { email: owner.email, reason: 'lost it' }
  for (const who of [stranger, reseller])
    expect((await ask('POST', '/support/factor-resets', who, factor)).body.code).toBe('forbidden')
})
