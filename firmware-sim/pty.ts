import { spawn } from 'node:child_process'
import { closeSync, writeSync } from 'node:fs'
import { createRequire } from 'node:module'
import { ReadStream } from 'node:tty'
import { wait } from '../src/std/clock.ts'
import type { World } from '../src/std/world.ts'
import { LINE_BUFFER_BYTES_MAX, type SimLine } from './line.ts'

/** A serial line over a pseudoterminal: programs open `path` as they would a real port. */
export type Pty = SimLine & {
  /** The device file, e.g. `/dev/pts/7`. Gone when the line is closed. */
  readonly path: string
}

/** The one function of node-pty's native half that is used: its own wrapper around it loses bytes, and signals every process when it is closed. */
type Native = { open(columns: number, rows: number): { master: number; slave: number; pty: string } }

/** How long to wait before trying bytes again that the system did not take. */
const RETRY_MS = 2
/** Nobody reads for so long: the bytes are lost, as on a line without flow control. */
const STALLED_MS_MAX = 1_000

/**
 * Opens a pseudoterminal that passes every byte as it is, both ways, without echo. It has no modem lines and no speed, and the device does not notice who opens or
 * closes `path`. On hang-up whoever holds `path` open reads its end.
 *
 * A program that this process starts inherits the line and keeps it from hanging up as long as it runs, because the native half does not mark it close-on-exec:
 * start such a program with `spawnApart` (firmware-sim/testing).
 * @throws Error where there are no pseudoterminals (Windows), or no more of them
 */
export async function openPty({ clock, log }: Pick<World, 'clock' | 'log'>): Promise<Pty> {
  const { master, slave, pty: path } = native().open(80, 24)
  const stream = new ReadStream(master)
  stream.pause()
  // The slave stays open: when the last one closes, Linux forgets the mode, and the master reads EIO until somebody opens it again.
  let open = true
  const closed = new Promise<void>((resolve) => stream.once('close', resolve))
  const hangUp = (): void => {
    if (!open) return
    open = false
    stream.destroy()
    closeSync(slave)
  }
  stream.on('error', hangUp)
  stream.on('end', hangUp)
  await makeRaw(slave).catch((error: unknown) => {
    hangUp()
    throw error
  })

  // Kept from one write to the next: who writes on while nobody reads does not wait anew each time.
  let stalled_ms = 0
  const writer = createWriter(async (bytes) => {
    for (let at = 0; open && at < bytes.length; ) {
      const taken = writeSome(master, bytes.subarray(at))
      at += taken
      stalled_ms = taken > 0 ? 0 : stalled_ms + RETRY_MS
      if (stalled_ms > STALLED_MS_MAX) return log.debug({ path, bytes: bytes.length - at }, 'nobody reads: bytes lost')
      if (taken === 0) await wait(clock, RETRY_MS)
    }
  })
  return {
    path,
    write: (bytes) => (open ? writer(bytes) : Promise.resolve()),
    onBytes(take) {
      stream.removeAllListeners('data')
      stream.on('data', (bytes: Buffer) => take(Uint8Array.from(bytes))).resume()
    },
    onClosed: (take) => void closed.then(take),
    close() {
      hangUp()
      return closed
    },
  }
}

/** One write after the other; what would make more than the limit wait is lost. */
function createWriter(write: (bytes: Uint8Array) => Promise<void>): (bytes: Uint8Array) => Promise<void> {
  let last = Promise.resolve()
  let waiting_bytes = 0
  return (bytes) => {
    const taken = Uint8Array.from(bytes.subarray(0, LINE_BUFFER_BYTES_MAX - waiting_bytes))
    waiting_bytes += taken.length
    last = last
      .then(() => write(taken))
      .finally(() => {
        waiting_bytes -= taken.length
      })
    return last
  }
}

/** How many bytes the system took: 0 when its buffer is full, or nobody is there any more. The descriptor does not block. */
function writeSome(fd: number, bytes: Uint8Array): number {
  try {
    return writeSync(fd, bytes)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0
    // EIO: hung up meanwhile; the stream tells it.
    return bytes.length
  }
}

/** By stty (POSIX), because Node's `setRawMode` leaves newlines translated on their way to the device. */
function makeRaw(slave: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const stty = spawn('stty', ['raw', '-echo', '-iexten', '115200'], { stdio: [slave, 'ignore', 'ignore'] })
    stty.once('error', reject)
    stty.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`stty ended with ${code}`))))
  })
}

function native(): Native {
  const require = createRequire(import.meta.url)
  // The package of the platform is a dependency of node-pty, so it is looked up from there.
  const beside = createRequire(require.resolve('@lydell/node-pty/package.json'))
  return beside(`@lydell/node-pty-${process.platform}-${process.arch}/pty.node`) as Native
}
