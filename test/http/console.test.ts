import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { temporaryDirectory } from '../setup/temporary-directory.ts'
import { type OpenDoor, openDoor } from './open-door.ts'

const MARK = '<svg/>'
let door: OpenDoor
beforeAll(async () => {
  const dist = temporaryDirectory()
  mkdirSync(join(dist, 'assets'))
  writeFileSync(join(dist, 'index.html'), '<!doctype html><title>Koppel</title>')
  writeFileSync(join(dist, 'favicon.svg'), MARK)
  writeFileSync(join(dist, 'assets', 'index-Ab3_x-9Z.js'), 'export {}')
  door = await openDoor({ consoleDir: dist })
})
afterAll(() => door.close())

const page = (url: string, method: 'GET' | 'POST' = 'GET') =>
  door.api.inject({ method, url, headers: { accept: 'text/html,application/xhtml+xml' } })

test('the console is at the root and at each of its pages, and asked for anew each time', async () => {
  for (const url of ['/', '/devices/0198', '/sign-in?next=%2F']) {
    const answer = await page(url)
    expect([answer.statusCode, answer.headers['cache-control']], url).toEqual([200, 'no-cache'])
    expect(answer.body).toContain('<title>Koppel</title>')
  }
})

test('a file whose name tells its contents is kept for good, another is not', async () => {
  expect((await page('/assets/index-Ab3_x-9Z.js')).headers['cache-control']).toBe('public, max-age=31536000, immutable')
  expect((await page('/favicon.svg')).headers['cache-control']).toBe('no-cache')
})

test('what is no page stays not found: the API, other kinds of request, files that are gone', async () => {
  for (const url of ['/api/v1/nothing', '/docs/nothing']) expect((await page(url)).statusCode, url).toBe(404)
  expect((await page('/devices', 'POST')).statusCode).toBe(404)
  expect((await door.api.inject({ url: '/assets/index-old.js' })).statusCode).toBe(404)
})

test('nothing outside of the console is served', async () => {
  for (const url of [
    '/../package.json',
    '/..%2fpackage.json',
    '/assets/..%2f..%2fpackage.json',
    '/%2e%2e/package.json',
  ]) {
    expect((await door.api.inject({ url })).body).not.toContain('"koppel"')
  }
})

test('a page may load from this server only, and be framed by nobody', async () => {
  for (const url of ['/', '/favicon.svg', '/api/v1/devices', '/nothing']) {
    const { headers } = await page(url)
    expect(headers['content-security-policy'], url).toMatch(/^default-src 'self'; .*frame-ancestors 'none'/)
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    })
  }
  expect((await page('/api/v1/devices')).headers['cache-control']).toBe('no-store')
})

test('the page that tries the API asks nobody else for anything', async () => {
  const docs = await page('/docs/api')
  expect(docs.statusCode).toBe(200)
  expect(docs.headers['content-security-policy']).toMatch(/^default-src 'self'/)
  const parts = [...docs.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url ?? '')
  expect(parts.length).toBeGreaterThan(3)
  for (const url of parts) {
    expect(url).toMatch(/^\/docs\/api\//)
    expect((await page(url)).statusCode, url).toBe(200)
  }
  expect(docs.body).not.toMatch(/<script(?![^>]*src=)/)
})

test("the page that tries the API wears the console's mark and the house's name", async () => {
  const docs = await page('/docs/api')
  expect(docs.body).toContain('<title>Koppel API</title>')
  const icon = /<link rel="icon"[^>]* href="([^"]+)"/.exec(docs.body)?.[1] ?? ''
  expect((await page(icon)).body).toBe(MARK)
  const start = (await page('/docs/api/static/swagger-initializer.js')).body
  expect(start).toContain(`data:image/svg+xml;base64,${Buffer.from(MARK).toString('base64')}`)
})
