import { DatabaseSync } from 'node:sqlite'
import { type BootSeen, clockOffset } from './clock-offset.ts'
import { type AsideKeeper, asideKeeper } from './embedded-aside.ts'
import { type Forgetter, forgetter } from './embedded-forget.ts'
import { type SampleReader, sampleReader } from './embedded-read.ts'
import { prepareSchema } from './embedded-schema.ts'
import { type Thinner, thinner } from './embedded-thin.ts'
import { type WindowKeeper, windowKeeper } from './embedded-windows.ts'
import { sampleWriter } from './embedded-write.ts'
import type { PackedSamples } from './telemetry.ts'

export type BootMessage = { deviceKey: string; boot: number; seen: BootSeen }

/** The embedded store as plain synchronous calls: run in a worker by the house, inline by tests. Each call that writes is one durable commit. */
export type TelemetryCore = SampleReader &
  Forgetter &
  Thinner &
  AsideKeeper &
  WindowKeeper & {
    write(packed: PackedSamples): void
    /** The offset of each boot, milliseconds, in the order given; fixed by the first message of it ever seen. */
    fixOffsets(messages: readonly BootMessage[]): number[]
    /** Moves what was committed from the log into the file, and empties the log. */
    checkpoint(): void
    close(): void
  }

/** Another process may hold the file for a moment (a backup); waiting is the worker's to do. */
const BUSY_TIMEOUT_MS = 5_000

/** @param path of the store's own file, or `:memory:` @throws Error when it cannot be opened or is no telemetry file of ours */
export function openTelemetryCore(path: string): TelemetryCore {
  const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS })
  try {
    prepareSchema(db)
  } catch (error) {
    db.close()
    throw error
  }
  const forgets = forgetter(db)
  const aside = asideKeeper(db)
  const windows = windowKeeper(db)
  const putBoot = db.prepare('INSERT INTO boots VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING')
  const getBoot = db.prepare('SELECT offset_ms FROM boots WHERE device_id = ? AND boot = ?')

  function atomic<A extends unknown[], R>(act: (...args: A) => R): (...args: A) => R {
    return (...args) => {
      db.exec('BEGIN IMMEDIATE')
      try {
        const result = act(...args)
        db.exec('COMMIT')
        return result
      } catch (error) {
        if (db.isTransaction) db.exec('ROLLBACK')
        throw error
      }
    }
  }

  return {
    ...sampleReader(db),
    write: atomic(sampleWriter(db)),
    fixOffsets: atomic((messages: readonly BootMessage[]) =>
      messages.map(({ deviceKey, boot, seen }) => {
        putBoot.run(deviceKey, boot, clockOffset(seen).offset_ms, seen.receivedAt)
        return Number(getBoot.get(deviceKey, boot)?.offset_ms)
      }),
    ),
    ...windows,
    markWindows: atomic(windows.markWindows),
    dropWindows: atomic(windows.dropWindows),
    keepAside: atomic(aside.keepAside),
    countAside: aside.countAside,
    asideRows: aside.asideRows,
    dropAside: atomic(aside.dropAside),
    forgetAside: atomic(aside.forgetAside),
    forget: atomic(forgets.forget),
    sweep: atomic(forgets.sweep),
    pruneStep: atomic(forgets.pruneStep),
    thinStep: atomic(thinner(db).thinStep),
    pruneBoots: atomic(forgets.pruneBoots),
    checkpoint: () => db.exec('PRAGMA wal_checkpoint(TRUNCATE)'),
    close: () => db.close(),
  }
}
