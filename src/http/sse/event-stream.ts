import { Readable } from 'node:stream'
import type { Cancel, Clock } from '../../std/clock.ts'

/** How an event looks on the wire (HTML Living Standard §9.2). `data` must be without line breaks: JSON is. */
export type StreamEvent = { id?: number; data?: string }

/** One reader's stream of events, as its feed sees it. */
export type EventStream = {
  /** Goes out as the answer's body. */
  readonly readable: Readable
  /** Aborted when the stream has ended, whoever ended it. */
  readonly signal: AbortSignal
  /** Sends one event; a reader that has left too much unread is cut off instead. */
  send(event: StreamEvent): void
  /** Resolves when the reader has taken what was sent, or the stream has ended. */
  drained(): Promise<void>
  end(): void
}

/**
 * Opens a stream of Server-Sent Events with a heartbeat comment: proxies close what is silent, and a reader that is gone shows only when written to.
 * @param parts.stillWanted asked at each heartbeat; false ends the stream
 */
export function eventStream(parts: {
  clock: Clock
  heartbeat_ms: number
  unreadBytes_max: number
  stillWanted: () => Promise<boolean>
}): EventStream {
  const ended = new AbortController()
  const waiting: (() => void)[] = []
  const release = (): void => {
    for (const resolve of waiting.splice(0)) resolve()
  }
  const readable = new Readable({
    read: release,
    destroy(error, done) {
      stopBeating()
      ended.abort()
      release()
      done(error)
    },
  })
  const push = (text: string): void => {
    if (readable.destroyed || readable.readableEnded || ended.signal.aborted) return
    readable.push(Buffer.from(text))
    if (readable.readableLength > parts.unreadBytes_max) readable.destroy()
  }
  const end = (): void => {
    if (ended.signal.aborted) return
    stopBeating()
    readable.push(null)
    ended.abort()
    release()
  }
  const stopBeating = beating(parts, () => push(':\n\n'), end)

  return {
    readable,
    signal: ended.signal,
    send({ id, data }) {
      push(`${id === undefined ? '' : `id: ${id}\n`}${data === undefined ? '' : `data: ${data}\n`}\n`)
    },
    drained() {
      if (readable.readableLength === 0 || ended.signal.aborted) return Promise.resolve()
      return new Promise((resolve) => waiting.push(resolve))
    },
    end,
  }
}

function beating(
  { clock, heartbeat_ms, stillWanted }: { clock: Clock; heartbeat_ms: number; stillWanted: () => Promise<boolean> },
  beat: () => void,
  end: () => void,
): Cancel {
  let stopped = false
  let cancel: Cancel = () => {}
  const arm = (): void => {
    cancel = clock.after(heartbeat_ms, () => {
      beat()
      // What cannot be asked now is asked at the next beat.
      stillWanted()
        .catch(() => true)
        .then((wanted) => {
          if (!wanted) end()
          else if (!stopped) arm()
        }, end)
    })
  }
  arm()
  return () => {
    stopped = true
    cancel()
  }
}
