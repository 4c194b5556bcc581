import { parentPort, workerData } from 'node:worker_threads'
import { systemClock } from '../../std/clock.ts'
import { silent } from '../../std/log.ts'
import { TelemetryAway } from '../away.ts'
import { poster } from './post.ts'
import { influxWriter } from './writer.ts'
import type { WriterData, WriterMessage, WriterRequest } from './writer-messages.ts'

/** Makes line protocol and sends it, in a thread of its own: a third of what a report costs on its way to InfluxDB, and nothing that the house needs to see. */

const port = parentPort
if (!port) throw new Error('the writer for InfluxDB runs in a worker thread only')
const tell = (message: WriterMessage): void => port.postMessage(message)

const { place, limits } = workerData as WriterData
const clock = systemClock()
const { post, close: hangUp } = poster(place, { clock }, limits)
/** Lines on their way to the file beside InfluxDB, which the house holds. */
const keeping = new Map<number, PromiseWithResolvers<void>>()
let kept = 0
const writer = influxWriter({
  world: { clock, log: { ...silent, error: (fields, what) => tell({ kind: 'log', fields, what }) } },
  limits,
  tally: { setAside: (reason, points) => tell({ kind: 'tally', reason, points }) },
  post,
  keepAside(rows) {
    const id = ++kept
    const asked = Promise.withResolvers<void>()
    keeping.set(id, asked)
    tell({ kind: 'keepAside', id, rows })
    return asked.promise
  },
})

port.on('message', (request: WriterRequest) => {
  if (request.kind !== 'kept') return void answer(request)
  const asked = keeping.get(request.id)
  keeping.delete(request.id)
  if (request.why === null) asked?.resolve()
  else asked?.reject(new TelemetryAway(request.why))
})

async function answer(request: Exclude<WriterRequest, { kind: 'kept' }>): Promise<void> {
  const { id } = request
  try {
    await act(request)
    tell({ kind: 'done', id })
  } catch (error) {
    if (error instanceof RangeError) tell({ kind: 'range', id, why: error.message })
    else tell({ kind: 'away', id, why: whyOf(error), pause_ms: error instanceof TelemetryAway ? error.pause_ms : 0 })
  }
  if (request.kind === 'close') port?.close()
}

async function act(request: Exclude<WriterRequest, { kind: 'kept' }>): Promise<void> {
  switch (request.kind) {
    case 'write':
      return await writer.write(request.packed)
    case 'put':
      return await writer.put(request.lines)
    case 'close':
      await writer.close()
      return hangUp()
  }
}

/** What an operator reads: the cause says more than the problem's name. */
function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message : error.message
}
