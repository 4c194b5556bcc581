import { EventSourceParserStream } from 'eventsource-parser/stream'
import type { DeviceBody } from '../../src/http/device-schemas.ts'
import type { RedemptionBody } from '../../src/http/redemption-schemas.ts'
import type { ProblemBody } from '../../src/http/schemas.ts'
import type { DemoFile } from '../../src/main/demo.ts'
import { systemClock } from '../../src/std/clock.ts'

export type Answer<T> = { status: number; type: string | null; body: T }

/** Somebody who uses the API from outside, with nothing but `fetch`. */
export type Client = {
  token: string
  ask<T>(
    method: 'GET' | 'POST',
    path: string,
    ask?: { body?: unknown; headers?: Record<string, string> },
  ): Promise<Answer<T>>
  /** An answer that is no JSON. */
  text(path: string): Promise<string>
  redeem(deviceId: string, code: string, key: string): Promise<Answer<RedemptionBody>>
  /** What a dry run says of a code: 200, or a problem. */
  preview(deviceId: string, code: string, language?: string): Promise<Answer<ProblemBody>>
  device(id: string): Promise<DeviceBody>
  devices(): Promise<DeviceBody[]>
  /** The states that the redemption's own stream tells, ending with `last`. */
  follow(redemptionId: string, last: RedemptionBody['state']): Promise<RedemptionBody[]>
}

/** What is followed here comes within seconds; a stream that never tells it must fail where it is read. */
const FOLLOW_TIMEOUT_MS = 60_000

/** @param url address of the house, without a path */
export function client(url: string, token: string): Client {
  const clock = systemClock()
  const authorization = { authorization: `Bearer ${token}` }
  const ask: Client['ask'] = async (method, path, { body, headers = {} } = {}) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { ...authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: answer.status, type: answer.headers.get('content-type'), body: JSON.parse(await answer.text()) }
  }
  async function* events(path: string): AsyncGenerator<string> {
    const late = new AbortController()
    const cancel = clock.after(FOLLOW_TIMEOUT_MS, () => late.abort(new Error(`${path} did not end`)))
    const answer = await fetch(`${url}${path}`, { headers: authorization, signal: late.signal })
    if (!answer.ok || !answer.body) throw new Error(`${path} answered ${answer.status}`)
    const stream = answer.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())
    for await (const { data } of stream) yield data
    cancel()
  }
  const device = async (id: string): Promise<DeviceBody> => (await ask<DeviceBody>('GET', `/api/v1/devices/${id}`)).body
  return {
    token,
    ask,
    text: async (path) => (await fetch(`${url}${path}`, { headers: authorization })).text(),
    device,
    redeem: (deviceId, code, key) =>
      ask('POST', `/api/v1/devices/${deviceId}/redemptions`, { body: { code }, headers: { 'idempotency-key': key } }),
    preview: (deviceId, code, language = 'en') =>
      ask('POST', `/api/v1/devices/${deviceId}/redemptions?dryRun=true`, {
        body: { code },
        headers: { 'accept-language': language },
      }),
    devices: async () => (await ask<{ items: DeviceBody[] }>('GET', '/api/v1/devices')).body.items,
    async follow(redemptionId, last) {
      const seen: RedemptionBody[] = []
      for await (const data of events(`/api/v1/redemptions/${redemptionId}/events`)) {
        const redemption: RedemptionBody = JSON.parse(data)
        seen.push(redemption)
        if (redemption.state === last) return seen
      }
      throw new Error(`the stream ended after ${seen.map(({ state }) => state).join(', ')}`)
    },
  }
}

/** Signs in over HTTP. @throws Error when the login is refused */
export async function signIn(url: string, login: { email: string; password: string }): Promise<Client> {
  const { email, password } = login
  const answer = await client(url, '').ask<{ token: string }>('POST', '/api/v1/session', { body: { email, password } })
  if (answer.status !== 201) throw new Error(`signing in answered ${answer.status}`)
  return client(url, answer.body.token)
}

/** The demo's owner. */
export function signInOwner(demo: DemoFile): Promise<Client> {
  const owner = demo.logins.find(({ role }) => role === 'owner')
  if (!owner) throw new Error('the demo has no owner')
  return signIn(demo.consoleUrl, owner)
}
