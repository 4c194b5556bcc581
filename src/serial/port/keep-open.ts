import { backoff_ms } from '../../std/backoff.ts'
import type { Cancel } from '../../std/clock.ts'
import type { OpenSerialLine, SerialLine } from '../../std/serial-line.ts'
import type { World } from '../../std/world.ts'
import { LASTED_MS, REOPEN_FIRST_MS, REOPEN_MOST_MS } from './limits.ts'

/** What becomes of a port that is kept open. */
export type Keeping = {
  /** A line was opened: at the start, and again after each time that the device went. */
  onLine(line: SerialLine): void
  /** It cannot be opened; told once for each reason, not at each try. */
  onAbsent(error: Error): void
}

/** A port that is opened again by itself. */
export type KeptPort = {
  /** Stops trying and resolves when the port is free. */
  close(): Promise<void>
}

/** Opens a port, and again whenever its line goes, so that a device may be pulled and plugged in again: after 250 ms at first, then in growing steps up to 5 s. */
export function keepOpen(
  open: OpenSerialLine,
  { clock, random }: Pick<World, 'clock' | 'random'>,
  { onLine, onAbsent }: Keeping,
): KeptPort {
  let closed = false
  let cancel: Cancel = () => {}
  let tries = 0
  let told: string | null = null
  let current: SerialLine | null = null
  let opening = Promise.resolve()

  const later = (): void => {
    if (closed) return
    cancel = clock.after(backoff_ms(random, tries++, REOPEN_FIRST_MS, REOPEN_MOST_MS), attempt)
  }

  const attempt = (): void => {
    opening = open().then(
      (line) => {
        if (closed) return line.close()
        current = line
        told = null
        const since_ms = clock.monotonic()
        onLine(line)
        line.onGone(() => {
          current = null
          // A device that goes as soon as it is opened is not tried without pause.
          if (clock.monotonic() - since_ms >= LASTED_MS) tries = 0
          later()
        })
      },
      (error: Error) => {
        if (!closed && told !== error.message) onAbsent(error)
        told = error.message
        later()
      },
    )
  }
  attempt()

  return {
    async close() {
      closed = true
      cancel()
      await opening
      await current?.close()
    },
  }
}
