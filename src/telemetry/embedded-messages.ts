import type { CoreCall, CoreFault } from './embedded-line.ts'

/** What passes between the house and the telemetry worker. Answers come in the order of their requests. */
export type WorkerRequest = { id: number; name: CoreCall | 'close'; args: readonly unknown[] }
/** The answer to the request of that id. */
export type WorkerAnswer =
  | { id: number; ok: true; value: unknown }
  | { id: number; ok: false; kind: CoreFault['kind']; message: string }

/** The worker opens its file unasked, and answers that first. */
export const OPENED = 0
