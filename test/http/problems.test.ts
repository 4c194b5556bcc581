import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PROBLEMS } from '../../src/std/problems.ts'
import { as, type OpenDoor, openDoor } from './open-door.ts'

let door: OpenDoor
beforeAll(async () => {
  door = await openDoor()
})
afterAll(() => door.close())

const TEXTS = join(import.meta.dirname, '../../texts')

test.each(['sv', 'de', 'en'])('every problem has a title and a detail in %s', (language) => {
  const texts = JSON.parse(readFileSync(join(TEXTS, `${language}.json`), 'utf8'))
  for (const code of Object.keys(PROBLEMS)) {
    expect(texts[`problem.${code}.title`], code).toMatch(/\w/)
    expect(texts[`problem.${code}.detail`], code).toMatch(/\w/)
  }
})

test('the type of every problem leads to a page about it, in the language asked for', async () => {
  for (const [code, { status }] of Object.entries(PROBLEMS)) {
    const page = await door.api.inject({ url: `/problems/${code}`, headers: { 'accept-language': 'de' } })
    expect(page.statusCode).toBe(200)
    expect(page.headers['content-type']).toContain('text/html')
    expect(page.body).toContain('<html lang="de">')
    expect(page.body).toContain(`HTTP ${status}`)
    expect(page.body).not.toMatch(/<(script|style|link|img)/)
  }
  const all = await door.api.inject({ url: '/problems' })
  for (const code of Object.keys(PROBLEMS)) expect(all.body).toContain(`href="/problems/${code}"`)
})

test('a name that is none has no page', async () => {
  for (const code of ['nothing', 'toString', '__proto__']) {
    expect((await door.api.inject({ url: `/problems/${code}` })).statusCode).toBe(404)
  }
})

test('a fault that nobody expected is told without its reason, logged with it, and both have the same id', async () => {
  const broken = await openDoor({ ready: async () => Promise.reject(new Error('a pipe has burst')) })
  const answer = await broken.api.inject({ url: '/readyz' })
  expect([answer.statusCode, answer.json().code, answer.json().retryable]).toEqual([500, 'internal-error', true])
  expect(answer.body).not.toContain('pipe')
  const line = broken.lines.map((one) => JSON.parse(one)).find(({ what }) => what === 'request failed')
  expect(line).toMatchObject({
    level: 'error',
    requestId: answer.headers['x-request-id'],
    error: { message: 'a pipe has burst' },
  })
  await broken.close()
})

test('while the ledger is away the answer is to try again, and nothing was consumed', async () => {
  const owner = await door.person('owner')
  const device = await door.collar(owner.accountId)
  const closing = await openDoor()
  await closing.house.ledger.close()
  const answer = await closing.api.inject({
    method: 'POST',
    url: '/api/v1/session',
    payload: { email: owner.email, password: 'x' },
  })
  expect(answer.statusCode).toBeGreaterThanOrEqual(500)
  expect(answer.json().retryable).toBe(true)
  expect((await door.api.inject({ url: `/api/v1/devices/${device}`, ...as(owner) })).statusCode).toBe(200)
  await closing.api.close()
})

test('support contacts are told only where there are some', async () => {
  const support = { phone: null, email: 'help@koppel.test' }
  const quiet = await openDoor({ config: { publicUrl: null, support } })
  const answer = await quiet.api.inject({ url: '/api/v1/devices' })
  expect(answer.json().support).toEqual({ email: 'help@koppel.test' })
  expect(answer.json().type).toBe('http://localhost/problems/not-signed-in')
  await quiet.close()
})
