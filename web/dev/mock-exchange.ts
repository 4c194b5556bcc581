import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { IntlMessageFormat } from 'intl-messageformat'

const BODY_BYTES_MAX = 16_384

/** One request to the mock server and the ways to answer it. */
export type Exchange = {
  /** Method, noun and part of `/api/v1/<noun>/<id>/<part>`, e.g. `GET devices/track`. */
  route: string
  id: string
  part: string
  query: URLSearchParams
  cookie: string
  body: Record<string, unknown>
  response: ServerResponse
  answer(status: number, value?: unknown): ServerResponse
  refuse(status: number, code: string): ServerResponse
}

export async function readExchange(request: IncomingMessage, response: ServerResponse): Promise<Exchange> {
  const url = new URL(request.url ?? '/', 'http://mock')
  const [, noun = '', id = '', part = ''] = url.pathname.split('/')
  const answer = (status: number, value?: unknown): ServerResponse => {
    response.writeHead(status, { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' })
    return response.end(value === undefined ? undefined : JSON.stringify(value))
  }
  return {
    route: `${request.method} ${noun}${part ? `/${part}` : ''}`,
    id,
    part,
    query: url.searchParams,
    cookie: request.headers.cookie ?? '',
    body: await readBody(request),
    response,
    answer,
    refuse(status, code) {
      const say = (kind: string): string => problemText(request.headers['accept-language'] ?? 'en', code, kind)
      const support = { phone: '+46 8 12 34 56', email: 'support@example.com' }
      const problem = { type: `urn:koppel:problem:${code}`, title: say('title'), detail: say('detail'), status, code }
      return answer(status, { ...problem, retryable: status >= 500, ...(status === 401 ? {} : { support }) })
    },
  }
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = ''
  for await (const chunk of request) {
    text += chunk
    if (text.length > BODY_BYTES_MAX) return {}
  }
  return text === '' ? {} : JSON.parse(text)
}

/** The real texts, with examples for what the backend would fill in. */
function problemText(language: string, code: string, kind: string): string {
  const file = join(import.meta.dirname, `../../texts/${language}.json`)
  const messages: Record<string, string> = JSON.parse(readFileSync(file, 'utf8'))
  const message = new IntlMessageFormat(messages[`problem.${code}.${kind}`] ?? code, language)
  return String(message.format({ codeKind: 'Tele2', deviceKind: 'Travel SIM', position: 3, family: 'none' }))
}
