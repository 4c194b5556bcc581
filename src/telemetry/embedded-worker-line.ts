import { Worker } from 'node:worker_threads'
import { asCoreFault, type CoreCalls, CoreFault, type CoreLine } from './embedded-line.ts'
import { OPENED, type WorkerAnswer, type WorkerRequest } from './embedded-messages.ts'
import type { PackedSamples } from './telemetry.ts'

type Waiting = { resolve: (value: unknown) => void; reject: (fault: CoreFault) => void }

export type WorkerLineOptions = {
  file: string
  /** Calls under way at once; one more is refused. */
  requests_max: number
  /** Called if the thread ends without having been asked to: every call from then on is refused. */
  onDied: (fault: CoreFault) => void
  /** Most of the thread's JavaScript memory, MB; SQLite's own is limited by its cache. */
  heapMb_max?: number
}

const HEAP_MB_MAX = 256

/**
 * A core in a worker thread.
 * @throws CoreFault when the file cannot be opened
 */
export async function workerLine(options: WorkerLineOptions): Promise<CoreLine> {
  const { file, requests_max, onDied, heapMb_max = HEAP_MB_MAX } = options
  const waiting = new Map<number, Waiting>()
  let nextId = OPENED
  let ended: CoreFault | null = null
  const worker = new Worker(new URL('./embedded-worker.ts', import.meta.url), {
    name: 'telemetry',
    workerData: { file },
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: heapMb_max },
  })

  const awaitAnswer = (id: number): Promise<unknown> =>
    new Promise((resolve, reject) => waiting.set(id, { resolve, reject }))
  const request = (name: WorkerRequest['name'], args: readonly unknown[]): Promise<unknown> => {
    const id = nextId++
    // A write's buffer is the store's: handed over, it is not copied.
    const handedOver = name === 'write' ? [(args[0] as PackedSamples).values.buffer] : []
    worker.postMessage({ id, name, args } satisfies WorkerRequest, handedOver)
    return awaitAnswer(id)
  }
  worker.on('message', (message: WorkerAnswer) => {
    const one = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.ok) one?.resolve(message.value)
    else one?.reject(new CoreFault(message.kind, message.message))
  })
  let uncaught: Error | null = null
  worker.on('error', (error: Error) => {
    uncaught = error
  })
  const exited = new Promise<void>((resolve) => {
    worker.on('exit', (code) => {
      const unasked = ended === null
      ended ??= new CoreFault('engine', uncaught?.message ?? `the telemetry worker ended with ${code}`)
      for (const { reject } of waiting.values()) reject(ended)
      waiting.clear()
      if (unasked) onDied(ended)
      resolve()
    })
  })

  try {
    await awaitAnswer(nextId++)
  } catch (thrown) {
    ended = asCoreFault(thrown)
    throw ended
  }
  return {
    async call(name, ...args) {
      if (ended) throw ended
      if (waiting.size >= requests_max) throw new CoreFault('engine', `${requests_max} telemetry calls are under way`)
      return (await request(name, args)) as ReturnType<CoreCalls[typeof name]>
    },
    async close() {
      if (ended) return
      ended = new CoreFault('engine', 'telemetry is closed')
      try {
        await request('close', [])
      } finally {
        await exited
      }
    },
  }
}
