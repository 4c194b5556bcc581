import { join } from 'node:path'
import type { ProblemBody } from '../http/schemas.ts'
import { CliError, CliProblem, EXIT } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { languageTag } from './language.ts'

/** Longer than any answer takes. Streams have no such end. */
const ANSWER_TIMEOUT_MS = 30_000

/** A running system, reached over HTTP. */
export type Server = {
  readonly url: string
  /**
   * @param timeout_ms for what the server itself waits for
   * @throws CliProblem for a problem, CliError `unreachable` for no answer or one that is not ours
   */
  ask<T>(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
    headers?: Record<string, string>,
    timeout_ms?: number,
  ): Promise<T>
  /** Something long: ends when it ends, or by Ctrl-C. @throws as `ask` */
  download(path: string): Promise<Response>
  /** A stream of Server-Sent Events. @throws as `ask` */
  stream(path: string, headers: Record<string, string>, signal: AbortSignal): Promise<Response>
}

/**
 * Finds the server: `KOPPEL_URL` and `KOPPEL_TOKEN`, or else `run.json` of the one that holds the data directory here.
 * @param options.anonymous true where no token is needed
 * @throws CliError `unreachable` that says what to do
 */
export function findServer(world: CliWorld, options: { anonymous?: boolean } = {}): Server {
  const { KOPPEL_URL: url, KOPPEL_TOKEN: token } = world.env
  if (url && (token || options.anonymous)) return serverAt(world, url, token ?? null)
  const run = readRun(world)
  if (url && run?.url !== url) {
    throw new CliError(EXIT.unreachable, 'KOPPEL_URL is set, but KOPPEL_TOKEN is not. "koppel session" gets a token.')
  }
  if (run) return serverAt(world, run.url, token || run.token)
  throw new CliError(
    EXIT.unreachable,
    `No running Koppel found: ${runFile(world)} is not there. Start one with "koppel demo" or "koppel serve", say where its data is with KOPPEL_DATA_DIR, or name one elsewhere with KOPPEL_URL and KOPPEL_TOKEN.`,
  )
}

function runFile({ env }: CliWorld): string {
  return join(env.KOPPEL_DATA_DIR || './data', 'run.json')
}

function readRun(world: CliWorld): { url: string; token: string } | null {
  let text: string
  try {
    text = world.readFile(runFile(world))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw new CliError(EXIT.unreachable, `${runFile(world)} cannot be read: ${code ?? 'failed'}`)
  }
  try {
    const { url, token } = JSON.parse(text) as { url?: unknown; token?: unknown }
    if (typeof url === 'string' && typeof token === 'string') return { url, token }
  } catch {}
  throw new CliError(EXIT.unreachable, `${runFile(world)} is damaged. Restart the server that writes it.`)
}

function serverAt(world: CliWorld, address: string, token: string | null): Server {
  const url = address.replace(/\/+$/, '')
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw new CliError(EXIT.usage, 'KOPPEL_URL must begin with http:// or https://')
  }
  const common = {
    'accept-language': languageTag(world.env),
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  }
  const send = async (path: string, init: RequestInit & { headers: Record<string, string> }): Promise<Response> => {
    let answer: Response
    try {
      answer = await world.fetch(url + path, { ...init, headers: { ...common, ...init.headers } })
    } catch (cause) {
      if (world.stop.aborted) throw new CliError(EXIT.interrupted, 'Interrupted.', { cause })
      throw new CliError(EXIT.unreachable, `${url} cannot be reached: ${reasonOf(cause)}`, { cause })
    }
    if (answer.ok) return answer
    throw await problemOf(url, answer)
  }
  return {
    url,
    async ask<T>(
      method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
      path: string,
      body?: object,
      headers: Record<string, string> = {},
      timeout_ms = ANSWER_TIMEOUT_MS,
    ): Promise<T> {
      const patience = new AbortController()
      const why = new Error(`no answer within ${timeout_ms / 1_000} s`)
      const cancel = world.clock.after(timeout_ms, () => patience.abort(why))
      try {
        const answer = await send(path, {
          method,
          headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
          ...(body ? { body: JSON.stringify(body) } : {}),
          signal: AbortSignal.any([patience.signal, world.stop]),
        })
        return (answer.status === 204 ? undefined : await answer.json()) as T
      } finally {
        cancel()
      }
    },
    download: (path) => send(path, { headers: {}, signal: world.stop }),
    stream: (path, headers, signal) => send(path, { headers: { ...headers, accept: 'text/event-stream' }, signal }),
  }
}

async function problemOf(url: string, answer: Response): Promise<CliError> {
  const body: unknown = await answer.json().catch(() => null)
  const { code, title, detail } = (body ?? {}) as Partial<ProblemBody>
  if (typeof code === 'string' && typeof title === 'string' && typeof detail === 'string')
    return new CliProblem(body as ProblemBody)
  return new CliError(
    EXIT.unreachable,
    `${url} answered ${answer.status}, which is no answer of Koppel's. Is KOPPEL_URL right?`,
  )
}

/** What the operating system says stands in the cause of fetch's error. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const { code, message } = cause as NodeJS.ErrnoException
  return code ?? message ?? String(cause)
}
