import { newNetworks, noteNetworks, type ServedBy } from '../devices/note-network.ts'
import type { PlacedFrame } from '../inbox/inbox.ts'
import { noteReported } from '../sims/sims.ts'
import { timed, untimely } from '../telemetry/clock-offset.ts'
import { decodeReport } from '../telemetry/decode.ts'
import { writesOf } from '../telemetry/split.ts'
import type { Sample } from '../telemetry/telemetry.ts'
import type { WireReport, WireSim } from '../telemetry/wire.ts'
import type { House } from './house.ts'
import { carriedBy } from './note-event.ts'

/** Counts by stable names, for metrics. */
export type IngestTally = {
  report(outcome: 'stored' | 'malformed' | 'unknown-device'): void
  setAside(reason: string, samples: number): void
  stored?(samples: number): void
}

type Read = { serial: string; report: WireReport; receivedAt: number }
type Owned = { id: string; serial: string; intervals: { seriesId: string; from: number; until: number | null }[] }

/** Puts a batch of report frames into telemetry, each sample into the series of whoever owned the device at the sample's own time. */
export async function storeReports(house: House, frames: readonly PlacedFrame[], tally: IngestTally): Promise<void> {
  const reads: Read[] = []
  for (const { source, payload, receivedAt } of frames) {
    const decoded = decodeReport(payload)
    if (!decoded.ok) {
      tally.report('malformed')
      continue
    }
    for (const { fault } of decoded.report.setAside) tally.setAside(fault.reason, 1)
    reads.push({ serial: source.split('/')[2] ?? '', report: decoded.report, receivedAt })
  }
  const devices = await ownersOf(house, [...new Set(reads.map(({ serial }) => serial))])
  const series = new Map<string, Sample[]>()
  const sims = new Map<string, { sim: WireSim; at: number }>()
  const networks = new Map<string, ServedBy>()
  const offsets = await Promise.all(
    reads.map(({ serial, report, receivedAt }) => {
      const device = devices.get(serial)
      return device && house.telemetry.offsetFor(device.id, report.boot, { receivedAt, now: report.now })
    }),
  )
  for (const [at, { serial, report, receivedAt }] of reads.entries()) {
    const device = devices.get(serial)
    const offset = offsets[at]
    tally.report(device ? 'stored' : 'unknown-device')
    if (!device || !offset) continue
    const { samples, setAside } = timed(report.samples, offset, receivedAt)
    for (const { reason } of setAside) tally.setAside(reason, 1)
    for (const sample of samples) {
      const seriesId = seriesAt(device, sample.at)
      if (seriesId) grow(series, seriesId).push(sample)
      else tally.setAside('before-ownership', 1)
    }
    for (const { t, sim, mcc, mnc = null } of report.samples) {
      const at = t * 1000 + offset.offset_ms
      if (untimely(at, receivedAt)) continue
      if (sim && at >= (sims.get(sim.iccid)?.at ?? 0)) sims.set(sim.iccid, { sim, at })
      if (mcc !== undefined && at >= (networks.get(device.id)?.at ?? 0))
        networks.set(device.id, { deviceId: device.id, mcc, mnc, at })
    }
  }
  for (const write of writesOf([...series].map(([seriesId, samples]) => ({ seriesId, samples })))) {
    await house.telemetry.write(write)
    tally.stored?.(write.reduce((sum, { samples }) => sum + samples.length, 0))
  }
  await noteSims(house, sims)
  const served = await newNetworks(house.ledger.reads, [...networks.values()])
  if (served.length > 0) await house.ledger.transact('note-networks', (tx) => noteNetworks(tx, served))
}

async function ownersOf({ ledger }: House, serials: readonly string[]): Promise<Map<string, Owned>> {
  const owned = new Map<string, Owned>()
  if (serials.length === 0) return owned
  const rows = await ledger.reads
    .selectFrom('devices')
    .innerJoin('ownerships', 'ownerships.device_id', 'devices.id')
    .select(['devices.id', 'devices.serial', 'ownerships.series_id', 'ownerships.from_at', 'ownerships.until_at'])
    .where('devices.serial', 'in', serials)
    .execute()
  for (const row of rows) {
    const device = owned.get(row.serial) ?? { id: row.id, serial: row.serial, intervals: [] }
    device.intervals.push({ seriesId: row.series_id, from: row.from_at, until: row.until_at })
    owned.set(row.serial, device)
  }
  return owned
}

/** A sample from before the first owner belongs to the first one: a collar may have been switched on in the shop. */
function seriesAt(device: Owned, at: number): string | null {
  const intervals = [...device.intervals].sort((a, b) => a.from - b.from)
  const holds = intervals.find(({ from, until }) => from <= at && (until === null || at < until))
  return (holds ?? (at < (intervals[0]?.from ?? 0) ? intervals[0] : undefined))?.seriesId ?? null
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

function grow(series: Map<string, Sample[]>, seriesId: string): Sample[] {
  const samples = series.get(seriesId) ?? []
  series.set(seriesId, samples)
  return samples
}
