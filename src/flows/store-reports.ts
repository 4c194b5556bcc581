import { newNetworks, noteNetworks } from '../devices/note-network.ts'
import { noteReported } from '../sims/sims.ts'
import { writesOf } from '../telemetry/split.ts'
import type { WireSim } from '../telemetry/wire.ts'
import type { House } from './house.ts'
import { carriedBy } from './note-event.ts'
import type { PreparedReports } from './prepare-reports.ts'

/** Counts by stable names, for metrics. */
export type IngestTally = {
  report(outcome: 'stored' | 'malformed' | 'unknown-device', reports: number): void
  setAside(reason: string, samples: number): void
  stored?(samples: number): void
}

/** Writes what was prepared into telemetry, and notes what it says of SIMs and networks; counted when all of it is done. */
export async function storeReports(house: House, prepared: PreparedReports, tally: IngestTally): Promise<void> {
  const { series, sims, networks, outcomes, setAside } = prepared
  let samples = 0
  for (const write of writesOf([...series].map(([seriesId, samples]) => ({ seriesId, samples })))) {
    await house.telemetry.write(write)
    samples += write.reduce((sum, { samples }) => sum + samples.length, 0)
  }
  await noteSims(house, sims)
  const served = await newNetworks(house.ledger.reads, [...networks.values()])
  if (served.length > 0) await house.ledger.transact('note-networks', (tx) => noteNetworks(tx, served))
  tally.stored?.(samples)
  for (const outcome of ['stored', 'malformed', 'unknown-device'] as const)
    if (outcomes[outcome] > 0) tally.report(outcome, outcomes[outcome])
  for (const [reason, count] of setAside) tally.setAside(reason, count)
}

/** Notes the newest reported state of each SIM where it differs from what is known: most reports change nothing and cost no transaction. */
async function noteSims({ ledger }: House, sims: ReadonlyMap<string, { sim: WireSim; at: number }>): Promise<void> {
  if (sims.size === 0) return
  const known = await ledger.reads
    .selectFrom('sims')
    .select(['iccid', 'reported_balance_minor', 'reported_until'])
    .where('iccid', 'in', [...sims.keys()])
    .execute()
  const changed = known.flatMap((row) => {
    const seen = sims.get(row.iccid)
    const carried = seen && carriedBy(seen.sim)
    if (!seen || !carried) return []
    const same =
      'balanceMinor' in carried
        ? carried.balanceMinor === row.reported_balance_minor
        : carried.validUntil === row.reported_until
    return same ? [] : [{ iccid: row.iccid, carried, at: seen.at }]
  })
  if (changed.length === 0) return
  await ledger.transact('note-reported-sims', async (tx) => {
    for (const { iccid, carried, at } of changed) await noteReported(tx, iccid, carried, at)
  })
}
