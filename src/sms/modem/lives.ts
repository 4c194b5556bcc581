import { backoff_ms } from '../../std/backoff.ts'
import { wait } from '../../std/clock.ts'
import type { OpenSerialLine, SerialLine } from '../../std/serial-line.ts'
import type { World } from '../../std/world.ts'
import { MODEM_LIMITS } from './limits.ts'

/** A line that is opened again whenever it was lost. */
export type Lives = {
  /** Frees the port and resolves when it is free. */
  close(): Promise<void>
}

/**
 * Opens a line, lives on it, and opens it again, with growing waits while it does not last.
 * @param life resolves when the line is to be opened anew, with the least wait until then, milliseconds
 * @param say takes the reason why there is no line
 */
export function liveAgain(
  { clock, random, log }: World,
  open: OpenSerialLine,
  life: (line: SerialLine, stopping: AbortSignal) => Promise<number>,
  say: (why: string) => void,
): Lives {
  const stopping = new AbortController()
  let current: SerialLine | null = null
  const one = async (): Promise<number> => {
    try {
      current = await open()
      return await life(current, stopping.signal)
    } catch (error) {
      if (!stopping.signal.aborted) say(error instanceof Error ? error.message : 'the port cannot be opened')
      return 0
    } finally {
      await current?.close().catch((error: unknown) => log.warn({ error }, 'the modem’s port was not freed'))
      current = null
    }
  }
  const all = async (): Promise<void> => {
    for (let tries = 0; !stopping.signal.aborted; tries++) {
      const since_ms = clock.monotonic()
      const least_ms = await one()
      if (clock.monotonic() - since_ms >= MODEM_LIMITS.lasted_ms) tries = 0
      const { reopen_first_ms, reopen_most_ms } = MODEM_LIMITS
      const delay_ms = Math.max(least_ms, backoff_ms(random, tries, reopen_first_ms, reopen_most_ms))
      await wait(clock, delay_ms, stopping.signal).catch(() => {})
    }
  }
  const living = all()
  return {
    async close() {
      stopping.abort()
      await current?.close().catch(() => {})
      await living
    },
  }
}
