import { SmsTransportError } from '../../flows/sms/transport.ts'
import type { Clock } from '../../std/clock.ts'
import { type Fetch, type FetchAnswer, neverSent } from './fetch.ts'
import { GATEWAY_LIMITS } from './limits.ts'
import type { Call, GatewayProfile } from './profile.ts'

/** The gateway's id of the message, or why it was not handed over; `pause_ms` when the gateway wants to be left alone for so long. */
export type CallOutcome =
  | { kind: 'taken'; id: string }
  | { kind: 'refused'; error: SmsTransportError; pause_ms: number | null; ours: boolean }

/** One call, with a limit on its time and on what is read of its answer. Nothing of the call but numbers reaches an error's text. */
export async function callGateway(
  profile: GatewayProfile,
  call: Call,
  { clock, fetch }: { clock: Clock; fetch: Fetch },
): Promise<CallOutcome> {
  const given = new AbortController()
  const cancel = clock.after(GATEWAY_LIMITS.call_timeout_ms, () => given.abort(new Error('the gateway took too long')))
  try {
    const { url, headers, body } = call
    const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: given.signal })
    return judge(profile, answer, await bodyOf(answer, given.signal), clock.now())
  } catch (error) {
    if (neverSent(error)) return refused(profile, 'unavailable', 'cannot be reached')
    return refused(profile, 'unclear', given.signal.aborted ? 'took too long' : 'was lost in the middle of a call')
  } finally {
    cancel()
  }
}

/** As much of the body as there may be. A body that is cut off holds no id, and the message is in doubt. */
async function bodyOf(answer: FetchAnswer, signal: AbortSignal): Promise<unknown> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of answer.body ?? []) {
    signal.throwIfAborted()
    bytes += piece.length
    if (bytes > GATEWAY_LIMITS.answerBytes_max) return null
    pieces.push(piece)
  }
  try {
    return JSON.parse(Buffer.concat(pieces).toString('utf8'))
  } catch {
    return null
  }
}

/**
 * What an HTTP status says of the message (RFC 9110 §15). What is wrong with our account, our credentials or our pace says nothing against the message; 503 says that
 * it was not looked at; any other fault of a server may have come after it was taken.
 */
function judge(profile: GatewayProfile, answer: FetchAnswer, json: unknown, now: number): CallOutcome {
  const { status } = answer
  if (status >= 200 && status < 300) {
    const id = profile.idOf(json)
    if (id !== null && id !== '' && id.length <= 100) return { kind: 'taken', id }
    return refused(profile, 'unclear', `answered ${status} without an id`)
  }
  const code = profile.refusalOf(json)
  const what = `answered ${status}${code === null ? '' : `, code ${code}`}`
  if (code !== null && profile.ours.has(code)) return refused(profile, 'unavailable', what, pauseOf(answer, now))
  if (status === 400 || status === 413 || status === 422) return refused(profile, 'rejected', what)
  if (status >= 500 && status !== 503) return refused(profile, 'unclear', what)
  return refused(profile, 'unavailable', what, pauseOf(answer, now))
}

function refused(
  profile: GatewayProfile,
  kind: SmsTransportError['kind'],
  what: string,
  pause_ms: number | null = null,
): CallOutcome {
  const error = new SmsTransportError(kind, `${profile.name} ${what}`)
  return { kind: 'refused', error, pause_ms, ours: kind !== 'rejected' }
}

/** Retry-After in seconds or as a date (RFC 9110 §10.2.3). */
function pauseOf({ headers, status }: FetchAnswer, now: number): number {
  const given = headers.get('retry-after')
  const wait_ms =
    given === null ? Number.NaN : /^\d{1,9}$/.test(given) ? Number(given) * 1_000 : Date.parse(given) - now
  if (Number.isNaN(wait_ms)) return status === 429 || status === 503 ? GATEWAY_LIMITS.pause_ms : 0
  return Math.min(Math.max(0, wait_ms), GATEWAY_LIMITS.pause_ms_max)
}
