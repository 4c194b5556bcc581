/** Where a browser takes pushes (W3C Push API): the push service's address of it, and the keys that only the browser can decrypt with (RFC 8291 §3.1), base64url. */
export type PushTarget = { endpoint: string; p256dh: string; auth: string }

/** The key of ours that a push is signed with (RFC 8292 §3), base64url: 65 octets uncompressed, and 32. */
export type VapidKey = { publicKey: string; privateKey: string }

/** A push that is to leave now. `words`: JSON for the console's service worker. */
export type OutgoingPush = {
  id: string
  target: PushTarget
  vapid: VapidKey
  words: Uint8Array
  /** How long the service keeps it for a browser that is away, seconds (RFC 8030 §5.2). */
  ttl_s: number
  /** A phone that saves power gets it all the same (RFC 8030 §5.3). */
  urgent: boolean
  /** Two with the same one: the later takes the earlier's place while the browser is away (RFC 8030 §5.4); any text. */
  topic: string
}

/**
 * Why a push was not taken. `gone`: the subscription is over (404 or 410, RFC 8030 §7.3); `refused`: this push never will be taken; `unavailable`: try again, after
 * `again_ms` where the service says so.
 */
export class PushTransportError extends Error {
  readonly kind: 'gone' | 'refused' | 'unavailable'
  readonly again_ms: number | null

  constructor(kind: PushTransportError['kind'], message: string, again_ms: number | null = null) {
    super(message)
    this.name = 'PushTransportError'
    this.kind = kind
    this.again_ms = again_ms
  }
}

/** The way to push services: the one seam. */
export type PushTransport = {
  /** Resolves once the service has taken it (201, RFC 8030 §5). @throws PushTransportError within `SEND_TIMEOUT_MS` */
  send(push: OutgoingPush): Promise<void>
}

/** What a sending may take at most; a claim lasts longer. */
export const SEND_TIMEOUT_MS = 30_000
