import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { HttpError, InfluxDB, setLogger } from '@influxdata/influxdb-client'
import type { Clock } from '../../std/clock.ts'
import { judgeWrite, type WriteAnswer } from './answer.ts'
import type { Batch } from './batch.ts'
import type { InfluxLimits } from './limits.ts'
import { authorization, type InfluxPlace } from './place.ts'

export type Poster = {
  /** Sends one batch, once. Never throws: what goes wrong is an answer. */
  post(batch: Batch): Promise<WriteAnswer>
  close(): void
}

/** The client writes to the console otherwise. */
const SILENT = { error() {}, warn() {} }

/**
 * Sends line protocol by InfluxData's client, with nothing of it but the sending: it retries nothing (its buffer drops the oldest), flushes nothing by itself, and
 * writes to `/write`, which every generation answers, and not to `/api/v2/write`, which 1.6 does not know.
 */
export function poster(place: InfluxPlace, { clock }: { clock: Clock }, limits: InfluxLimits): Poster {
  setLogger(SILENT)
  const Agent = place.url.startsWith('https:') ? HttpsAgent : HttpAgent
  const agent = new Agent({ keepAlive: true, maxSockets: limits.lanes + 1 })
  const path = `/write?db=${encodeURIComponent(place.bucket)}&precision=ms`
  const { write_timeout_ms } = limits

  async function send({ text }: Batch, signal: AbortSignal): Promise<void> {
    const client = new InfluxDB({
      url: place.url,
      headers: authorization(place),
      // The clock's timer ends a call; the socket's is for a clock that stands.
      timeout: 2 * write_timeout_ms,
      transportOptions: { agent, signal },
    })
    const unbounded = Number.MAX_SAFE_INTEGER
    // The client sends by itself when it holds so many records: one more than there are.
    const options = { batchSize: 2, maxBatchBytes: unbounded, flushInterval: 0, maxRetries: 0 }
    const api = client.getWriteApi(place.org ?? '', place.bucket, 'ms', { ...options, gzipThreshold: unbounded })
    api.path = path
    // To the client all of it is one record: it joins records by line breaks.
    api.writeRecord(text)
    await api.flush()
  }

  return {
    async post(batch) {
      const given = new AbortController()
      const cancel = clock.after(write_timeout_ms, () => given.abort(new Error('too slow')))
      try {
        await send(batch, given.signal)
        return { kind: 'stored' }
      } catch (error) {
        if (given.signal.aborted) {
          return { kind: 'away', why: `InfluxDB gave no answer in ${write_timeout_ms} ms`, pause_ms: 0 }
        }
        if (!(error instanceof HttpError)) return { kind: 'away', why: `InfluxDB: ${nameOf(error)}`, pause_ms: 0 }
        const { statusCode: status, body, headers } = error
        const retryAfter = headers?.['retry-after']?.toString() ?? null
        return judgeWrite({ status, retryAfter, body: jsonIn(body) }, batch.points, limits, clock.now())
      } finally {
        cancel()
      }
    },
    close: () => agent.destroy(),
  }
}

function nameOf(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown }
  return String(code ?? message ?? error)
}

function jsonIn(body: string | undefined): unknown {
  try {
    return JSON.parse(body ?? '')
  } catch {
    return null
  }
}
