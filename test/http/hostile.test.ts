import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { as, OPERATOR_TOKEN, type OpenDoor, openDoor, type Person } from './open-door.ts'

let door: OpenDoor
let owner: Person
let device: string
let address: AddressInfo
beforeAll(async () => {
  door = await openDoor()
  owner = await door.person('owner')
  device = await door.collar(owner.accountId)
  await door.api.listen({ host: '127.0.0.1', port: 0 })
  address = door.api.server.address() as AddressInfo
})
afterAll(() => door.close())

const post = (payload: string, headers: Record<string, string> = {}) =>
  door.api.inject({
    method: 'POST',
    url: `/api/v1/devices/${device}/redemptions?dryRun=true`,
    payload,
    ...as(OPERATOR_TOKEN, { 'content-type': 'application/json', ...headers }),
  })

/** Whatever is asked, the answer is a named problem or a good one; never a fault of ours, never somebody's own words. */
function isCivil(answer: { statusCode: number; headers: Record<string, unknown>; body: string }): void {
  expect(answer.statusCode, answer.body).toBeLessThan(500)
  if (answer.statusCode >= 400)
    expect(JSON.parse(answer.body)).toMatchObject({ status: answer.statusCode, code: expect.any(String) })
}

test('whatever is typed as a code is judged', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 600 }), async (code) =>
      isCivil(await post(JSON.stringify({ code }))),
    ),
    { numRuns: 60 },
  )
})

test('whatever is sent as a body is answered', async () => {
  await fc.assert(
    fc.asyncProperty(fc.json({ maxDepth: 5 }), async (json) => isCivil(await post(json))),
    { numRuns: 60 },
  )
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (body) => isCivil(await post(body))),
    { numRuns: 60 },
  )
})

test('whatever stands in the place of an id, a cursor or an instant is answered', async () => {
  const word = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 80 })
    .map((text) => encodeURIComponent(text.toWellFormed()))
  const urls = fc.oneof(
    word.map((id) => `/api/v1/devices/${id}`),
    word.map((id) => `/api/v1/redemptions/${id}`),
    word.map((id) => `/api/v1/redemptions/${id}/events`),
    word.map((cursor) => `/api/v1/devices?cursor=${cursor}`),
    word.map((limit) => `/api/v1/devices?limit=${limit}`),
    word.map((from) => `/api/v1/devices/${device}/series?field=bat&from=${from}`),
    word.map((every) => `/api/v1/devices/${device}/series?field=bat&every=${every}`),
    word.map((field) => `/api/v1/devices/${device}/series?field=${field}`),
    word.map((code) => `/problems/${code}`),
  )
  await fc.assert(
    fc.asyncProperty(urls, async (url) => isCivil(await door.api.inject({ url, ...as(OPERATOR_TOKEN) }))),
    { numRuns: 150 },
  )
})

test('whatever stands in a header is answered', async () => {
  const header = fc.string({ minLength: 1, maxLength: 300 }).map((text) => text.replace(/[^\x20-\x7e]/g, '~'))
  const names = fc.constantFrom(
    'idempotency-key',
    'accept-language',
    'authorization',
    'cookie',
    'last-event-id',
    'origin',
    'content-type',
  )
  await fc.assert(
    fc.asyncProperty(names, header, async (name, value) => {
      const headers = { 'content-type': 'application/json', ...as(owner).headers, [name]: value }
      isCivil(
        await door.api.inject({
          method: 'POST',
          url: `/api/v1/devices/${device}/redemptions`,
          payload: '{"code":"x"}',
          headers,
        }),
      )
    }),
    { numRuns: 100 },
  )
})

test('a name may not turn the direction of what stands behind it; what Arabic and emoji need may stand in it', async () => {
  const zone = (name: string) =>
    door.api.inject({
      method: 'POST',
      url: `/api/v1/devices/${device}/zones`,
      payload: { name, shape: { type: 'circle', lat: 59, lon: 15, radiusM: 100 }, onLeft: true, onEntered: false },
      ...as(owner),
    })
  const registered = async (name: string) => {
    const payload = { email: 'turned@example.org', name }
    return (await door.api.inject({ method: 'POST', url: '/api/v1/registrations', payload })).statusCode
  }
  const turning = [0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069]
  for (const character of turning.map((point) => String.fromCodePoint(point))) {
    const refused = await zone(`garden${character}nedrag`)
    expect([refused.statusCode, refused.json().errors[0].path]).toEqual([400, '/body/name'])
    expect(await registered(`Ev${character}a`)).toBe(400)
  }
  for (const name of ['حديقة', '\u200fגן', '👨\u200d🌾']) expect((await zone(name)).statusCode, name).toBe(201)
})

