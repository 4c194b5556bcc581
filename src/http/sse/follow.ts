import type { Live, LiveEvent } from '../../flows/live.ts'

export const PAGE_EVENTS = 100

type Only = Parameters<Live['after']>[2]

/**
 * Pages of events behind `seq`, and then each new one, until the signal is aborted.
 * @param only asked anew for each page: what a person may see can change while they look
 */
export async function* follow(
  live: Live,
  seq: number,
  only: () => Promise<Only>,
  signal: AbortSignal,
): AsyncGenerator<readonly LiveEvent[], void, void> {
  const bell = doorbell(live, signal)
  try {
    for (let last = seq; !signal.aborted; ) {
      // Listens before it looks: what is sealed in between rings.
      const rung = bell.next()
      const page = await live.after(last, PAGE_EVENTS, await only())
      if (page.length > 0 && !signal.aborted) yield page
      last = page.at(-1)?.seq ?? last
      if (page.length < PAGE_EVENTS) await rung
    }
  } finally {
    bell.stop()
  }
}

/** Turns a wake-up into promises: `next` resolves at the first ring after it was called, or when the signal is aborted. */
function doorbell(live: Live, signal: AbortSignal): { next(): Promise<void>; stop(): void } {
  let ring: () => void = () => {}
  const stopListening = live.onSealed(() => ring())
  const onAbort = (): void => ring()
  signal.addEventListener('abort', onAbort, { once: true })
  return {
    next: () =>
      new Promise((resolve) => {
        ring = resolve
        if (signal.aborted) resolve()
      }),
    stop() {
      stopListening()
      signal.removeEventListener('abort', onAbort)
    },
  }
}
