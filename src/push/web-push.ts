import { createHash } from 'node:crypto'
import webPush from 'web-push'
import { isPushEndpoint } from '../flows/push/endpoint.ts'
import { type OutgoingPush, type PushTransport, PushTransportError, SEND_TIMEOUT_MS } from '../flows/push/transport.ts'
import type { World } from '../std/world.ts'

/** What is used of an answer; that of the `fetch` of Node fits. */
export type PushAnswer = { status: number; headers: { get(name: string): string | null } }
/** The HTTP client that is handed in; that of Node fits. */
export type PushFetch = (
  url: string,
  request: {
    method: 'POST'
    headers: Record<string, string>
    body: Uint8Array<ArrayBuffer>
    redirect: 'manual'
    signal: AbortSignal
  },
) => Promise<PushAnswer>

export type WebPushParts = {
  world: Pick<World, 'clock'>
  fetch: PushFetch
  /** Whom a push service may write to about us, `https:` or `mailto:` (RFC 8292 §2.1). */
  contact: string
  /** Services that we write to. */
  services: readonly string[]
}

/** A token is good for so long; services refuse more than a day (RFC 8292 §2). */
const TOKEN_MS = 12 * 3_600_000
const TOPIC_CHARACTERS = 32
/** How long a service's own Retry-After is believed. */
const AGAIN_MS_MAX = 3_600_000

/** Pushes by the browsers' services (RFC 8030), encrypted for the browser (RFC 8291) and signed as ours (RFC 8292). */
export function webPushTransport({ world, fetch, contact, services }: WebPushParts): PushTransport {
  return {
    async send(push) {
      const { endpoint } = push.target
      // It was looked at when it was taken; the list may have been changed since.
      if (!isPushEndpoint(endpoint, services)) throw new PushTransportError('gone', 'no service that we write to')
      const { headers, body } = requestOf(push, contact, world.clock.now())
      const given = new AbortController()
      const cancel = world.clock.after(SEND_TIMEOUT_MS - 1_000, () => given.abort())
      const answer = await fetch(endpoint, { method: 'POST', headers, body, redirect: 'manual', signal: given.signal })
        .catch(() => {
          throw new PushTransportError('unavailable', given.signal.aborted ? 'took too long' : 'cannot be reached')
        })
        .finally(cancel)
      judge(answer)
    },
  }
}

function requestOf({ target, vapid, words, ttl_s, urgent, topic }: OutgoingPush, contact: string, now: number) {
  const { origin } = new URL(target.endpoint)
  const expires_s = Math.floor((now + TOKEN_MS) / 1_000)
  try {
    const { publicKey, privateKey } = vapid
    const signed = webPush.getVapidHeaders(origin, contact, publicKey, privateKey, 'aes128gcm', expires_s)
    const { cipherText } = webPush.encrypt(target.p256dh, target.auth, Buffer.from(words), 'aes128gcm')
    return {
      headers: {
        authorization: signed.Authorization,
        'content-encoding': 'aes128gcm',
        'content-type': 'application/octet-stream',
        ttl: String(ttl_s),
        urgency: urgent ? 'high' : 'normal',
        topic: createHash('sha256').update(topic).digest('base64url').slice(0, TOPIC_CHARACTERS),
      },
      body: Uint8Array.from(cipherText),
    }
  } catch {
    throw new PushTransportError('refused', 'cannot be encrypted for this browser')
  }
}

/** What an HTTP status says of a push (RFC 8030 §5, §8.4). That our key or token is refused may be our clock's fault, and is not the subscription's. */
function judge({ status, headers }: PushAnswer): void {
  if (status >= 200 && status < 300) return
  if (status === 404 || status === 410) throw new PushTransportError('gone', `answered ${status}`)
  if (status === 429 || status >= 500 || status === 401 || status === 403 || (status >= 300 && status < 400))
    throw new PushTransportError('unavailable', `answered ${status}`, pauseOf(headers.get('retry-after')))
  throw new PushTransportError('refused', `answered ${status}`)
}

/** Retry-After in seconds; a date is as good as none. */
function pauseOf(given: string | null): number | null {
  return given !== null && /^\d{1,9}$/.test(given) ? Math.min(Number(given) * 1_000, AGAIN_MS_MAX) : null
}