test('NUL bytes name nothing and break nothing', async () => {
  isCivil(await post('{"code":"AB\\u0000CD"}'))
  const signIn = await door.api.inject({
    method: 'POST',
    url: '/api/v1/session',
    payload: { email: 'a\u0000@b.example', password: 'x\u0000' },
  })
  expect([signIn.statusCode, signIn.json().code]).toEqual([400, 'invalid-request'])
  expect((await door.api.inject({ url: '/api/v1/devices/%00', ...as(owner) })).statusCode).toBe(404)
})

test('JSON that nests without end is refused before it is parsed', async () => {
  const deep = await post('{"code":'.repeat(5_000))
  expect([deep.statusCode, deep.json().errors]).toEqual([
    400,
    [{ path: '/body', message: 'must not nest deeper than 16 levels' }],
  ])
  expect((await post(`{"code":${'['.repeat(17)}${']'.repeat(17)}}`)).json().errors[0].path).toBe('/body')
  expect((await post(`{"code":"${'['.repeat(400)}"}`)).json().code).toBe('malformed-length')
})

test('members that would reach into prototypes are refused', async () => {
  for (const body of ['{"__proto__":{"code":"x"}}', '{"constructor":{"prototype":{"x":1}},"code":"x"}']) {
    const answer = await post(body)
    // Without a list of faults it was refused while it was read, before any schema looked at it.
    expect([answer.json().code, answer.json().errors]).toEqual(['invalid-request', undefined])
  }
  expect(({} as { x?: number }).x).toBeUndefined()
})

test('of a doubled member the last one counts, as in every JSON parser here', async () => {
  expect((await post('{"code":1,"code":"x"}')).json().code).toBe('malformed-length')
  expect((await post('{"code":"x","code":1}')).json().code).toBe('invalid-request')
})

test('a body of another type, or none, is refused by name', async () => {
  expect((await post('code=x', { 'content-type': 'application/x-www-form-urlencoded' })).json().code).toBe(
    'unsupported-media-type',
  )
  expect((await post('{"code":"x"}', { 'content-type': 'text/plain' })).json().code).toBe('unsupported-media-type')
  expect((await post('')).json().code).toBe('invalid-request')
})

test('an error names the place and the rule, and repeats nothing that was sent', async () => {
  const slip = 'L297MBBJ5A936Q'
  const answer = await post(JSON.stringify({ code: 5, [slip]: slip }))
  expect(answer.json().errors).toEqual(expect.arrayContaining([{ path: '/body/code', message: 'must be string' }]))
  expect(answer.body).not.toContain(slip)
})

test('10 MB are not waited for: the answer comes at once', async () => {
  const sending = request({
    port: address.port,
    host: '127.0.0.1',
    method: 'POST',
    path: '/api/v1/session',
    headers: { 'content-type': 'application/json', 'content-length': 10_000_000 },
  })
  const answered = new Promise<[number, string]>((resolve, reject) => {
    sending.on('response', (answer) => text(answer).then((body) => resolve([answer.statusCode ?? 0, body]), reject))
    sending.on('error', reject)
  })
  sending.write(Buffer.alloc(100_000, 32))
  const [status, body] = await answered
  sending.destroy()
  expect([status, JSON.parse(body).code]).toEqual([413, 'too-large'])
})

test('whoever sends all of 10 MB before reading gets the answer too', async () => {
  const socket = connect(address.port, '127.0.0.1').pause()
  const body = Buffer.alloc(10_000_000, 32)
  socket.write('POST /api/v1/codes/identify HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n')
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject)
    socket.write(Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]), () => resolve())
  })
  expect(await text(socket)).toMatch(/^HTTP\/1.1 413 .*"too-large"/s)
})

test('a body without a stated length is cut off at the limit as well', async () => {
  const answer = await fetch(`http://127.0.0.1:${address.port}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: new Blob([' '.repeat(70_000)]).stream(),
    duplex: 'half',
  } as RequestInit)
  expect(answer.status).toBe(413)
})

test.each([
  ['nonsense\r\n\r\n', '400', 'invalid-request'],
  [`GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, '431', 'too-large'],
  ['GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n', '400', 'invalid-request'],
])('what is no HTTP request is answered as a problem (%#)', async (bytes, status, code) => {
  const socket = connect(address.port, '127.0.0.1')
  socket.write(bytes)
  const answer = await text(socket)
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(answer).toContain(`"code":"${code}"`)
})

test('another method at a known address is told which ones it takes', async () => {
  const answer = await door.api.inject({ method: 'PUT', url: '/api/v1/session', payload: {} })
  expect([answer.statusCode, answer.json().code, answer.headers.allow]).toEqual([
    405,
    'method-not-allowed',
    'DELETE, GET, HEAD, POST',
  ])
  expect((await door.api.inject({ method: 'DELETE', url: `/api/v1/devices/${device}` })).headers.allow).toBe(
    'GET, HEAD',
  )
  expect((await door.api.inject({ method: 'PUT', url: '/api/v1/nothing', payload: {} })).statusCode).toBe(404)
})
