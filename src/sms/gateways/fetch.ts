/** What is used of an answer; that of the `fetch` of Node fits. */
export type FetchAnswer = {
  status: number
  headers: { get(name: string): string | null }
  body: AsyncIterable<Uint8Array> | null
}

/** The HTTP client that is handed in; that of Node fits. Rejects when there is no answer, and when `signal` is aborted, also while the body is being read. */
export type Fetch = (
  url: string,
  request: { method: 'POST'; headers: Record<string, string>; body: string; redirect: 'manual'; signal: AbortSignal },
) => Promise<FetchAnswer>

/**
 * Names of errors that come before the first byte of a request could leave: name resolution, connection, TLS. After any other the gateway may have the request.
 */
const NOT_CONNECTED =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|ERR_TLS_\w+|ERR_SSL_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+)$/

/** True if this error of a `Fetch` shows that nothing was sent. */
export function neverSent(error: unknown): boolean {
  for (const each of causes(error)) {
    const { code, errors } = each as { code?: unknown; errors?: unknown }
    if (typeof code === 'string' && NOT_CONNECTED.test(code)) return true
    if (Array.isArray(errors) && errors.length > 0) return errors.every(neverSent)
  }
  return false
}

const DEPTH_MAX = 5

function causes(error: unknown): unknown[] {
  const found: unknown[] = []
  for (let each = error; typeof each === 'object' && each !== null && found.length < DEPTH_MAX; ) {
    found.push(each)
    each = (each as { cause?: unknown }).cause
  }
  return found
}
