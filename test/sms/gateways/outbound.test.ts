import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type SmsTransport, SmsTransportError } from '../../../src/flows/sms/transport.ts'
import { type Fetch, neverSent } from '../../../src/sms/gateways/fetch.ts'
import { httpGateway } from '../../../src/sms/gateways/gateway.ts'
import { GATEWAY_LIMITS } from '../../../src/sms/gateways/limits.ts'
import { silent } from '../../../src/std/log.ts'
import { type ManualClock, manualClock } from '../../../src/std/manual-clock.ts'
import { seededRandom } from '../../../src/std/random.ts'
import { heldSink } from '../held-sink.ts'
import { until } from '../transport-contract.ts'
import { CALLERS } from './callers.ts'
import { type FakeGateways, type Fate, fakeGateways } from './fake-gateways.ts'

const TO = '+436641234567'
let count = 0

/** The kind of what it threw; null when it was taken. */
async function send(transport: SmsTransport, text = 'OK', to = TO): Promise<string | null> {
  return transport.send({ id: `m${++count}`, to, from: null, text }).then(
    () => null,
    (error: unknown) => (error instanceof SmsTransportError ? error.kind : Promise.reject(error)),
  )
}

describe.each(CALLERS.map((caller) => [caller.profile.name, caller] as const))('calling %s', (name, { profile }) => {
  let far: FakeGateways
  let clock: ManualClock
  let transport: SmsTransport
  const open = (fetch: Fetch, publicUrl: string | null = 'https://koppel.example') =>
    httpGateway(profile, { world: { clock, random: seededRandom(1), log: silent }, fetch, sink: heldSink(), publicUrl })

  beforeEach(async () => {
    far = await fakeGateways()
    clock = manualClock()
    transport = open(far.fetch)
  })
  afterEach(() => far.close())

  const answer = (status: number, body = '', headers: Record<string, string> = {}): Fate => ({
    kind: 'answer',
    status,
    body,
    headers,
  })

  test('it is asked for reports at our public address, and for none where we have no such', async () => {
    expect(await send(transport)).toBe(null)
    const url = new URL(String(far.got[0]?.reportUrl))
    expect(`${url.origin}${url.pathname}`).toBe(`https://koppel.example/api/v1/sms/gateways/${name}/reports`)
    expect(url.username).toBe(name === '46elks' ? 'koppel' : '')
    expect(await send(open(far.fetch, null))).toBe(null)
    expect(far.got[1]?.reportUrl).toBe(null)
  })

  test('another sender is used where the message names one', async () => {
    await transport.send({ id: 'm', to: TO, from: '+46799999999', text: 'x' })
    expect(far.got[0]?.from).toBe('+46799999999')
  })

  test.each([
    [400, 'rejected'],
    [422, 'rejected'],
    [413, 'rejected'],
    [401, 'unavailable'],
    [402, 'unavailable'],
    [403, 'unavailable'],
    [404, 'unavailable'],
    [429, 'unavailable'],
    [503, 'unavailable'],
    [301, 'unavailable'],
    [307, 'unavailable'],
    [500, 'unclear'],
    [502, 'unclear'],
    [504, 'unclear'],
    [200, 'unclear'],
    [204, 'unclear'],
  ])('an answer of %s without an id means %s', async (status, kind) => {
    far.fates.push(answer(status, status === 204 ? '' : '{"x":1}', { location: 'http://127.0.0.1:1/' }))
    expect(await send(transport)).toBe(kind)
  })

  test.each([
    ['no JSON', '<html>'],
    ['an id that is none', '{"id":1,"sid":[]}'],
    ['an empty id', '{"id":"","sid":""}'],
    ['an id without end', JSON.stringify({ id: 'x'.repeat(101), sid: 'x'.repeat(101) })],
    ['nothing', 'null'],
    ['more than anybody reads', `{"id":"a","sid":"a","x":"${'x'.repeat(GATEWAY_LIMITS.answerBytes_max)}"}`],
  ])('with %s in its answer a message is in doubt', async (_, body) => {
    far.fates.push(answer(200, body))
    expect(await send(transport)).toBe('unclear')
  })

  test('a call that is not answered is given up, and its message is in doubt', async () => {
    far.fates.push({ kind: 'silent' })
    const sent = send(transport)
    await until(() => far.calls === 1)
    await clock.advance(GATEWAY_LIMITS.call_timeout_ms - 1)
    expect(transport.state()).toEqual({ ready: true })
    await clock.advance(1)
    expect(await sent).toBe('unclear')
    expect(transport.state()).toMatchObject({ ready: false, why: `${name} took too long` })
  })

  test('a call leaves no timer behind', async () => {
    await send(transport)
    far.fates.push(answer(500))
    await send(transport)
    expect(clock.nextAt()).toBe(null)
  })

  test.each([
    ['120', 120_000],
    ['Sun, 22 Nov 2026 12:00:30 GMT', 30_000],
    ['999999999', GATEWAY_LIMITS.pause_ms_max],
    ['soon', GATEWAY_LIMITS.pause_ms],
  ])('Retry-After: %s is respected', async (given, pause_ms) => {
    far.fates.push(answer(429, '', { 'retry-after': given }))
    expect(await send(transport)).toBe('unavailable')
    await clock.advance(pause_ms - 1)
    expect(await send(transport)).toBe('unavailable')
    expect(far.calls).toBe(1)
    await clock.advance(1)
    expect(await send(transport)).toBe(null)
    expect(transport.state()).toEqual({ ready: true })
  })

  test('more calls at once than there may be are told to come back, and nothing is sent for them', async () => {
    for (let each = 0; each < GATEWAY_LIMITS.calls_max; each++) far.fates.push({ kind: 'silent' })
    const under = Array.from({ length: GATEWAY_LIMITS.calls_max }, () => send(transport))
    await until(() => far.calls === GATEWAY_LIMITS.calls_max)
    expect(await send(transport)).toBe('unavailable')
    expect(far.calls).toBe(GATEWAY_LIMITS.calls_max)
    const closed = transport.close()
    await clock.advance(GATEWAY_LIMITS.call_timeout_ms)
    expect(await Promise.all(under)).toEqual(under.map(() => 'unclear'))
    await closed
  })

  test('a text that is too long for it is not sent', async () => {
    expect(await send(transport, 'x'.repeat(profile.textCharacters_max))).toBe(null)
    expect(await send(transport, 'x'.repeat(profile.textCharacters_max + 1))).toBe('rejected')
    expect(far.calls).toBe(1)
  })

  test('when nobody listens, nothing was taken', async () => {
    await far.close()
    expect(await send(transport)).toBe('unavailable')
    expect(transport.state()).toMatchObject({ ready: false, why: `${name} cannot be reached` })
  })
})

