import type { InfluxLimits } from './limits.ts'

/** What came back of a batch. Texts are InfluxDB's own. */
export type WriteAnswer =
  | { kind: 'stored' }
  /** Stored but for what is older than the database keeps. */
  | { kind: 'too-old'; points: number }
  /** Some of these lines can never be stored. `lines`: which, by place, where InfluxDB names them all; `all`: every one. */
  | { kind: 'bad'; reason: string; lines: readonly number[] | 'all' | null }
  | { kind: 'too-large'; reason: string }
  | { kind: 'away'; why: string; pause_ms: number }
  /** Nothing will be stored until somebody changes a setting, here or there. */
  | { kind: 'misconfigured'; why: string }

/** An HTTP answer to a write, read. `body`: JSON where it was that. */
export type HttpAnswer = { status: number; retryAfter: string | null; body: unknown }

const REASON_CHARACTERS_MAX = 300
/** InfluxDB 3 names at most so many rejected lines. */
const NAMED_LINES_MAX = 100

/**
 * What an answer to /write says of its batch. 1.x answers 400 to a partial write and 2.x 422, with the rest stored; 3.x names the lines.
 * Only words of InfluxDB's own speak against a point: any proxy can answer 400.
 * @param sent lines of the batch @param now milliseconds since 1970, for a Retry-After that is a date
 */
export function judgeWrite(answer: HttpAnswer, sent: number, limits: InfluxLimits, now: number): WriteAnswer {
  const { status } = answer
  if (status >= 200 && status < 300) return { kind: 'stored' }
  const said = errorIn(answer.body)
  const why = `InfluxDB answered ${status}${said === null ? '' : `: ${said}`}`
  if (status === 413) return { kind: 'too-large', reason: why }
  if ((status === 400 || status === 422) && said !== null) return judgeBad(answer.body, said, sent, why, limits)
  if (status === 401 || status === 403 || status === 404) return { kind: 'misconfigured', why }
  return { kind: 'away', why, pause_ms: pauseOf(answer, limits, now) }
}

function judgeBad(body: unknown, said: string, sent: number, why: string, limits: InfluxLimits): WriteAnswer {
  const dropped = Number(/\bdropped=(\d+)/.exec(said)?.[1] ?? Number.NaN)
  if (/beyond retention policy|outside retention/i.test(said)) return { kind: 'too-old', points: dropped || 1 }
  // The database has as many series as it may: no fault of these points.
  if (/max-(series-per-database|values-per-tag)|limit (was )?exceeded/i.test(said))
    return { kind: 'away', why, pause_ms: limits.pause_ms }
  const lines = namedLines(body, sent) ?? (dropped === sent ? 'all' : null)
  return { kind: 'bad', reason: said, lines }
}

/** The message of an InfluxDB: `error` in 1.x and 3.x, `message` beside `code` in 2.x. */
function errorIn(body: unknown): string | null {
  if (typeof body !== 'object' || body === null) return null
  const { error, message, code } = body as { error?: unknown; message?: unknown; code?: unknown }
  const said = typeof error === 'string' ? error : typeof code === 'string' ? message : null
  return typeof said === 'string' ? said.slice(0, REASON_CHARACTERS_MAX) : null
}

/** `data` of InfluxDB 3: `line_number` counts from 1. Null where there is none, or where there may be more than it names. */
function namedLines(body: unknown, sent: number): number[] | null {
  const { data } = body as { data?: unknown }
  if (!Array.isArray(data) || data.length === 0 || data.length >= NAMED_LINES_MAX) return null
  const lines = data.map((one) => Number((one as { line_number?: unknown } | null)?.line_number) - 1)
  return lines.every((line) => Number.isSafeInteger(line) && line >= 0 && line < sent) ? lines : null
}

/** Retry-After in seconds or as a date (RFC 9110 §10.2.3). */
function pauseOf({ retryAfter, status }: HttpAnswer, limits: InfluxLimits, now: number): number {
  const given_ms =
    retryAfter === null
      ? Number.NaN
      : /^\d{1,9}$/.test(retryAfter)
        ? Number(retryAfter) * 1_000
        : Date.parse(retryAfter) - now
  if (Number.isNaN(given_ms)) return status === 429 || status === 503 ? limits.pause_ms : 0
  return Math.min(Math.max(0, given_ms), limits.pause_ms_max)
}
