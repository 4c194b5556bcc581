import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as textOf } from 'node:stream/consumers'
import type { Fetch } from '../../../src/sms/gateways/fetch.ts'
import type { Shown } from '../transport-contract.ts'
import { ELKS, SINCH, TWILIO } from './callers.ts'

/** What becomes of the next call. `lost`: taken, and the connection ends; `silent`: taken, and nothing is said. */
export type Fate =
  | { kind: 'lost' | 'silent' }
  | { kind: 'answer'; status: number; headers?: Record<string, string>; body: string; taken?: true }

/** A message as the gateway got it. */
export type Got = Shown & { id: string; reportUrl: string | null }

/** The three gateways' interfaces for sending, as their documentation has them, on one server. */
export type FakeGateways = {
  fetch: Fetch
  got: Got[]
  fates: Fate[]
  /** Calls that have come in whole. */
  readonly calls: number
  close(): Promise<void>
}

type Asked = { path: string; authorization: string | undefined; type: string | undefined; body: string }
type Answer = { status: number; body: object | string; message?: Got }

const HEX = '0123456789abcdef0123456789abcdef'

/** Starts it on a port of its own; `fetch` finds it whatever host is called. */
export async function fakeGateways(): Promise<FakeGateways> {
  let calls = 0
  let ids = 0
  const got: Got[] = []
  const fates: Fate[] = []
  const server = createServer((request, response) => void serve(request, response))
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const asked = {
      path: `${request.method} ${request.headers['x-called-host']}${request.url}`,
      authorization: request.headers.authorization,
      type: request.headers['content-type'],
      body: await textOf(request),
    }
    const { status, body, message } = answerTo(asked, HEX.slice(String(++ids).length) + ids)
    const fate = fates.shift()
    calls++
    if (message && (fate === undefined || fate.kind !== 'answer' || fate.taken)) got.push(message)
    if (fate?.kind === 'lost') return void request.socket.destroy()
    if (fate?.kind === 'silent') return
    if (fate?.kind === 'answer') return void response.writeHead(fate.status, fate.headers).end(fate.body)
    response.writeHead(status, { 'content-type': typeof body === 'string' ? 'text/plain' : 'application/json' })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    got,
    fates,
    get calls() {
      return calls
    },
    fetch: (url, init) => {
      const { host, pathname, search } = new URL(url)
      const headers = { ...init.headers, 'x-called-host': host }
      return fetch(`http://127.0.0.1:${port}${pathname}${search}`, { ...init, headers })
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function answerTo(asked: Asked, id: string): Answer {
  if (asked.path === 'POST api.46elks.com/a1/sms') return elks(asked, `s${id}`)
  if (asked.path === `POST api.twilio.com/2010-04-01/Accounts/${TWILIO.account}/Messages.json`)
    return twilio(asked, `SM${id}`)
  if (asked.path === `POST eu.sms.api.sinch.com/xms/v1/${SINCH.plan}/batches`) return sinch(asked, id)
  return { status: 404, body: `nothing at ${asked.path}` }
}

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
const isForm = ({ type }: Asked): boolean => type === 'application/x-www-form-urlencoded'

function elks(asked: Asked, id: string): Answer {
  if (asked.authorization !== basic(ELKS.user, ELKS.password))
    return { status: 401, body: 'API access requires Basic HTTP authentication' }
  const form = new URLSearchParams(asked.body)
  const [from, to, text] = [form.get('from'), form.get('to'), form.get('message')]
  if (!isForm(asked) || !from || !to || !text) return { status: 400, body: 'Missing key' }
  return {
    status: 200,
    body: {
      id,
      direction: 'outgoing',
      from,
      to,
      message: text,
      created: '2026-11-22T12:00:00.000000',
      status: 'created',
      parts: 1,
      cost: 5200,
    },
    message: { id, from, to, text, reportUrl: form.get('whendelivered') },
  }
}

function twilio(asked: Asked, id: string): Answer {
  if (asked.authorization !== basic(TWILIO.account, TWILIO.token))
    return { status: 401, body: { code: 20003, message: 'Authenticate', status: 401 } }
  const form = new URLSearchParams(asked.body)
  const [from, to, text] = [form.get('From'), form.get('To'), form.get('Body')]
  if (!isForm(asked) || !from || !to || !text)
    return { status: 400, body: { code: 21604, message: 'A To is required', status: 400 } }
  return {
    status: 201,
    body: {
      sid: id,
      account_sid: TWILIO.account,
      from,
      to,
      body: text,
      status: 'queued',
      direction: 'outbound-api',
      error_code: null,
    },
    message: { id, from, to, text, reportUrl: form.get('StatusCallback') },
  }
}

function sinch(asked: Asked, id: string): Answer {
  if (asked.authorization !== `Bearer ${SINCH.token}`) return { status: 401, body: '' }
  const { from, to, body, type, delivery_report, callback_url } = JSON.parse(asked.body) as Record<string, unknown>
  if (asked.type !== 'application/json' || type !== 'mt_text' || !Array.isArray(to) || to.length !== 1 || !body)
    return { status: 400, body: { code: 'syntax_invalid_json', text: 'Invalid' } }
  const reportUrl = delivery_report === 'per_recipient' ? String(callback_url) : null
  return {
    status: 201,
    body: {
      id,
      to: [String(to[0]).slice(1)],
      from,
      body,
      type,
      canceled: false,
      created_at: '2026-11-22T12:00:00.000Z',
    },
    message: { id, from: String(from), to: String(to[0]), text: String(body), reportUrl },
  }
}
