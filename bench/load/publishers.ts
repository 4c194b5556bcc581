import { startChild } from '../process/child.ts'
import type { ReportKind } from './report-template.ts'

/** A device that publishes: MQTT's names of what it signs in with. */
export type PublishingClient = { clientId: string; username: string; password: string }

/** `window`: reports under way at once, of each. `for_ms`, then all that was sent is waited for; or so many `reports` of each. */
export type PublishingRun = { window: number; for_ms: number; reports?: number }
export type PublishingResult = {
  /** Reports that were acknowledged. */
  acknowledged: number
  /** From the first byte until the last was. */
  took_ms: number
  /** The longest time in which none was, while there was something to acknowledge. */
  gap_ms: number
}
/** `perSecond` reports of all together, `piece` of them at once in one connection after the other. */
export type PacedRun = { perSecond: number; piece: number; for_ms: number }
/** Milliseconds from PUBLISH to PUBACK. */
export type PacedResult = { median_ms: number; p99_ms: number; acknowledged: number }
export type PublishersQuestion =
  | { kind: 'pace'; run: PacedRun }
  | { kind: 'open'; mqttUrl: string; clients: readonly PublishingClient[]; reports: ReportKind }
  | { kind: 'run'; run: PublishingRun }
  | { kind: 'close' }

/** Devices on raw sockets, in a process of their own. */
export type Publishers = {
  readonly pid: number
  /** Signs all in. @param reports of one sample unless told otherwise */
  open(mqttUrl: string, clients: readonly PublishingClient[], reports?: ReportKind): Promise<void>
  run(run: PublishingRun): Promise<PublishingResult>
  pace(run: PacedRun): Promise<PacedResult>
  /** Breaks all connections off. */
  close(): Promise<void>
  stop(): Promise<void>
}

/** What they write is memory beside V8's heap, which is small: V8 would collect all of it some times a second for that, and the generator's pauses would be told as the broker's. */
const FLAGS = ['--initial-heap-size=512']

export function startPublishers(): Publishers {
  const child = startChild(new URL('./publishers-process.ts', import.meta.url), [], FLAGS)
  const ask = <A>(question: PublishersQuestion): Promise<A> => child.ask<A>(question)
  return {
    pid: child.pid,
    open: (mqttUrl, clients, reports = 'one') => ask({ kind: 'open', mqttUrl, clients, reports }),
    run: (run) => ask({ kind: 'run', run }),
    pace: (run) => ask({ kind: 'pace', run }),
    close: () => ask({ kind: 'close' }),
    stop: () => child.stop(),
  }
}
