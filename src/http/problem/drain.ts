import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { HTTP_LIMITS } from '../limits.ts'

/**
 * A body to answer with that is out at once, and ends when the rest of the request has come and been thrown away: a connection that is closed
 * on unread octets is reset, and takes the answer with it (RFC 9112 §9.6). More than `drainedBytes_max` is cut off; too slow is the server's
 * `request_timeout_ms`.
 */
export function answerWhileDraining(request: IncomingMessage, body: string): Readable {
  return Readable.from(
    (async function* () {
      yield body
      await drained(request)
    })(),
    { objectMode: false },
  )
}

function drained(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    if (request.complete || request.destroyed) return resolve()
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > HTTP_LIMITS.drainedBytes_max) resolve()
    })
    for (const end of ['end', 'error', 'close']) request.once(end, () => resolve())
    request.resume()
  })
}
