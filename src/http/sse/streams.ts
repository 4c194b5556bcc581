import type { Clock } from '../../std/clock.ts'
import { ProblemError } from '../../std/problems.ts'
import { type EventStream, eventStream } from './event-stream.ts'

/** At shutdown, for a reader that does not take the end of its stream. */
const CLOSE_GRACE_MS = 1_000

/** Whose stream it is: one user's (or the operator's), opened in one session. */
export type StreamOwner = { user: string; sessionId: string | null; stillWanted: () => Promise<boolean> }

/** The live streams of this process. */
export type Streams = {
  /** @throws ProblemError `too-many-requests` past the limits */
  open(owner: StreamOwner): EventStream
  /** Ends the streams of a session that was signed out. */
  endSession(sessionId: string): void
  /** Ends all, for shutdown; later ones are refused. */
  close(): void
  readonly count: number
}

/** The bounds of all streams together and of each. */
export type StreamLimits = {
  streams_max: number
  streamsPerUser_max: number
  heartbeat_ms: number
  streamUnreadBytes_max: number
}

/** Starts without streams. @param clock beats the hearts of all of them */
export function streamRegistry(clock: Clock, limits: StreamLimits): Streams {
  const open = new Map<EventStream, StreamOwner>()
  let closed = false
  return {
    open(owner) {
      if (closed) throw new ProblemError('try-again-later')
      const own = [...open.values()].filter(({ user }) => user === owner.user).length
      if (open.size >= limits.streams_max || own >= limits.streamsPerUser_max)
        throw new ProblemError('too-many-requests')
      const stream = eventStream({
        clock,
        heartbeat_ms: limits.heartbeat_ms,
        unreadBytes_max: limits.streamUnreadBytes_max,
        stillWanted: owner.stillWanted,
      })
      open.set(stream, owner)
      stream.signal.addEventListener('abort', () => open.delete(stream), { once: true })
      return stream
    },
    endSession(sessionId) {
      for (const [stream, owner] of [...open]) if (owner.sessionId === sessionId) stream.end()
    },
    close() {
      closed = true
      for (const stream of [...open.keys()]) {
        stream.end()
        clock.after(CLOSE_GRACE_MS, () => stream.readable.destroy())
      }
    },
    get count() {
      return open.size
    },
  }
}
