import { readSync, statSync, writeSync } from 'node:fs'
import type { Binding, BindingPort } from './binding.ts'
import { PortError } from './errors.ts'

/** `UV_READABLE` and `UV_WRITABLE` of libuv. */
const FLAGS = { readable: 1, writable: 2 } as const
type Ready = keyof typeof FLAGS

/** What bindings-cpp has on a POSIX system besides its interface. */
export type PosixPort = BindingPort & {
  fd: number | null
  poller: { once(event: Ready, take: (error: Error | null) => void): unknown; poll(flags: number): void }
}

/** The calls of the operating system, which do not block on a port. Each returns how many bytes it moved, or throws with a `code`. */
export type Wire = {
  read(fd: number, into: Uint8Array, offset: number, length: number): number
  write(fd: number, bytes: Uint8Array, offset: number): number
}

const SYSTEM: Wire = {
  read: (fd, into, offset, length) => readSync(fd, into, offset, length, null),
  write: (fd, bytes, offset) => writeSync(fd, bytes, offset),
}

/**
 * bindings-cpp 13.0.1 with its faults on POSIX systems mended; on Windows it is left as it is.
 * What is no device is refused before it is opened, because the binding would leave it open. Reading and writing are ours (`guardPort`).
 */
export function guarded(binding: Binding): Binding {
  return {
    list: () => binding.list(),
    async open(options) {
      const { path } = options
      if (path.startsWith('/') && !statSync(path).isCharacterDevice())
        throw new PortError('port-unusable', `${path} is no serial port`)
      const port = await binding.open(options)
      return isPosix(port) ? guardPort(port) : port
    },
  }
}

function isPosix(port: BindingPort): port is PosixPort {
  return 'poller' in port && 'fd' in port
}

/**
 * A port whose read and write are the operating system's own, each when the poller says that it is ready:
 * - 0 bytes are the end of the line. The binding takes them for nothing yet, and reads again without pause for ever.
 * - The poller forgets who waits for the one event when somebody begins to wait for the other; here both are asked for.
 * - Calls that do not block need no thread, so that none is under way when the descriptor is closed and its number given to another port.
 */
export function guardPort(port: PosixPort, wire: Wire = SYSTEM): BindingPort {
  const waiting = new Set<Ready>()
  let closing: Promise<void> | null = null

  const ready = (event: Ready): Promise<void> =>
    new Promise((resolve, reject) => {
      waiting.add(event)
      port.poller.once(event, (error) => {
        waiting.delete(event)
        if (error) reject(error)
        else resolve()
      })
      if (waiting.size > 1) port.poller.poll(FLAGS.readable | FLAGS.writable)
    })

  const descriptor = (): number => {
    if (closing || port.fd === null) throw Object.assign(new Error('the port was closed'), { canceled: true })
    return port.fd
  }

  return {
    openOptions: port.openOptions,
    get isOpen() {
      return port.isOpen && !closing
    },
    async read(buffer, offset, length) {
      for (;;) {
        descriptor()
        await ready('readable')
        const bytesRead = unlessAgain(() => wire.read(descriptor(), buffer, offset, length))
        if (bytesRead === 0) throw new Error('the device hung up')
        if (bytesRead !== null) return { buffer, bytesRead }
      }
    },
    async write(bytes) {
      for (let at = 0; at < bytes.length; ) {
        const taken = unlessAgain(() => wire.write(descriptor(), bytes, at))
        if (taken) at += taken
        else await ready('writable')
      }
    },
    close() {
      closing ??= port.close()
      return closing
    },
    update: (options) => port.update(options),
    set: (options) => port.set(options),
    get: () => port.get(),
    getBaudRate: () => port.getBaudRate(),
    flush: () => port.flush(),
    drain: () => port.drain(),
  }
}

/** The result of a call, or null when it is to be made again later. */
function unlessAgain(call: () => number): number | null {
  try {
    return call()
  } catch (error) {
    if (['EAGAIN', 'EWOULDBLOCK', 'EINTR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null
    throw error
  }
}
