import type { World } from '../../std/world.ts'
import { TelemetryAway } from '../away.ts'
import { bootOffsets } from '../boot-offsets.ts'
import { EMBEDDED_LIMITS, openCoreLine, type TelemetryPlace } from '../embedded.ts'
import type { AsideRow } from '../embedded-aside.ts'
import type { CoreLine } from '../embedded-line.ts'
import {
  checkBoot,
  checkHoldsMore,
  checkOlderThan,
  checkQuery,
  checkSeriesId,
  checkSeriesQuery,
  checkTime,
  checkWrite,
} from '../limits.ts'
import type { SetAsidePoints } from '../set-aside.ts'
import { PACKED_WIDTH, type TelemetryStore } from '../telemetry.ts'
import { influxAside } from './aside.ts'
import { asker, type Fetch, influxQl } from './ask.ts'
import { type Forgotten, forget } from './forget.ts'
import { tagValue, WINDOW_MS } from './layout.ts'
import { INFLUX_LIMITS, type InfluxLimits } from './limits.ts'
import type { InfluxPlace } from './place.ts'
import { poster } from './post.ts'
import { type InfluxReader, influxReader } from './read.ts'
import { startRollUps } from './roll-ups.ts'
import { InfluxMisconfigured, meetServer, type Server } from './server.ts'
import { windows as windowsIn } from './windows.ts'
import { type InfluxTally, influxWriter } from './writer.ts'
import { threadWriter } from './writer-thread.ts'

export type InfluxOptions = {
  place: InfluxPlace
  /** File of what stands beside InfluxDB: the offsets of boots, and lines that it will never store. */
  beside: TelemetryPlace
  world: World
  fetch: Fetch
  tally: InfluxTally
  limits?: Partial<InfluxLimits>
}

/** Lines set aside; one more is refused, and its batch waits in the inbox. About 200 bytes each. */
export const ASIDE_ROWS_MAX = 10_000

/**
 * Telemetry in InfluxDB 1, 2 or 3: written by line protocol, read by InfluxQL. It keeps no spool and retries nothing: what InfluxDB does not take now is refused
 * with `TelemetryAway`, and waits where it came from. InfluxDB may be away when this is called.
 * @throws InfluxMisconfigured when it is there and the settings are wrong @throws ProblemError when the file beside it cannot be opened
 */
export async function openInfluxTelemetry(options: InfluxOptions): Promise<TelemetryStore> {
  const { place, world, fetch, tally } = options
  const limits = { ...INFLUX_LIMITS, ...options.limits }
  const beside = await openCoreLine({ ...options.beside, world })
  const ask = asker(place, { clock: world.clock, fetch }, limits)
  const { post, close: hangUp } = poster(place, world, limits)
  const server = serverOnce(() => meetServer(ask, place))
  const query = async (statement: string) => {
    await server()
    return await influxQl(ask, place.bucket, statement)
  }
  const reader = influxReader(query, async (seriesId, from, to) => {
    // Hours that may still be running are not taken from sums, whoever else writes into this InfluxDB.
    const settled = Math.min(to, world.clock.now() - 2 * WINDOW_MS)
    return (await beside.call('oldestStale', tagValue(seriesId), from, settled)) ?? settled
  })
  const keepAside = (rows: readonly AsideRow[]) => beside.call('keepAside', rows, world.clock.now(), ASIDE_ROWS_MAX)
  const writer = isFile(options.beside)
    ? threadWriter({ place, limits, world, tally, keepAside })
    : influxWriter({ world, limits, tally, post, keepAside })
  const windows = windowsIn({
    mark: (marked) => beside.call('markWindows', marked),
    stale: (before, windows_max) => beside.call('staleWindows', before, windows_max),
    drop: (summed) => beside.call('dropWindows', summed),
  })
  const aside = influxAside(beside, windows, async (batch) => {
    await server()
    return await post(batch)
  })
  const rollUps = startRollUps({ world, limits, windows, query, put: writer.put })
  const close = async (): Promise<void> => {
    await rollUps.stop()
    await aside.idle()
    await writer.close()
    hangUp()
    await beside.close()
  }
  try {
    const { version } = await server()
    world.log.info({ version }, 'telemetry in InfluxDB')
  } catch (error) {
    if (!(error instanceof TelemetryAway)) {
      await close()
      throw error
    }
    world.log.warn({ error: error.cause }, 'InfluxDB is away: reports wait in the inbox')
  }
  return storeOf({
    reader,
    async write(packed) {
      await server()
      const end = await windows.begin(packed)
      await writer.write(packed).finally(end)
    },
    beside,
    aside,
    close,
    async forget(what, signal) {
      const { version, generation } = await server()
      if (await forget(ask, place, generation, what, signal)) return
      world.log.warn({ version }, "InfluxDB 3 deletes nothing itself: points stay for its database's retention period")
    },
  })
}

