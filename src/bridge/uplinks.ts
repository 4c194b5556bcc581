import type { Clock } from '../std/clock.ts'
import type { Link } from '../std/mqtt/wire.ts'
import { PUBACK_WAIT_MS, UPLINKS_WAITING_MAX } from './limits.ts'

/** What a bridge has to say: the members beside `now`, `boot` and `seq` (docs/protocol/dongle.md §8). */
export type Saying = { leaf: 'event' | 'result'; members: Readonly<Record<string, string | number>> }

/** Uplinks of one dongle, one after the other: each has its PUBACK before the next leaves, so that the backend hears them in the order in which they came about. */
export type Uplinks = {
  /** The dongle was greeted: `boot` of what is said from now on, whose `seq` begins at 0. */
  greeted(session: number): void
  /** False when too much waits already, or before the first greeting: it is not kept. */
  say(saying: Saying): boolean
  /** Sends what waits, and what is said from now on. Never resolves. @throws WireError when the link is gone */
  sendOn(link: Link): Promise<never>
  /** Resolves when nothing waits. */
  empty(): Promise<void>
}

type Waiting = Saying & { boot: number; seq: number }

/** @param caratId in capitals */
export function uplinksOf(caratId: string, clock: Clock): Uplinks {
  const waiting: Waiting[] = []
  let session: number | null = null
  let seq = 0
  let wake: () => void = () => {}
  const resting: (() => void)[] = []

  const payload = ({ boot, seq, members }: Waiting): Uint8Array =>
    Buffer.from(JSON.stringify({ now: Math.floor(clock.now() / 1000), boot, seq, ...members }))

  return {
    greeted(number) {
      session = number
      seq = 0
    },
    say(saying) {
      if (session === null || waiting.length >= UPLINKS_WAITING_MAX) return false
      waiting.push({ ...saying, boot: session, seq: seq++ })
      wake()
      return true
    },
    async sendOn(link) {
      const gone = link.closed.then((reason): never => {
        throw new Error(reason)
      })
      gone.catch(() => {})
      for (;;) {
        const [first] = waiting
        if (first) {
          await publishSoon(clock, link, `v1/dongles/${caratId}/${first.leaf}`, payload(first), false)
          waiting.shift()
          continue
        }
        for (const rest of resting.splice(0)) rest()
        const more = new Promise<void>((resolve) => {
          wake = resolve
        })
        await Promise.race([more, gone])
      }
    },
    empty: () => (waiting.length === 0 ? Promise.resolve() : new Promise((resolve) => resting.push(resolve))),
  }
}

/** Publishes with QoS 1; a link on which no PUBACK comes for a minute is cut (docs/protocol/collar.md §1). @throws WireError when the link is gone */
export async function publishSoon(
  clock: Clock,
  link: Link,
  topic: string,
  payload: Uint8Array,
  retain: boolean,
): Promise<void> {
  const giveUp = clock.after(PUBACK_WAIT_MS, () => link.cut())
  try {
    await link.publish(topic, payload, { qos: 1, retain })
  } finally {
    giveUp()
  }
}
