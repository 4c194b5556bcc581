import type { Cancel, Clock } from '../../../src/std/clock.ts'

/**
 * What a terminal says to a message. `memory-full` and `absent`: keep it until told that there is room, or that the terminal is there.
 * `no-answer`: it may have it or not, so it is brought again.
 */
export type Acceptance = 'taken' | 'memory-full' | 'absent' | 'no-answer'

/** Messages for one terminal, brought one at a time and in their order: the store and forward of a service centre (3GPP TS 23.040 §3.1). */
export type Mailbox<T> = {
  /** False when it is full: the message is lost. */
  put(item: T): boolean
  /** The terminal is there, or has room again: what is held is brought. */
  available(): void
  held(): number
  close(): void
}

export type MailboxOptions<T> = {
  deliver(item: T): Promise<Acceptance>
  /** Called when the terminal did not take an item the first time. */
  onHeld?(item: T): void
  /** Asked of all before each try: an item whose validity has ended leaves unbrought. */
  isPast?(item: T): boolean
  clock: Clock
  retry_ms: number
  messages_max: number
}

/** An empty mailbox. */
export function createMailbox<T>({
  deliver,
  onHeld,
  isPast,
  clock,
  retry_ms,
  messages_max,
}: MailboxOptions<T>): Mailbox<T> {
  const waiting: { item: T; held: boolean }[] = []
  let [busy, again, closed] = [false, false, false]
  let retry: Cancel = () => {}

  const bring = async (): Promise<void> => {
    if (busy) {
      again = true
      return
    }
    busy = true
    retry()
    do {
      again = false
      await bringUntilRefused()
    } while (again && !closed)
    busy = false
  }

  const bringUntilRefused = async (): Promise<void> => {
    const still = waiting.filter(({ item }) => !isPast?.(item))
    waiting.splice(0, waiting.length, ...still)
    for (let head = waiting[0]; head && !closed; head = waiting[0]) {
      const said = await deliver(head.item)
      if (said === 'taken') waiting.shift()
      else {
        if (!head.held) onHeld?.(head.item)
        head.held = true
        if (said === 'no-answer' && !closed) retry = clock.after(retry_ms, () => void bring())
        return
      }
    }
  }

  return {
    put(item) {
      if (closed || waiting.length >= messages_max) return false
      waiting.push({ item, held: false })
      void bring()
      return true
    },
    available: () => void bring(),
    held: () => waiting.length,
    close() {
      closed = true
      retry()
    },
  }
}