/** A file in use: then threads are there to be had as well. Tests that hold every step in their hands say `inline`. */
function isFile(beside: TelemetryPlace): boolean {
  return 'file' in beside && !beside.inline
}

type Parts = {
  reader: InfluxReader
  write: TelemetryStore['write']
  beside: CoreLine
  aside: ReturnType<typeof influxAside>
  forget(what: Forgotten, signal?: AbortSignal): Promise<void>
  close(): Promise<void>
}

/** The seam: checks what is asked, and refuses after the end. */
function storeOf({ reader, write, beside, aside, forget: forgetPoints, close }: Parts): TelemetryStore {
  const offsetFor = bootOffsets((messages) => beside.call('fixOffsets', messages), EMBEDDED_LIMITS.bootsKnown_max)
  let closing: Promise<void> | null = null
  /** Runs a call whose arguments `check` finds in order. */
  async function call<R>(check: () => void, act: () => Promise<R>): Promise<R> {
    if (closing !== null) throw new TelemetryAway('telemetry is closed')
    check()
    return await act()
  }
  return {
    write: (packed) =>
      call(
        () => {
          checkWrite(packed)
          // The hours of the write are marked first; what else it holds is the writer's to judge.
          for (let from = 0; from < packed.values.length; from += PACKED_WIDTH)
            checkTime({ at: packed.values[from] ?? Number.NaN })
        },
        () => write(packed),
      ),
    last: (seriesId) =>
      call(
        () => checkSeriesId(seriesId),
        () => reader.last(seriesId),
      ),
    series: (query) =>
      call(
        () => checkSeriesQuery(query),
        () => reader.series(query),
      ),
    track: (query) =>
      call(
        () => checkQuery(query),
        () => reader.track(query),
      ),
    newest: (seriesId) =>
      call(
        () => checkSeriesId(seriesId),
        () => reader.newest(seriesId),
      ),
    samples: (query) =>
      call(
        () => checkQuery(query),
        () => reader.samples(query),
      ),
    holdsMore: (query) =>
      call(
        () => checkHoldsMore(query),
        () => reader.holdsMore(query),
      ),
    erase: (seriesId) =>
      call(
        () => checkSeriesId(seriesId),
        async () => {
          await forgetSeriesBeside(beside, tagValue(seriesId))
          // A point that is being tried again right now must not come after its series is gone.
          await aside.idle()
          await forgetPoints({ seriesId })
        },
      ),
    prune: ({ olderThan, signal }) =>
      call(
        () => checkOlderThan(olderThan),
        async () => {
          await pruneBeside(beside, olderThan, signal)
          await forgetPoints({ olderThan }, signal)
        },
      ),
    offsetFor: (deviceKey, boot, seen) =>
      call(
        () => checkBoot(deviceKey, boot, seen),
        () => offsetFor(deviceKey, boot, seen),
      ),
    setAside: asideBehind((act) => call(() => {}, act), aside),
    close() {
      closing ??= close()
      return closing
    },
  }
}

function asideBehind(call: <R>(act: () => Promise<R>) => Promise<R>, aside: SetAsidePoints): SetAsidePoints {
  return {
    list: (page) => call(() => aside.list(page)),
    count: () => call(aside.count),
    retry: () => call(aside.retry),
  }
}

async function forgetSeriesBeside(beside: CoreLine, series: string): Promise<void> {
  await beside.call('forgetAside', { series })
  await beside.call('forgetWindows', { series })
}

async function pruneBeside(beside: CoreLine, olderThan: number, signal?: AbortSignal): Promise<void> {
  await beside.call('forgetAside', { olderThan })
  await beside.call('forgetWindows', { olderThan: olderThan - WINDOW_MS })
  while (await beside.call('pruneBoots', olderThan, EMBEDDED_LIMITS.stepRows_max)) signal?.throwIfAborted()
}

/** Meets the server once; as long as that fails, each call tries again. A setting that turns out wrong later is trouble, not an end. */
function serverOnce(meet: () => Promise<Server>): () => Promise<Server> {
  let met: Server | null = null
  let opening = true
  return async () => {
    if (met) return met
    const first = opening
    opening = false
    try {
      met = await meet()
      return met
    } catch (error) {
      if (error instanceof InfluxMisconfigured && !first) throw new TelemetryAway(error.message)
      throw error
    }
  }
}
