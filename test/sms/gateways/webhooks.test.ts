import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as textOf } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { gatewayPath } from '../../../src/flows/sms/gateway.ts'
import type { SmsSink } from '../../../src/flows/sms/transport.ts'
import { httpGateway } from '../../../src/sms/gateways/gateway.ts'
import { silent } from '../../../src/std/log.ts'
import { manualClock } from '../../../src/std/manual-clock.ts'
import { seededRandom } from '../../../src/std/random.ts'
import { type OpenDoor, openDoor } from '../../http/open-door.ts'
import { type HeldSink, heldSink } from '../held-sink.ts'
import { until } from '../transport-contract.ts'
import { CALLERS } from './callers.ts'

const PUBLIC = 'http://koppel.test'
const SAID = {
  id: 'SM0123456789abcdef',
  from: '+436641234567',
  to: '+46700000000',
  text: 'cl.5P.0123456789ABCDEF å€🐕 +&=',
}

describe.each(CALLERS.map((caller) => [caller.profile.name, caller] as const))('the webhooks of %s', (name, caller) => {
  let door: OpenDoor
  let sink: HeldSink
  const path = gatewayPath(name, 'inbound')
  const [status, code] = name === '46elks' ? [401, 'wrong-credentials'] : [403, 'wrong-signature']

  beforeAll(async () => {
    const clock = manualClock()
    const world = { clock, random: seededRandom(1), log: silent }
    const fetch = () => Promise.reject(new Error('nobody is called here'))
    const now: SmsSink = { inbound: (sms) => sink.inbound(sms), report: (report) => sink.report(report) }
    const smsGateway = httpGateway(caller.profile, { world, fetch, sink: now, publicUrl: PUBLIC })
    door = await openDoor({ clock, smsGateway })
    await door.api.listen({ host: '127.0.0.1', port: 0 })
  })
  beforeEach(() => {
    sink = heldSink()
    door.metrics.resetMetrics()
  })
  afterAll(() => door.close())

  const proven = (body: string, url = path) => caller.headers(`${PUBLIC}${url}`, body, door.clock.now())
  const post = (body: string, headers: Record<string, string | string[]> = proven(body), url = path) =>
    door.api.inject({ method: 'POST', url, payload: body, headers })
  const isRefused = (answer: { statusCode: number; json(): unknown }): void => {
    expect(answer.statusCode).toBe(status)
    expect(answer.json()).toMatchObject({ code })
    expect(sink.brought).toEqual([])
    expect(sink.reports).toEqual([])
  }
  const counted = async (outcome: string, hook = 'inbound') =>
    (await door.metrics.metrics()).includes(
      `koppel_sms_gateway_requests_total{profile="${name}",hook="${hook}",outcome="${outcome}"} 1`,
    )

  test('a message is brought with all it says, and thanked for', async () => {
    const answer = await post(caller.inbound(SAID))
    expect(answer.statusCode).toBe(caller.profile.thanks.status)
    expect(answer.body).toBe(caller.profile.thanks.body)
    expect(sink.kept).toEqual([
      {
        transport: name,
        providerId: SAID.id,
        from: SAID.from,
        to: SAID.to,
        text: SAID.text,
        sentAt: name === 'twilio' ? null : Date.UTC(2026, 10, 22, 11, 59),
      },
    ])
    expect(await counted('taken')).toBe(true)
  })

  test('no thanks before it is on disk, and none when the disk is full', async () => {
    sink.hold()
    let answered = false
    const answer = post(caller.inbound(SAID)).then((told) => {
      answered = true
      return told
    })
    await until(() => sink.brought.length === 1)
    expect(answered).toBe(false)
    sink.fail()
    expect((await answer).statusCode).toBe(503)
    expect((await answer).json()).toMatchObject({ code: 'try-again-later', retryable: true })
    expect(sink.kept).toEqual([])
    expect(await counted('failed')).toBe(true)
  })

  test('reports are told by state', async () => {
    const url = gatewayPath(name, 'reports')
    for (const state of ['buffered', 'failed', 'delivered'] as const) {
      const body = caller.report(`id-${state}`, state)
      expect((await post(body, proven(body, url), url)).statusCode).toBeLessThan(300)
    }
    expect(sink.reports.map(({ providerId, state }) => [providerId, state])).toEqual([
      ['id-buffered', 'buffered'],
      ['id-failed', 'failed'],
      ['id-delivered', 'delivered'],
    ])
    expect(sink.reports[1]?.reason).toBeTruthy()
    expect(sink.reports.every(({ at }) => Number.isSafeInteger(at) && at > Date.UTC(2026, 10, 22))).toBe(true)
  })

  test.each(caller.proof.map((header) => [header]))('without %s it is nobody', async (header) => {
    const body = caller.inbound(SAID)
    const { [header]: _, ...rest } = proven(body)
    isRefused(await post(body, rest))
    expect(await counted('unproven')).toBe(true)
  })

  test('who shows nothing is asked for a password where there is one', async () => {
    const answer = await post(caller.inbound(SAID), { 'content-type': caller.profile.contentType })
    isRefused(answer)
    expect(answer.headers['www-authenticate']).toBe(
      name === '46elks' ? 'Basic realm="koppel", charset="UTF-8"' : undefined,
    )
  })

  test.each(caller.proof.map((header) => [header]))('with another %s it is nobody', async (header) => {
    const body = caller.inbound(SAID)
    const right = proven(body)
    for (const wrong of [
      '',
      'x',
      `${right[header]}x`,
      `${right[header]}`.replace(/^(.{7})./, '$1~'),
      '\u00e5'.repeat(28),
    ])
      isRefused(await post(body, { ...right, [header]: wrong }))
  })

  test.each(caller.proof.map((header) => [header]))('with %s twice it is nobody', async (header) => {
    const body = caller.inbound(SAID)
    const headers = { ...proven(body) }
    const { port } = door.api.server.address() as AddressInfo
    const sent = request({ host: '127.0.0.1', port, path, method: 'POST' })
    for (const [each, value] of Object.entries(headers)) sent.setHeader(each, each === header ? [value, value] : value)
    const answer = await new Promise<{ status: number; body: string }>((resolve, reject) => {
      sent.on('error', reject)
      sent.on(
        'response',
        (response) => void textOf(response).then((told) => resolve({ status: response.statusCode ?? 0, body: told })),
      )
      sent.end(body)
    })
    isRefused({ statusCode: answer.status, json: () => JSON.parse(answer.body) })
  })

  test('a proof is no other gateway’s, and no other address’s', async () => {
    const body = caller.inbound(SAID)
    for (const other of ['46elks', 'twilio', 'sinch', 'nobody', '%2e%2e'].filter((each) => each !== name)) {
      const answer = await post(body, proven(body), path.replace(name, other))
      // A dotted segment leads up to the messages themselves, where nobody may POST.
      expect(answer.statusCode).toBe(other === '%2e%2e' ? 405 : 404)
    }
    expect((await door.api.inject({ method: 'GET', url: path, headers: proven(body) })).statusCode).toBe(405)
    expect(sink.brought).toEqual([])
  })

  test('another content type is not read', async () => {
    const body = caller.inbound(SAID)
    for (const type of ['text/plain', 'multipart/form-data; boundary=x', 'application/xml', 'x']) {
      const answer = await post(body, { ...proven(body), 'content-type': type })
      expect(answer.statusCode).toBe(415)
      expect(answer.json()).toMatchObject({ code: 'unsupported-media-type' })
    }
    const headers = { ...proven(body), 'content-type': `${caller.profile.contentType}; charset=UTF-8` }
    expect((await post(body, headers)).statusCode).toBeLessThan(300)
    expect(sink.kept).toHaveLength(1)
  })

  test('a huge body is not read, whoever sends it', async () => {
    const body = caller.inbound({ ...SAID, text: 'x'.repeat(70_000) })
    const answer = await post(body)
    expect(answer.statusCode).toBe(413)
    expect(answer.json()).toMatchObject({ code: 'too-large' })
    expect(sink.brought).toEqual([])
  })

  test('a proven body that makes no sense is told by the member that is missing, and nothing is kept', async () => {
    for (const body of ['', '{}', '[]', 'null', '%', '%ff%fe', 'a=b', '{"type":"mo_text"}', '\u0000']) {
      const answer = await post(body)
      expect(answer.statusCode).toBe(400)
      expect(answer.json()).toMatchObject({
        code: 'invalid-request',
        errors: [{ path: expect.stringMatching(/^\/body\/\w+$/) }],
      })
    }
    expect(sink.brought).toEqual([])
  })

  test('neither numbers, texts nor secrets reach the log', async () => {
    const body = caller.inbound(SAID)
    await post(body)
    await post(body, { ...proven(body), [caller.proof[0] ?? '']: 'wrong' })
    await post('a=b')
    expect(door.lines.length).toBeGreaterThan(2)
    expect(door.lines.join('\n')).not.toMatch(/436641234567|0123456789ABCDEF|cl\.5P|secret-of|token-of-the-test/)
  })
})

