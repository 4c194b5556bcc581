import { backoff_ms } from '../../std/backoff.ts'
import { type Cancel, wait } from '../../std/clock.ts'
import type { World } from '../../std/world.ts'
import type { House } from '../house.ts'
import { attend, type Next } from './attend.ts'

/** Sends what stands in one of the ledger's outboxes. The ledger is the truth; all that is kept here may be lost. */
export type Sender = {
  /** Resolves when nothing is being sent and nothing is due. */
  idle(): Promise<void>
  /** Claims nothing more, and waits a while for what is being sent. */
  stop(): Promise<void>
}

/** One outbox, and what is done with what stands in it. */
export type Outbox<Item> = {
  /** Names it in the log, e.g. `mails`. */
  what: string
  /** Being sent at the same moment by this process. */
  inFlight_max: number
  /** How long stopping waits for what is being sent. */
  stopWait_ms: number
  /** Where one process alone holds the ledger: claims of one that has certainly died lapse now instead of by and by. */
  lapse(): Promise<void>
  /** When the next is to be looked at, milliseconds since 1970; null when none waits. Asked after every commit. */
  nextAt(): Promise<number | null>
  /** Claims up to so many that are due: the claim is committed before the first byte leaves. */
  claim(items_max: number): Promise<readonly Item[]>
  /** Sends one and enters what that came to; never rejects. */
  send(item: Item, stopping: AbortSignal): Promise<{ kind: string }>
  /** What is left alone for a while, whatever waits, when it says `unavailable`; absent: the ways are many, and one that is away holds up no other. */
  pause?: { first_ms: number; most_ms: number }
  /** An instant before which there is no use in claiming. */
  notBefore?(): number
}

/** Starts sending: what an earlier process left, and each item soon after the commit that put it into the outbox. */
export function startSender<Item>(house: House, outbox: Outbox<Item>): Sender {
  const { clock, random } = house.world
  const { pause } = outbox
  const inFlight = new Set<Promise<void>>()
  const stopping = new AbortController()
  let recovered = house.ledger.engine !== 'sqlite'
  let refusals = 0
  let pausedUntil = 0

  const look = async (): Promise<Next> => {
    if (!recovered) await outbox.lapse()
    recovered = true
    const dueAt = await outbox.nextAt()
    if (dueAt === null) return 'when-woken'
    const at = Math.max(dueAt, outbox.notBefore?.() ?? 0)
    const after_ms = Math.max(at - clock.now(), pausedUntil - clock.monotonic())
    if (after_ms > 0) return { after_ms }
    const items_max = outbox.inFlight_max - inFlight.size
    if (items_max <= 0) return 'when-woken'
    for (const item of await outbox.claim(items_max)) send(item)
    return 'again'
  }
  const attention = attend(house.world, `outbox of ${outbox.what} not read`, look)
  const send = (item: Item): void => {
    const sending = outbox
      .send(item, stopping.signal)
      .then(weigh)
      .finally(() => {
        inFlight.delete(sending)
        attention.wake()
      })
    inFlight.add(sending)
  }
  const weigh = ({ kind }: { kind: string }): void => {
    if (kind === 'taken') refusals = 0
    else if (pause && kind === 'unavailable' && clock.monotonic() >= pausedUntil)
      pausedUntil = clock.monotonic() + backoff_ms(random, refusals++, pause.first_ms, pause.most_ms)
  }
  const unwatch = house.ledger.onCommit(attention.wake)
  attention.wake()

  return {
    async idle() {
      for (let more = true; more; more = inFlight.size > 0) {
        await Promise.all(inFlight)
        await attention.idle()
      }
    },
    async stop() {
      unwatch()
      await attention.stop()
      stopping.abort()
      const waited = new AbortController()
      await Promise.race([Promise.all(inFlight), wait(clock, outbox.stopWait_ms, waited.signal).catch(() => {})])
      waited.abort()
    },
  }
}

/** The ledger is away. */
const RETRY_FIRST_MS = 500
const RETRY_MOST_MS = 30_000

/** What was taken must be known, or it would be sent again: the ledger is asked until it answers. @param item as it is named in the log */
export async function enterForSure(
  { clock, random, log }: World,
  item: object,
  enter: () => Promise<void>,
  stopping: AbortSignal,
): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await enter()
    } catch (error) {
      log.warn({ ...item, error }, 'outcome of a sending not entered')
      if (stopping.aborted) return
      await wait(clock, backoff_ms(random, tries, RETRY_FIRST_MS, RETRY_MOST_MS), stopping).catch(() => {})
    }
  }
}

/** What something comes to, or `late` when it takes longer; what it comes to then is nobody's. */
export function within<T>({ clock }: World, most_ms: number, act: Promise<T>, late: T): Promise<T> {
  let cancel: Cancel = () => {}
  const patience = new Promise<T>((resolve) => {
    cancel = clock.after(most_ms, () => resolve(late))
  })
  return Promise.race([act, patience]).finally(cancel)
}
