import type { SerialPortStream } from '@serialport/stream'
import type { Clock } from '../../std/clock.ts'
import type { SerialLine } from '../../std/serial-line.ts'
import type { BindingPort } from './binding.ts'
import { PortError } from './errors.ts'
import { CLOSE_MS_MAX, WRITE_MS_MAX, WRITE_QUEUE_BYTES_MAX } from './limits.ts'

/**
 * A line on an open port. The stream reads ahead and queues writes; what has become of the port is decided here, once, because the stream tells it
 * in several ways (`error`, `end`, and a `close` that may come before the port is free).
 */
export function lineOn(stream: SerialPortStream, port: BindingPort, clock: Clock): SerialLine {
  const { path } = stream
  let gone: string | null = null
  let freed: Promise<void> = Promise.resolve()
  /** Received before there was a taker, and still here when the line went. */
  let left: Uint8Array | null = null
  const farewells: ((why: string) => void)[] = []
  const unwritten = new Set<(error: Error) => void>()

  const end = (why: string): void => {
    if (gone !== null) return
    gone = why
    left = stream.readableFlowing ? null : (stream.read() as Buffer | null)
    freed = inTime(port.close(), path, clock)
    // Whoever closes it awaits it; where the device went by itself nobody may.
    freed.catch(() => {})
    stream.destroy()
    for (const refuse of [...unwritten]) refuse(goneError(why))
    for (const take of farewells) take(why)
  }
  stream.on('close', (error?: Error | null) => end(error?.message ?? 'closed'))
  stream.on('error', (error) => end(error.message))
  stream.on('end', () => end('the device hung up'))
  // Begins to read, so that a device that goes is noticed though nobody takes its bytes.
  stream.read(0)

  const queue = (bytes: Uint8Array): Promise<void> =>
    new Promise((resolve, reject) => {
      const cancel = clock.after(WRITE_MS_MAX, () => end(`the device took no bytes for ${WRITE_MS_MAX} ms`))
      const settled = (error: Error | null | undefined): void => {
        cancel()
        unwritten.delete(settled)
        if (error) reject(error)
        else resolve()
      }
      unwritten.add(settled)
      stream.write(Buffer.from(bytes), settled)
    })

  return {
    async write(bytes) {
      if (gone !== null) throw goneError(gone)
      if (stream.writableLength + bytes.length > WRITE_QUEUE_BYTES_MAX)
        throw new PortError('port-full', `${path}: ${stream.writableLength} bytes wait already`)
      await queue(bytes)
    },
    onBytes(take) {
      if (left) take(left)
      left = null
      stream.removeAllListeners('data')
      if (gone === null) stream.on('data', (bytes: Buffer) => take(bytes))
    },
    onGone(take) {
      if (gone === null) farewells.push(take)
      else take(gone)
    },
    close() {
      end('closed')
      return freed
    },
  }
}

function goneError(why: string): Error {
  return new Error(`the serial line is gone: ${why}`)
}

/** @throws PortError `port-stuck` when the operating system does not free the port within `CLOSE_MS_MAX` */
function inTime(closing: Promise<void>, path: string, clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    const stuck = `${path} was not freed within ${CLOSE_MS_MAX} ms`
    const cancel = clock.after(CLOSE_MS_MAX, () => reject(new PortError('port-stuck', stuck)))
    closing.finally(cancel).then(resolve, reject)
  })
}
