import { parentPort, workerData } from 'node:worker_threads'
import type { SyncDisk } from './disk.ts'
import { fileDisk } from './file-disk.ts'

/** A question to the worker: an act of the disk and its arguments. */
export type DiskAsk = { id: number; act: keyof SyncDisk; args: unknown[] }
export type DiskAnswer = { id: number; value: unknown } | { id: number; error: unknown }

const port = parentPort
if (!port) throw new Error('disk-worker.ts runs as a worker thread only')

const disk = fileDisk((workerData as { folder: string }).folder)

port.on('message', ({ id, act, args }: DiskAsk) => {
  let answer: DiskAnswer
  try {
    answer = { id, value: (disk[act] as (...args: unknown[]) => unknown)(...args) }
  } catch (error) {
    answer = { id, error }
  }
  port.postMessage(answer, handedOver(answer))
  if (act === 'close') port.close()
})

/** What was read or written is the asker's alone: it crosses without being copied. */
function handedOver(answer: DiskAnswer): ArrayBuffer[] {
  const value = 'value' in answer ? answer.value : null
  return value instanceof Uint8Array && value.buffer instanceof ArrayBuffer ? [value.buffer] : []
}
