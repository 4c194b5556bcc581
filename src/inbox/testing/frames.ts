import type { Frame, Inbox, PlacedFrame } from '../inbox.ts'

/** A frame that carries `text`, received at `receivedAt`. */
export function frameOf(text: string, receivedAt = 1_790_000_000_000): Frame {
  return { receivedAt, source: 'v1/collars/123/report', payload: Buffer.from(text) }
}

export function textOf(frame: Frame): string {
  return Buffer.from(frame.payload).toString()
}

/** Everything that waits for `reader` now, without moving its place; empty when nothing does. */
export async function waitingFor(inbox: Inbox, reader = 'test', frames_max = 1_000_000): Promise<PlacedFrame[]> {
  if (inbox.backlog().bytes === 0) return []
  return (await inbox.reader(reader).next(frames_max)) ?? []
}

/** Reads to the end, recording each stretch as done. */
export async function drain(inbox: Inbox, reader = 'test'): Promise<PlacedFrame[]> {
  const all: PlacedFrame[] = []
  for (let some = await waitingFor(inbox, reader); some.length > 0; some = await waitingFor(inbox, reader)) {
    all.push(...some)
    await inbox.reader(reader).done(some.at(-1)!.place)
  }
  return all
}
