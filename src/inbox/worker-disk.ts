import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Disk } from './disk.ts'
import type { DiskAnswer, DiskAsk } from './disk-worker.ts'

type Waiting = { resolve: (value: unknown) => void; reject: (error: unknown) => void }

/**
 * A real folder, written and synced by a thread of its own: libuv's pool is shared with password hashing,
 * behind which an fdatasync was seen to wait for 12 s.
 * The number of questions under way is limited by who asks: the inbox has one write, and each reader one read.
 * @throws whatever made the folder unusable
 */
export async function workerDisk(folder: string): Promise<Disk> {
  const worker = new Worker(new URL('./disk-worker.ts', import.meta.url), { workerData: { folder } })
  const waiting = new Map<number, Waiting>()
  let asked = 0
  let dead: unknown = null

  const fail = (error: unknown): void => {
    dead ??= error
    for (const { reject } of waiting.values()) reject(dead)
    waiting.clear()
  }
  worker.on('message', (answer: DiskAnswer) => {
    const asker = waiting.get(answer.id)
    waiting.delete(answer.id)
    if ('error' in answer) asker?.reject(answer.error)
    else asker?.resolve(answer.value)
  })
  worker.on('error', fail)
  worker.on('exit', () => fail(new Error('the disk of the inbox is closed')))

  const ask = (act: DiskAsk['act'], args: unknown[], handedOver: ArrayBuffer[] = []): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (dead) return reject(dead)
      const id = asked++
      waiting.set(id, { resolve, reject })
      worker.postMessage({ id, act, args } satisfies DiskAsk, handedOver)
    })

  await ask('list', [])
  return {
    list: () => ask('list', []) as ReturnType<Disk['list']>,
    read: (...args) => ask('read', args) as ReturnType<Disk['read']>,
    create: (...args) => ask('create', args) as Promise<void>,
    write: (name, offset, bytes) => ask('write', [name, offset, bytes], wholeBuffer(bytes)) as Promise<Uint8Array>,
    truncate: (...args) => ask('truncate', args) as Promise<void>,
    remove: (...args) => ask('remove', args) as Promise<void>,
    async close() {
      if (dead) return
      const exited = once(worker, 'exit')
      await ask('close', [])
      await exited
    },
  }
}

/** The buffer under `bytes` when it is all theirs, to be handed over instead of copied. */
function wholeBuffer(bytes: Uint8Array): ArrayBuffer[] {
  const { buffer } = bytes
  return buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength ? [buffer] : []
}