describe('what is signed cannot be changed', () => {
  const signed = CALLERS.filter(({ profile }) => profile.name !== '46elks')

  test.each(signed.map((caller) => [caller.profile.name, caller] as const))(
    '%s: body, address, time',
    async (name, caller) => {
      const now = Date.UTC(2026, 10, 22, 12)
      const path = gatewayPath(name, 'inbound')
      const body = caller.inbound(SAID)
      const headers = new Map(
        Object.entries(caller.headers(PUBLIC + path, body, now)).map(([each, value]) => [each, [value]]),
      )
      const proves = (changed: { body?: string; url?: string; now?: number }): boolean =>
        caller.profile.proves(
          { url: changed.url ?? PUBLIC + path, headers, body: Buffer.from(changed.body ?? body) },
          changed.now ?? now,
        )
      expect(proves({})).toBe(true)
      for (let at = 0; at < body.length; at++) {
        const other = body[at] === 'x' ? 'y' : 'x'
        expect(proves({ body: body.slice(0, at) + other + body.slice(at + 1) }), `at ${at}`).toBe(false)
      }
      for (const other of [`${body}&Body=more`, `${body} `, body.slice(1), ''])
        expect(proves({ body: other })).toBe(false)
      if (name === 'twilio') {
        for (const url of ['https://koppel.test', 'http://evil.test', 'http://koppel.test@evil.test'])
          expect(proves({ url: url + path }), url).toBe(false)
        for (const other of [`${path}?`, `${path}?a=b`, `${path}/`, path.toUpperCase(), gatewayPath(name, 'reports')])
          expect(proves({ url: PUBLIC + other }), other).toBe(false)
        expect(proves({ url: `http://koppel.test:80${path}` })).toBe(true)
      } else {
        const hour_ms = 3_600_000
        // 22 h 45 min after the first try Sinch tries for the last time.
        expect(proves({ now: now + 23 * hour_ms })).toBe(true)
        expect(proves({ now: now + 24 * hour_ms + 1_000 })).toBe(false)
        expect(proves({ now: now - 5 * 60_000 })).toBe(true)
        expect(proves({ now: now - 5 * 60_000 - 1_000 })).toBe(false)
      }
    },
  )
})
