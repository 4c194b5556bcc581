import type { Log } from '../std/log.ts'
import { ProblemError } from '../std/problems.ts'
import type { World } from '../std/world.ts'
import { bootOffsets } from './boot-offsets.ts'
import { openTelemetryCore } from './embedded-core.ts'
import { asCoreFault, type CoreCalls, type CoreLine, inlineLine } from './embedded-line.ts'
import type { ThinPlace } from './embedded-thin.ts'
import { workerLine } from './embedded-worker-line.ts'
import {
  checkBoot,
  checkHoldsMore,
  checkOlderThan,
  checkQuery,
  checkSeriesId,
  checkSeriesQuery,
  checkWrite,
} from './limits.ts'
import type { TelemetryStore } from './telemetry.ts'

/** A file of the store's own, in a worker thread or `inline` in this one; or memory, inline, for tests. */
export type TelemetryPlace = { file: string; inline?: boolean } | { memory: true }

export type EmbeddedLimits = {
  /** Calls under way in the worker; one more is refused. */
  requests_max: number
  /** Boots whose offset is remembered outside the file, about 100 bytes each. */
  bootsKnown_max: number
  /** Rows deleted in one step of erase or prune, while other calls wait: about 10 ms. */
  stepRows_max: number
}

export const EMBEDDED_LIMITS: EmbeddedLimits = { requests_max: 256, bootsKnown_max: 20_000, stepRows_max: 2_000 }

export type EmbeddedOptions = TelemetryPlace & { world: Pick<World, 'log'>; limits?: Partial<EmbeddedLimits> }

/**
 * Opens the embedded telemetry store, and finishes erasures that a crash interrupted.
 * @throws ProblemError `try-again-later` when the file cannot be opened, is no telemetry file, or was made by a later version
 */
export async function openEmbeddedTelemetry(options: EmbeddedOptions): Promise<TelemetryStore> {
  const limits = { ...EMBEDDED_LIMITS, ...options.limits }
  const line = await openCoreLine(options)
  const { call } = line
  const rows_max = limits.stepRows_max
  const offsetFor = bootOffsets((messages) => call('fixOffsets', messages), limits.bootsKnown_max)

  async function sweep(): Promise<void> {
    let swept = false
    while (await call('sweep', rows_max)) swept = true
    // Overwritten pages reach the file itself only now; until then the log still holds what was there.
    if (swept) await call('checkpoint')
  }

  await sweep()
  return {
    async write(packed) {
      checkWrite(packed)
      await call('write', packed)
    },
    async last(seriesId) {
      checkSeriesId(seriesId)
      return await call('last', seriesId)
    },
    async series(query) {
      checkSeriesQuery(query)
      return await call('series', query)
    },
    async track(query) {
      checkQuery(query)
      return await call('track', query)
    },
    async newest(seriesId) {
      checkSeriesId(seriesId)
      return await call('newest', seriesId)
    },
    async samples(query) {
      checkQuery(query)
      return await call('samples', query)
    },
    async holdsMore(query) {
      checkHoldsMore(query)
      return await call('holdsMore', query)
    },
    async erase(seriesId) {
      checkSeriesId(seriesId)
      await call('forget', seriesId)
      await sweep()
    },
    async prune({ olderThan, signal }) {
      checkOlderThan(olderThan)
      for (let after: number | null = 0; after !== null; ) {
        signal?.throwIfAborted()
        after = await call('pruneStep', { olderThan, after, rows_max })
      }
      while (await call('pruneBoots', olderThan, rows_max)) signal?.throwIfAborted()
    },
    async thin({ olderThan, signal }) {
      checkOlderThan(olderThan)
      for (let from: ThinPlace | null = { series: 0, at: 0 }; from !== null; ) {
        signal?.throwIfAborted()
        from = await call('thinStep', { olderThan, from, rows_max })
      }
    },
    async offsetFor(deviceKey, boot, seen) {
      checkBoot(deviceKey, boot, seen)
      return await offsetFor(deviceKey, boot, seen)
    },
    close: line.close,
  }
}

/** A file's core behind the errors of the seam: what another engine keeps beside itself stands there too. @throws ProblemError as `openEmbeddedTelemetry` */
export async function openCoreLine(options: EmbeddedOptions): Promise<CoreLine> {
  const { log } = options.world
  const limits = { ...EMBEDDED_LIMITS, ...options.limits }
  return typedLine(await typed(log, 'open', () => openLine(options, limits)), log)
}

async function openLine(options: EmbeddedOptions, { requests_max }: EmbeddedLimits): Promise<CoreLine> {
  if ('memory' in options) return inlineLine(openTelemetryCore(':memory:'))
  const { file, inline, world } = options
  if (inline) return inlineLine(openTelemetryCore(file))
  const onDied = (fault: Error): void => world.log.error({ reason: fault.message }, 'telemetry died')
  return await workerLine({ file, requests_max, onDied })
}

/** The same line, with the errors of the seam and an end. */
function typedLine(line: CoreLine, log: Log): CoreLine {
  let closing: Promise<void> | null = null
  return {
    async call(name, ...args): Promise<ReturnType<CoreCalls[typeof name]>> {
      return await typed(log, name, () => line.call(name, ...args))
    },
    close() {
      closing ??= typed(log, 'close', () => line.close())
      return closing
    },
  }
}

/** @throws RangeError for the caller's fault, ProblemError `try-again-later` for the engine's */
async function typed<R>(log: Log, name: string, act: () => Promise<R>): Promise<R> {
  try {
    return await act()
  } catch (thrown) {
    const fault = asCoreFault(thrown)
    if (fault.kind === 'range') throw new RangeError(fault.message)
    log.warn({ call: name, reason: fault.message }, 'telemetry call failed')
    throw new ProblemError('try-again-later', {}, { cause: fault })
  }
}
