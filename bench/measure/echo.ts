import { connect } from 'node:net'
import type { Clock } from '../../src/std/clock.ts'
import type { Asked } from '../process/child.ts'
import { startChild } from '../process/child.ts'

/** One message each way, about as large as a command. */
const MESSAGE_BYTES = 256

/** A bare TCP echo on this machine, the far end in a process of its own. */
export type Echo = {
  /** Sends a message and waits for all of it to come back. @returns milliseconds */
  once(): Promise<number>
  close(): Promise<void>
}

export async function openEcho(clock: Clock): Promise<Echo> {
  const child: Asked = startChild(new URL('../peers/echo-process.ts', import.meta.url))
  const { port } = await child.ask<{ port: number }>({ kind: 'port' })
  const socket = connect({ host: '127.0.0.1', port, noDelay: true })
  const message = Buffer.alloc(MESSAGE_BYTES, 1)
  let missing = 0
  let back: () => void = () => {}
  let failed: (error: Error) => void = () => {}
  socket.on('data', (bytes) => {
    missing -= bytes.length
    if (missing <= 0) back()
  })
  socket.on('error', (error) => failed(error))
  return {
    async once() {
      const started_ms = clock.monotonic()
      missing = MESSAGE_BYTES
      await new Promise<void>((resolve, reject) => {
        back = resolve
        failed = reject
        socket.write(message)
      })
      return clock.monotonic() - started_ms
    },
    async close() {
      socket.destroy()
      await child.stop()
    },
  }
}
