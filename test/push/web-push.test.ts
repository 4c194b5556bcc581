import { createPublicKey, verify } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isPushEndpoint, PUSH_SERVICES } from '../../src/flows/push/endpoint.ts'
import { type OutgoingPush, type PushTransport, PushTransportError } from '../../src/flows/push/transport.ts'
import { vapidKey } from '../../src/flows/push/vapid.ts'
import { webPushTransport } from '../../src/push/web-push.ts'
import { manualClock } from '../../src/std/manual-clock.ts'
import { type PushBrowser, pushBrowser } from './browser.ts'
import { type PushService, pushService } from './service.ts'

const VAPID = vapidKey({ bytes: Buffer.alloc(32, 7) })
const WORDS = JSON.stringify({ title: 'Säkerhetslarm', body: '🐕 är borta' })

let service: PushService
let browser: PushBrowser
let transport: PushTransport
const clock = manualClock()
beforeEach(async () => {
  service = await pushService()
  browser = pushBrowser(`${service.origin}/push/1`)
  const services = [service.origin]
  transport = webPushTransport({ world: { clock }, fetch, contact: 'mailto:office@example.org', services })
})
afterEach(() => service.close())

const push = (more: Partial<OutgoingPush> = {}): OutgoingPush => ({
  id: '1',
  target: browser.target,
  vapid: VAPID,
  words: Buffer.from(WORDS),
  ttl_s: 3_600,
  urgent: true,
  topic: 'alarm:1',
  ...more,
})
const failure = async (more: Partial<OutgoingPush> = {}): Promise<PushTransportError> => {
  const error = await transport.send(push(more)).catch((caught: unknown) => caught)
  if (!(error instanceof PushTransportError)) throw new Error('was taken')
  return error
}

test('what a service takes can be read by the browser that it is for and by no other', async () => {
  await transport.send(push())
  const [taken] = service.taken
  if (!taken) throw new Error('nothing came')
  expect(taken.body.includes('larm')).toBe(false)
  expect(browser.open(taken.body)).toBe(WORDS)
  expect(() => pushBrowser('http://x').open(taken.body)).toThrow()
  expect(taken.path).toBe('/push/1')
  expect(taken.headers).toMatchObject({ ttl: '3600', urgency: 'high', 'content-encoding': 'aes128gcm' })
  expect(taken.headers.topic).toMatch(/^[A-Za-z0-9_-]{32}$/)
})

test('it is signed by the key that the browser subscribed to, for that service and for half a day', async () => {
  await transport.send(push())
  const { t = '', k = '' } = Object.fromEntries(
    (service.taken[0]?.headers.authorization ?? '')
      .replace('vapid ', '')
      .split(', ')
      .map((part) => part.split('=', 2)),
  )
  expect(k).toBe(VAPID.publicKey)
  const [head = '', claims = '', signature = ''] = t.split('.')
  const said = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8'))
  const exp = Math.floor(clock.now() / 1_000) + 12 * 3_600
  expect(said).toEqual({ aud: service.origin, exp, sub: 'mailto:office@example.org' })
  const point = Buffer.from(k, 'base64url')
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'))
  const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' }, format: 'jwk' })
  const signed = Buffer.from(`${head}.${claims}`)
  const rs = Buffer.from(signature, 'base64url')
  expect(verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, rs)).toBe(true)
})

test('one key of the ring is one key pair, and another is another', () => {
  expect(vapidKey({ bytes: Buffer.alloc(32, 7) })).toEqual(VAPID)
  expect(vapidKey({ bytes: Buffer.alloc(32, 8) }).publicKey).not.toBe(VAPID.publicKey)
  expect(Buffer.from(VAPID.publicKey, 'base64url')).toHaveLength(65)
})

describe('what a service answers', () => {
  test.each([
    [404, 'gone'],
    [410, 'gone'],
    [400, 'refused'],
    [413, 'refused'],
    [403, 'unavailable'],
    [307, 'unavailable'],
    [429, 'unavailable'],
    [503, 'unavailable'],
  ])('%i is %s', async (status, kind) => {
    service.answer = { status, headers: { location: 'http://127.0.0.1:1/', 'retry-after': '120' } }
    expect(await failure()).toMatchObject({ kind, again_ms: kind === 'unavailable' ? 120_000 : null })
    expect(service.taken).toHaveLength(1)
  })

  test('none at all is a reason to try again', async () => {
    await service.close()
    expect(await failure()).toMatchObject({ kind: 'unavailable', message: 'cannot be reached' })
  })

  test('keys that are none are refused before anything leaves', async () => {
    expect(await failure({ target: { ...browser.target, p256dh: 'AAAA' } })).toMatchObject({ kind: 'refused' })
    expect(service.taken).toEqual([])
  })

  test('an address that is no push service’s is written to by nobody', async () => {
    const endpoint = `${service.origin.replace('127.0.0.1', 'localhost')}/push/1`
    expect(await failure({ target: { ...browser.target, endpoint } })).toMatchObject({ kind: 'gone' })
    expect(service.taken).toEqual([])
  })
})

test.each([
  ['https://fcm.googleapis.com/fcm/send/abc', true],
  ['https://updates.push.services.mozilla.com/wpush/v2/abc', true],
  ['https://web.push.apple.com/abc', true],
  ['https://db5p.notify.windows.com/w/?token=abc', true],
  ['http://fcm.googleapis.com/fcm/send/abc', false],
  ['https://fcm.googleapis.com:8443/abc', false],
  ['https://fcm.googleapis.com.evil.example/abc', false],
  ['https://user:pass@fcm.googleapis.com/abc', false],
  ['https://evilpush.apple.com.example/', false],
  ['https://127.0.0.1/', false],
  ['https://[::1]/', false],
  ['http://169.254.169.254/latest', false],
  ['file:///etc/passwd', false],
  ['javascript:alert(1)', false],
  ['', false],
  [`https://fcm.googleapis.com/${'a'.repeat(1_000)}`, false],
])('%s is a push service’s: %s', (endpoint, is) => {
  expect(isPushEndpoint(endpoint, PUSH_SERVICES)).toBe(is)
})
