import type { Live } from '../../flows/live.ts'
import type { RedemptionBody } from '../redemption-schemas.ts'
import type { EventStream } from './event-stream.ts'
import { follow } from './follow.ts'

/** Nothing comes after these. */
const FINAL: ReadonlySet<string> = new Set(['applied', 'refused', 'cancelled'])

/**
 * Sends the whole redemption at once and at every change, and ends the stream after a final state.
 * @param read the redemption as it stands; null once the reader may not see it any more, which ends the stream too
 */
export async function feedRedemption(
  live: Live,
  stream: EventStream,
  id: string,
  read: () => Promise<RedemptionBody | null>,
): Promise<void> {
  const topic = `redemption:${id}`
  // Read before the redemption: an event between the two is told twice rather than not at all.
  const from = await live.latest()
  let last = ''
  const tell = async (seq: number): Promise<boolean> => {
    const redemption = await read()
    if (!redemption) return false
    const data = JSON.stringify(redemption)
    if (data !== last) stream.send({ id: seq, data })
    last = data
    return !FINAL.has(redemption.state)
  }
  if (await tell(from)) {
    for await (const page of follow(live, from, async () => ({ topic }), stream.signal)) {
      if (!(await tell(page.at(-1)?.seq ?? from))) break
    }
  }
  stream.end()
}

/** True if a reader that saw everything up to `seen` has been told the final state: it need not connect again (status 204, HTML §9.2.3). */
export async function hasSeenTheEnd(live: Live, id: string, seen: number): Promise<boolean> {
  const events = await live.after(0, 500, { topic: `redemption:${id}` })
  return events.some(({ seq, body }) => seq <= seen && FINAL.has((JSON.parse(body) as { state: string }).state))
}
