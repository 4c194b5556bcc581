import type { Frame, Inbox } from '../inbox/inbox.ts'
import type { Clock } from '../std/clock.ts'
import { nextTurn } from '../std/turn.ts'

/** One append of at most so many: an inbox with room for less refuses these, and not all that came in the same turn. */
const FRAMES_MAX = 500
const BYTES_MAX = 64 * 1_024

type Group = { frames: Frame[]; bytes: number; kept: PromiseWithResolvers<void> }

/**
 * Reports of many devices that came with the same turn of the event loop as one append: with one report under way in each of thousands of connections, what an append
 * costs by itself is most of what a report costs.
 * @param tally called once for each append, when it is durable
 * @returns keeps one device's reports; rejects as `Inbox.append`
 */
export function keepReports(
  inbox: Pick<Inbox, 'append'>,
  clock: Clock,
  tally: (frames: number, took_ms: number) => void,
): (source: string, payloads: readonly Uint8Array[]) => Promise<void> {
  let group: Group | null = null

  const send = ({ frames, kept }: Group): void => {
    const began_ms = clock.monotonic()
    const done = (): void => {
      tally(frames.length, clock.monotonic() - began_ms)
      kept.resolve()
    }
    inbox.append(frames).then(done, kept.reject)
  }
  const open = (): Group => {
    const opened: Group = { frames: [], bytes: 0, kept: Promise.withResolvers<void>() }
    nextTurn(() => {
      if (group === opened) group = null
      send(opened)
    })
    return opened
  }
  return (source, payloads) => {
    const bytes = payloads.reduce((sum, payload) => sum + payload.length, 0)
    if (group && (group.frames.length + payloads.length > FRAMES_MAX || group.bytes + bytes > BYTES_MAX)) group = null
    group ??= open()
    const receivedAt = clock.now()
    for (const payload of payloads) group.frames.push({ receivedAt, source, payload })
    group.bytes += bytes
    return group.kept.promise
  }
}
