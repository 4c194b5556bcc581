import { expect, test } from 'vitest'
import { connectApi } from './api.ts'
import type { Device } from './api-types.ts'
import { ApiError } from './trouble.ts'

type Sent = { url: string; method: string; headers: Headers; body: unknown }

/** An API whose requests are kept and answered in order; no answer left = the network is gone. */
function wired(...answers: { status: number; body: unknown }[]) {
  const sent: Sent[] = []
  const api = connectApi(
    async (url, init = {}) => {
      const body = typeof init.body === 'string' ? JSON.parse(init.body) : null
      sent.push({ url: String(url), method: init.method ?? '', headers: new Headers(init.headers), body })
      const answer = answers.shift()
      if (!answer) throw new TypeError('fetch failed')
      const type = answer.status < 400 ? 'application/json' : 'application/problem+json'
      return new Response(answer.status === 204 ? null : JSON.stringify(answer.body), {
        status: answer.status,
        headers: { 'content-type': type },
      })
    },
    () => 'sv',
  )
  return { api, sent }
}

test('redeeming sends the code in the body, the key in the header, and asks for texts in the language of the page', async () => {
  const { api, sent } = wired({ status: 202, body: {} })
  await api.redeem({ deviceId: 'a/b' }, 'ABCDE', 'key-1')
  expect(sent[0]).toMatchObject({ url: '/api/v1/devices/a%2Fb/redemptions', method: 'POST', body: { code: 'ABCDE' } })
  expect(sent[0]?.headers.get('idempotency-key')).toBe('key-1')
  expect(sent[0]?.headers.get('accept-language')).toBe('sv')
})

test('a code for the account names the account that is meant, and one for a device none', async () => {
  const { api, sent } = wired({ status: 202, body: {} }, { status: 202, body: {} })
  await api.redeem({ deviceId: null, accountId: 'a2' }, 'ABCDE', 'key-1')
  expect(sent[0]).toMatchObject({ url: '/api/v1/redemptions', body: { code: 'ABCDE', accountId: 'a2' } })
  await api.redeem({ deviceId: 'd1', accountId: 'a2' }, 'ABCDE', 'key-2')
  expect(sent[1]?.body).toEqual({ code: 'ABCDE' })
})

test('a preview is a dry run and carries no key', async () => {
  const { api, sent } = wired({ status: 200, body: {} })
  await api.preview({ deviceId: 'd1' }, 'ABCDE')
  expect(sent[0]?.url).toBe('/api/v1/devices/d1/redemptions?dryRun=true')
  expect(sent[0]?.headers.has('idempotency-key')).toBe(false)
})

test('the devices of one account are asked for by its id, on every page', async () => {
  const { api, sent } = wired(
    { status: 200, body: { items: [], next: 'x' } },
    { status: 200, body: { items: [], next: null } },
  )
  await api.devices('a1')
  expect(sent.map(({ url }) => url)).toEqual(['/api/v1/devices?accountId=a1', '/api/v1/devices?cursor=x&accountId=a1'])
})

test('devices are read page after page', async () => {
  const device = (id: string) => ({ id }) as Device
  const { api, sent } = wired(
    { status: 200, body: { items: [device('1')], next: 'x y' } },
    { status: 200, body: { items: [device('2')], next: null } },
  )
  expect((await api.devices()).map(({ id }) => id)).toEqual(['1', '2'])
  expect(sent.map(({ url }) => url)).toEqual(['/api/v1/devices', '/api/v1/devices?cursor=x+y'])
})

test('a server whose pages never end is read 200 devices far', async () => {
  const page = { status: 200, body: { items: Array.from({ length: 100 }, () => ({})), next: 'more' } }
  const { api, sent } = wired(page, page, page)
  expect(await api.devices()).toHaveLength(200)
  expect(sent).toHaveLength(2)
})

test('a failing network and a refusal both reject with ApiError', async () => {
  const problem = { title: 'T', detail: 'D', code: 'unknown', status: 404 }
  const { api } = wired({ status: 404, body: problem })
  await expect(api.preview({ deviceId: 'd1' }, 'X')).rejects.toEqual(
    new ApiError({ kind: 'problem', problem } as never),
  )
  await expect(api.preview({ deviceId: 'd1' }, 'X')).rejects.toMatchObject({ trouble: { kind: 'network' } })
})

test('signing out answers nothing and is no failure', async () => {
  const { api } = wired({ status: 204, body: undefined })
  await expect(api.signOut()).resolves.toBeUndefined()
})
