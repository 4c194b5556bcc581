import { newNetworks, noteNetworks } from '../devices/note-network.ts'
import { writesOf } from '../telemetry/split.ts'
import type { PackedSamples, TelemetryStore } from '../telemetry/telemetry.ts'
import { noteSims } from './alarms/note-sims.ts'
import { watchReports } from './alarms/watch-reports.ts'
import type { House } from './house.ts'
import type { PreparedReports, SaidDevice } from './prepare-reports.ts'

/** Counts by stable names, for metrics. */
export type IngestTally = {
  report(outcome: 'stored' | 'malformed' | 'unknown-device', reports: number): void
  setAside(reason: string, samples: number): void
  stored?(samples: number): void
  alarm?(rule: string, step: 'opened' | 'closed'): void
}

/** Writes under way at once: 10,000 samples each are a megabyte. */
const WRITES_MAX = 3
/** Devices in one transaction, a handful of rows each: few enough that nobody waits long for it, and a durable commit for fewer would cost as much. */
const PART_DEVICES = 250

/** Writes what was prepared into telemetry, and notes what it says of SIMs and networks; counted when all of it is done. */
export async function storeReports(house: House, prepared: PreparedReports, tally: IngestTally): Promise<void> {
  const { series, said, networks, outcomes, setAside } = prepared
  await writeTogether(house.telemetry, writesOf(series))
  const samples = [...series.values()].reduce((sum, rows) => sum + rows.length, 0)
  await noteSaid(house, said, tally)
  const served = await newNetworks(house.ledger.reads, [...networks.values()])
  if (served.length > 0) await house.ledger.transact('note-networks', (tx) => noteNetworks(tx, served))
  tally.stored?.(samples)
  for (const outcome of ['stored', 'malformed', 'unknown-device'] as const)
    if (outcomes[outcome] > 0) tally.report(outcome, outcomes[outcome])
  for (const [reason, count] of setAside) tally.setAside(reason, count)
}

/** In their order, a few at a time: while the store deals with one, the next is on its way to it. Ends only when none is under way: whoever writes again must not be overtaken by what it gave up. */
async function writeTogether(store: Pick<TelemetryStore, 'write'>, writes: Iterable<PackedSamples>): Promise<void> {
  const underWay: Promise<void>[] = []
  try {
    for (const write of writes) {
      if (underWay.length === WRITES_MAX) await underWay.shift()
      const written = store.write(write)
      written.catch(() => {})
      underWay.push(written)
    }
    await Promise.all(underWay)
  } catch (error) {
    await Promise.allSettled(underWay)
    throw error
  }
}

/** Each part in a transaction of its own: what it brings changes nothing when the batch is stored again. */
async function noteSaid(house: House, said: readonly SaidDevice[], tally: IngestTally): Promise<void> {
  for (let from = 0; from < said.length; from += PART_DEVICES) {
    const part = said.slice(from, from + PART_DEVICES)
    const steps = await house.ledger.transact('note-reports', async (tx) => [
      ...(await noteSims(house, tx, part)),
      ...(await watchReports(house, tx, part)),
    ])
    for (const { rule, step } of steps) tally.alarm?.(rule, step)
  }
}
