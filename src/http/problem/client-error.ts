import type { Socket } from 'node:net'
import { problemBody, type Teller } from './problem-body.ts'

/** Answers what the HTTP parser refused before there was a request: nothing is known of the sender's language, and the connection ends. */
export function clientErrorAnswer(teller: Teller): (error: Error & { code?: string }, socket: Socket) => void {
  return (error, socket) => {
    if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
      socket.destroy()
      return
    }
    const [line, code] =
      error.code === 'HPE_HEADER_OVERFLOW'
        ? (['431 Request Header Fields Too Large', 'too-large'] as const)
        : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
          ? (['408 Request Timeout', 'invalid-request'] as const)
          : (['400 Bad Request', 'invalid-request'] as const)
    const body = JSON.stringify({
      ...problemBody(teller, 'en', { code, params: {} }),
      status: Number(line.slice(0, 3)),
    })
    socket.end(
      `HTTP/1.1 ${line}\r\nContent-Type: application/problem+json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    )
  }
}