describe('an error of the client', () => {
  const failing = (url: string): Promise<unknown> =>
    fetch(url, { method: 'POST', body: 'x' }).then(
      () => null,
      (error: unknown) => error,
    )

  test('before the connection stands shows that nothing was sent', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    server.close()
    await once(server, 'close')
    expect(neverSent(await failing(`http://127.0.0.1:${port}/`))).toBe(true)
    expect(neverSent(await failing(`http://localhost:${port}/`))).toBe(true)
    expect(neverSent(await failing('http://nowhere.invalid/'))).toBe(true)
  })

  test('after it stands shows nothing', async () => {
    const server = createServer((socket) => socket.once('data', () => socket.destroy()))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    expect(neverSent(await failing(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`))).toBe(false)
    server.close()
  })

  test.each([
    [undefined],
    [null],
    ['ECONNREFUSED'],
    [{ code: 7 }],
    [{ cause: { code: 'ECONNRESET' } }],
    [{ errors: [{ code: 'ECONNREFUSED' }, { code: 'ECONNRESET' }] }],
  ])('that says nothing clear shows nothing: %j', (error) => expect(neverSent(error)).toBe(false))

  test('of TLS is one before the first byte', () =>
    expect(neverSent({ cause: { code: 'CERT_HAS_EXPIRED' } })).toBe(true))
})

test('Twilio’s refusals that are about our account do not condemn the message', async () => {
  const far = await fakeGateways()
  const twilio = CALLERS.find(({ profile }) => profile.name === 'twilio')
  if (!twilio) throw new Error('no twilio')
  const world = { clock: manualClock(), random: seededRandom(1), log: silent }
  const transport = httpGateway(twilio.profile, { world, fetch: far.fetch, sink: heldSink(), publicUrl: null })
  for (const [code, kind] of [
    [21211, 'rejected'],
    [21610, 'rejected'],
    [21606, 'unavailable'],
    [21212, 'unavailable'],
  ] as const) {
    far.fates.push({
      kind: 'answer',
      status: 400,
      body: JSON.stringify({ code, message: `+436641234567 ${code}`, status: 400 }),
    })
    expect(await send(transport), String(code)).toBe(kind)
  }
  expect(transport.state()).toEqual({ ready: false, why: 'twilio answered 400, code 21212' })
  await far.close()
})
