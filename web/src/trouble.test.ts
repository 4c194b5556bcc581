import { expect, test } from 'vitest'
import { ApiError, isSignedOut, isUndecided, readTrouble, troubleOf } from './trouble.ts'

const unknown = { type: 't', title: 'T', status: 404, detail: 'D', code: 'unknown', retryable: false }

function answer(status: number, type: string, body: string): Response {
  return new Response(body, { status, headers: { 'content-type': type } })
}

test('a problem document keeps its title and detail for the person', async () => {
  const trouble = await readTrouble(answer(404, 'application/problem+json; charset=utf-8', JSON.stringify(unknown)))
  expect(trouble).toEqual({ kind: 'problem', problem: unknown })
})

test("a proxy's page, a broken document and a problem without texts are told as an unexpected status", async () => {
  const strange = { kind: 'unexpected', status: 502 }
  expect(await readTrouble(answer(502, 'text/html', '<h1>Bad gateway</h1>'))).toEqual(strange)
  expect(await readTrouble(answer(502, 'application/problem+json', '{"title'))).toEqual(strange)
  expect(await readTrouble(answer(502, 'application/problem+json', '{"title":"T","status":502}'))).toEqual(strange)
  expect(await readTrouble(answer(502, 'application/problem+json', 'null'))).toEqual(strange)
})

test('an order is undecided when no answer came or the server failed, and decided by any refusal', () => {
  expect(isUndecided({ kind: 'network' })).toBe(true)
  expect(isUndecided({ kind: 'unexpected', status: 504 })).toBe(true)
  expect(isUndecided({ kind: 'problem', problem: { ...unknown, code: 'try-again-later', status: 503 } })).toBe(true)
  expect(isUndecided({ kind: 'problem', problem: unknown })).toBe(false)
  expect(isUndecided({ kind: 'problem', problem: { ...unknown, status: 429, retryable: true } })).toBe(false)
})

test('only the code not-signed-in ends the session', () => {
  expect(isSignedOut({ kind: 'problem', problem: { ...unknown, code: 'not-signed-in', status: 401 } })).toBe(true)
  expect(isSignedOut({ kind: 'problem', problem: { ...unknown, code: 'wrong-login', status: 401 } })).toBe(false)
  expect(isSignedOut({ kind: 'network' })).toBe(false)
})

test('a fault of our own is not taken for trouble with the server', () => {
  expect(troubleOf(new ApiError({ kind: 'network' }))).toEqual({ kind: 'network' })
  expect(() => troubleOf(new TypeError('ours'))).toThrow('ours')
})
