import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** What a stream says when its reader has left. */
const READER_LEFT: ReadonlySet<unknown> = new Set(['EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED'])

/** Writes bytes as fast as they are read at the other end, and leaves the stream open. A reader that leaves has what it wanted: no more is fetched, and it is no error. @throws whatever the bytes throw */
export async function pipeTo(stream: Writable, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  let ofBytes: { error: unknown } | null = null
  const watched = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield* bytes
    } catch (error) {
      ofBytes = { error }
      throw error
    }
  }
  try {
    await pipeline(watched, stream, { end: false })
  } catch (error) {
    if (ofBytes || !READER_LEFT.has((error as NodeJS.ErrnoException).code)) throw error
  }
}
