import type { AsideRow } from '../embedded-aside.ts'
import type { PackedSamples } from '../telemetry.ts'
import type { InfluxLimits } from './limits.ts'
import type { InfluxPlace } from './place.ts'
import type { InfluxTally } from './writer.ts'

/** What the writer's thread is given when it starts. */
export type WriterData = { place: InfluxPlace; limits: InfluxLimits }

/** From the house to the writer's thread; each but `kept` is answered once, by its id. */
export type WriterRequest =
  | { kind: 'write'; id: number; packed: PackedSamples }
  | { kind: 'put'; id: number; lines: readonly string[] }
  | { kind: 'close'; id: number }
  /** The answer to `keepAside`; `why` when the lines could not be kept. */
  | { kind: 'kept'; id: number; why: string | null }

/** From the writer's thread. */
export type WriterMessage =
  | { kind: 'done'; id: number }
  /** The caller's fault, a RangeError. */
  | { kind: 'range'; id: number; why: string }
  | { kind: 'away'; id: number; why: string; pause_ms: number }
  | { kind: 'keepAside'; id: number; rows: readonly AsideRow[] }
  | { kind: 'tally'; reason: Parameters<InfluxTally['setAside']>[0]; points: number }
  | { kind: 'log'; fields: Record<string, unknown>; what: string }
