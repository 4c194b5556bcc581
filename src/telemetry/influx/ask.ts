import type { Clock } from '../../std/clock.ts'
import { Slots } from '../../std/slots.ts'
import { TelemetryAway } from '../away.ts'
import type { InfluxLimits } from './limits.ts'
import { authorization, type InfluxPlace } from './place.ts'

/** What is used of an HTTP client; the `fetch` of Node fits. */
export type Fetch = (
  url: string,
  request: {
    method: 'GET' | 'POST'
    headers: Record<string, string>
    body?: string
    redirect: 'manual'
    signal: AbortSignal
  },
) => Promise<{
  status: number
  headers: { get(name: string): string | null }
  body: AsyncIterable<Uint8Array> | null
}>

export type Asked = { method: 'GET' | 'POST'; path: string; type?: string; body?: string }
/** `text`: the body, which may be no JSON. */
export type Answered = { status: number; header(name: string): string | null; text: string }
export type Ask = (asked: Asked) => Promise<Answered>

/** One series of a result: a measurement, its columns, and rows of values in their order. */
export type ResultSeries = { name: string; columns: string[]; values: (number | string | null)[][] }

/** One call to InfluxDB, with limits on its time and on what is read. @throws TelemetryAway when there is no whole answer */
export function asker(place: InfluxPlace, parts: { clock: Clock; fetch: Fetch }, limits: InfluxLimits): Ask {
  const slots = new Slots(limits.queries_max)
  let restsUntil_ms = Number.NEGATIVE_INFINITY
  async function ask({ method, path, type, body }: Asked): Promise<Answered> {
    if (parts.clock.monotonic() < restsUntil_ms) throw new TelemetryAway('InfluxDB did not answer a moment ago')
    const given = new AbortController()
    const cancel = parts.clock.after(limits.query_timeout_ms, () => given.abort(new Error('too slow')))
    try {
      const headers = { ...authorization(place), ...(type === undefined ? {} : { 'content-type': type }) }
      const request = { method, headers, ...(body === undefined ? {} : { body }), redirect: 'manual' as const }
      const answer = await parts.fetch(`${place.url}${path}`, { ...request, signal: given.signal })
      const text = await textOf(answer.body, limits.answerBytes_max, given.signal)
      return { status: answer.status, header: (name) => answer.headers.get(name), text }
    } catch (error) {
      if (error instanceof TelemetryAway) throw error
      restsUntil_ms = parts.clock.monotonic() + limits.rest_ms
      if (given.signal.aborted) throw new TelemetryAway(`InfluxDB gave no answer in ${limits.query_timeout_ms} ms`)
      const { message, cause } = error as { message?: string; cause?: { code?: string } }
      throw new TelemetryAway(`InfluxDB: ${cause?.code ?? message}`)
    } finally {
      cancel()
    }
  }
  return async (asked) => {
    const giveBack = await slots.take()
    return await ask(asked).finally(giveBack)
  }
}

async function textOf(body: AsyncIterable<Uint8Array> | null, bytes_max: number, signal: AbortSignal): Promise<string> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of body ?? []) {
    signal.throwIfAborted()
    bytes += piece.length
    if (bytes > bytes_max) throw new TelemetryAway(`InfluxDB's answer has more than ${bytes_max} bytes`)
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

/** Runs one statement of InfluxQL; times are milliseconds since 1970. @throws TelemetryAway with InfluxDB's own words when it does not answer it whole */
export async function influxQl(ask: Ask, bucket: string, statement: string): Promise<ResultSeries[]> {
  const { status, text } = await ask({
    method: 'POST',
    path: `/query?db=${encodeURIComponent(bucket)}&epoch=ms`,
    type: 'application/x-www-form-urlencoded',
    body: `q=${encodeURIComponent(statement)}`,
  })
  const { error, results } = readResult(text)
  const fault = error ?? (status === 200 ? null : `status ${status}`)
  if (fault !== null || results === null) throw new TelemetryAway(`InfluxDB does not answer a query: ${fault}`)
  return results
}

const FAULT_CHARACTERS_MAX = 300

/** A result is whole, or it is none: a list that was cut short must not pass for one that ends there. */
function readResult(text: string): { error: string | null; results: ResultSeries[] | null } {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return { error: 'no JSON', results: null }
  }
  const { error, message, results } = (body ?? {}) as { error?: unknown; message?: unknown; results?: unknown }
  const one = Array.isArray(results) ? (results[0] as { error?: unknown; series?: unknown; partial?: unknown }) : null
  const said = error ?? one?.error ?? (one ? null : message)
  if (typeof said === 'string') return { error: said.slice(0, FAULT_CHARACTERS_MAX), results: null }
  if (!one) return { error: 'no results', results: null }
  const series = (one.series ?? []) as (ResultSeries & { partial?: unknown })[]
  if (one.partial === true || series.some(({ partial }) => partial === true)) {
    return { error: 'the answer was cut short', results: null }
  }
  return { error: null, results: series }
}
