import { Worker } from 'node:worker_threads'
import type { World } from '../../std/world.ts'
import { TelemetryAway } from '../away.ts'
import type { AsideRow } from '../embedded-aside.ts'
import type { InfluxTally, InfluxWriter } from './writer.ts'
import type { WriterData, WriterMessage, WriterRequest } from './writer-messages.ts'

/** The thread's JavaScript memory, MB: batches under way are a few megabytes. */
const HEAP_MB_MAX = 256

/** What the thread cannot have: the rest it makes itself. */
export type ThreadParts = WriterData & {
  world: Pick<World, 'log'>
  tally: InfluxTally
  /** Resolves when durable. */
  keepAside(rows: readonly AsideRow[]): Promise<void>
}

type Waiting = { resolve: () => void; reject: (error: unknown) => void }
type Asked =
  | Omit<Extract<WriterRequest, { kind: 'write' }>, 'id'>
  | Omit<Extract<WriterRequest, { kind: 'put' }>, 'id'>
  | Omit<Extract<WriterRequest, { kind: 'close' }>, 'id'>

/**
 * The writing half of the store in a thread of its own. The thread holds nothing that is not also in the inbox: should it end, what it was writing is refused
 * with `TelemetryAway`, and the next write starts another.
 * @param module what the thread runs
 */
export function threadWriter(
  parts: ThreadParts,
  module = new URL('./writer-worker.ts', import.meta.url),
): InfluxWriter {
  const { place, limits, world } = parts
  const waiting = new Map<number, Waiting>()
  let worker: Worker | null = null
  let asked = 0
  let closed = false

  function start(): Worker {
    const data: WriterData = { place, limits }
    const started = new Worker(module, {
      name: 'influx-writer',
      workerData: data,
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX },
    })
    let why = ''
    started.on('message', (message: WriterMessage) => hear(started, message))
    started.on('error', (error: Error) => {
      why = error.message
    })
    started.on('exit', (code) => {
      if (worker === started) worker = null
      if (!closed) world.log.error({ code, reason: why }, 'writer for InfluxDB ended')
      for (const { reject } of waiting.values()) reject(new TelemetryAway('the writer for InfluxDB ended'))
      waiting.clear()
    })
    return started
  }
  function hear(from: Worker, message: WriterMessage): void {
    if (message.kind === 'keepAside') return void keep(from, message)
    if (message.kind === 'tally') return void parts.tally.setAside(message.reason, message.points)
    if (message.kind === 'log') return void world.log.error(message.fields, message.what)
    const one = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.kind === 'done') one?.resolve()
    else if (message.kind === 'range') one?.reject(new RangeError(message.why))
    else one?.reject(new TelemetryAway(message.why, message.pause_ms))
  }
  async function keep(from: Worker, { id, rows }: Extract<WriterMessage, { kind: 'keepAside' }>): Promise<void> {
    const why = await parts.keepAside(rows).then(
      () => null,
      (error: unknown) => String(error),
    )
    from.postMessage({ kind: 'kept', id, why } satisfies WriterRequest)
  }
  function ask(request: Asked, handedOver: ArrayBuffer[] = []): Promise<void> {
    worker ??= start()
    const id = ++asked
    worker.postMessage({ ...request, id } satisfies WriterRequest, handedOver)
    return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }))
  }
  const demandRoom = (): void => {
    if (closed) throw new TelemetryAway('telemetry is closed')
    if (waiting.size >= limits.writes_max) throw new TelemetryAway(`${waiting.size} writes are under way`)
  }

  return {
    async write(packed) {
      demandRoom()
      await ask({ kind: 'write', packed }, [packed.values.buffer])
    },
    async put(lines) {
      demandRoom()
      await ask({ kind: 'put', lines })
    },
    async close() {
      closed = true
      if (!worker) return
      const { promise: exited, resolve } = Promise.withResolvers<void>()
      worker.once('exit', () => resolve())
      await ask({ kind: 'close' }).catch(() => {})
      await exited
    },
  }
}
