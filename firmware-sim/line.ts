import type { SerialLine } from '../src/std/serial-line.ts'

/** The far end of a serial line, where a simulated device sits. A wire: it keeps no message apart from the next. */
export type SimLine = {
  /** Resolves when the bytes are on their way, or lost: where nobody reads, and after the line is closed, they are lost as on a real wire. Never rejects. */
  write(bytes: Uint8Array): Promise<void>
  /** One taker; bytes that came before it are given to it first. */
  onBytes(take: (bytes: Uint8Array) => void): void
  /** Called once when the line is closed, by either side; at once if it is already. */
  onClosed(take: () => void): void
  /** Hangs up. Resolves when nothing of the line is left. */
  close(): Promise<void>
}

/** What waits for a reader at one end; the rest is lost. Above what a USB serial converter holds. */
export const LINE_BUFFER_BYTES_MAX = 64 * 1024

/** Both ends of a serial line in memory, for tests. Bytes arrive in the order and the pieces of the writes, a microtask later. */
export function linePair(): { device: SimLine; host: SerialLine } {
  const toHost = oneWay()
  const toDevice = oneWay()
  const closed = once<string>()
  const close = (why: string) => (): Promise<void> => {
    toHost.stop()
    toDevice.stop()
    closed.happen(why)
    return Promise.resolve()
  }
  return {
    device: {
      write: (bytes) => Promise.resolve(void toHost.write(bytes)),
      onBytes: toDevice.onBytes,
      onClosed: (take) => closed.on(() => take()),
      close: close('hung up by the device'),
    },
    host: {
      write: (bytes) =>
        toDevice.write(bytes) ? Promise.resolve() : Promise.reject(new Error('the serial line is gone')),
      onBytes: toHost.onBytes,
      onGone: closed.on,
      close: close('closed'),
    },
  }
}

/** One direction of the line. */
function oneWay() {
  const waiting: Uint8Array[] = []
  let waiting_bytes = 0
  let taker: ((bytes: Uint8Array) => void) | null = null
  let open = true
  const flush = (): void => {
    while (open && taker && waiting.length > 0) {
      const bytes = waiting.shift() as Uint8Array
      waiting_bytes -= bytes.length
      taker(bytes)
    }
  }
  return {
    /** False when the line is gone. */
    write(bytes: Uint8Array): boolean {
      const taken = Uint8Array.from(bytes.subarray(0, LINE_BUFFER_BYTES_MAX - waiting_bytes))
      if (!open || taken.length === 0) return open
      waiting.push(taken)
      waiting_bytes += taken.length
      queueMicrotask(flush)
      return true
    },
    onBytes(take: (bytes: Uint8Array) => void): void {
      taker = take
      queueMicrotask(flush)
    },
    stop(): void {
      open = false
    },
  }
}

/** Something that happens once, told to everybody who asks before or after. */
function once<T>() {
  const takers: ((what: T) => void)[] = []
  let happened: { what: T } | null = null
  return {
    happen(what: T): void {
      if (happened) return
      happened = { what }
      for (const take of takers.splice(0)) take(what)
    },
    on(take: (what: T) => void): void {
      if (happened) take(happened.what)
      else takers.push(take)
    },
  }
}
