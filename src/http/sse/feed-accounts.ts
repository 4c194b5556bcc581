import type { Live } from '../../flows/live.ts'
import { instantText } from '../../std/period.ts'
import type { EventStream } from './event-stream.ts'
import { follow, PAGE_EVENTS } from './follow.ts'

/**
 * Sends every event of the accounts that may be seen, from behind `from` on.
 * @param reach the accounts, asked anew for each page
 */
export async function feedAccounts(
  live: Live,
  stream: EventStream,
  from: number,
  reach: () => Promise<'all' | readonly string[]>,
): Promise<void> {
  // An id without data tells the browser where it stands: a stream lost before its first event resumes from here.
  stream.send({ id: from })
  for await (const page of follow(live, from, async () => ({ accounts: await reach() }), stream.signal)) {
    for (const { seq, topic, body, at } of page) {
      stream.send({ id: seq, data: JSON.stringify({ topic, at: instantText(at), body: JSON.parse(body) }) })
    }
    // Only while catching up: a reader of history sets the pace, and one that ignores what is new is cut off by its limit.
    if (page.length === PAGE_EVENTS) await stream.drained()
  }
}
