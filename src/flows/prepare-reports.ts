import type { ServedBy } from '../devices/note-network.ts'
import type { Frames, PlacedFrame } from '../inbox/inbox.ts'
import { nextTurn } from '../std/turn.ts'
import { type ClockOffset, timed, untimely } from '../telemetry/clock-offset.ts'
import { decodeReport } from '../telemetry/decode.ts'
import { SampleRows } from '../telemetry/packed.ts'
import type { WireReport, WireSample } from '../telemetry/wire.ts'
import type { SayingDevice, SimSaid } from './alarms/note-sims.ts'
import type { Heard, HeardDevice } from './alarms/watch-reports.ts'
import type { House } from './house.ts'

/**
 * Frames dealt with without a pause: a few milliseconds, in which no device is answered. What they were decoded into is garbage then, while it is young; all of a batch at
 * once would be copied from one generation of the heap into the next, which cost as much as decoding.
 */
const SLICE_FRAMES = 250

type Interval = { seriesId: string; from: number; until: number | null }
/** `intervals`: oldest first. */
type Owned = { id: string; intervals: Interval[] }
type Read = { report: WireReport; receivedAt: number }

/** What a device said in a batch. */
export type SaidDevice = SayingDevice & HeardDevice

/** What a batch of report frames comes to, ready to be stored. */
export type PreparedReports = {
  /** By series. */
  series: ReadonlyMap<string, SampleRows>
  /** What devices said, of their SIMs and else. */
  said: readonly SaidDevice[]
  /** By device. */
  networks: ReadonlyMap<string, ServedBy>
  /** Reports by what became of them. */
  outcomes: Readonly<Record<'stored' | 'malformed' | 'unknown-device', number>>
  /** Samples that cannot be used, by reason. */
  setAside: ReadonlyMap<string, number>
}

/** What is known of the devices of a batch: asked once, so that all of it is judged alike. */
type Known = {
  /** By serial; null: nobody knows it. */
  devices: Map<string, Owned | null>
  /** By device and boot. */
  offsets: Map<string, Map<number, ClockOffset>>
}

type Preparing = {
  series: Map<string, SampleRows>
  /** By device. */
  said: Map<string, { id: string; said: SimSaid[]; heard: Heard[] }>
  networks: Map<string, ServedBy>
  outcomes: Record<'stored' | 'malformed' | 'unknown-device', number>
  setAside: Map<string, number>
}

/** Decodes a batch of report frames, and gives each sample its true time and the series of whoever owned the device then. */
export async function prepareReports(house: House, frames: Frames): Promise<PreparedReports> {
  const into: Preparing = {
    series: new Map(),
    said: new Map(),
    networks: new Map(),
    outcomes: { stored: 0, malformed: 0, 'unknown-device': 0 },
    setAside: new Map(),
  }
  const known: Known = { devices: new Map(), offsets: new Map() }
  for (let from = 0; from < frames.length; from += SLICE_FRAMES) {
    if (from > 0) await turn()
    const bySerial = new Map<string, Read[]>()
    for (let at = from; at < Math.min(from + SLICE_FRAMES, frames.length); at++)
      readInto(bySerial, frames.at(at)!, into)
    await learn(house, known, bySerial)
    for (const [serial, reads] of bySerial) {
      const device = known.devices.get(serial)
      into.outcomes[device ? 'stored' : 'unknown-device'] += reads.length
      if (device) placeInto(into, reads, device, known.offsets.get(device.id))
    }
  }
  return { ...into, said: [...into.said.values()] }
}

function readInto(bySerial: Map<string, Read[]>, { source, payload, receivedAt }: PlacedFrame, into: Preparing): void {
  const decoded = decodeReport(payload)
  if (!decoded.ok) {
    into.outcomes.malformed++
    return
  }
  for (const { fault } of decoded.report.setAside) aside(into, fault.reason)
  grow(bySerial, serialIn(source)).push({ report: decoded.report, receivedAt })
}

/** The level behind the family's: `v1/collars/IMEI/report`. */
function serialIn(topic: string): string {
  const from = topic.indexOf('/', topic.indexOf('/') + 1) + 1
  const to = topic.indexOf('/', from)
  return topic.slice(from, to === -1 ? undefined : to)
}

function placeInto(
  into: Preparing,
  reads: readonly Read[],
  device: Owned,
  offsets: ReadonlyMap<number, ClockOffset> | undefined,
): void {
  const words = deviceIn(into, device.id)
  for (const { report, receivedAt } of reads) {
    const { boot, seq } = report
    const offset = offsets?.get(boot)
    if (!offset) continue
    placeSamples(into, words.heard, device, { boot, seq, receivedAt }, report.samples, offset)
    for (const { t, sim, mcc, mnc = null } of report.samples) {
      if (!sim && mcc === undefined) continue
      const at = t * 1000 + offset.offset_ms
      if (untimely(at, receivedAt)) continue
      if (sim) words.said.push({ boot, seq, t, at, receivedAt, judged: !offset.clockWrong, sim })
      if (mcc !== undefined && at >= (into.networks.get(device.id)?.at ?? 0))
        into.networks.set(device.id, { deviceId: device.id, mcc, mnc, at })
    }
  }
}

/** Each sample into the series of whoever owned the device then; what was heard is told in runs, one for each series. */
function placeSamples(
  into: Preparing,
  heard: Heard[],
  device: Owned,
  report: Pick<Heard, 'boot' | 'seq' | 'receivedAt'>,
  samples: readonly WireSample[],
  offset: ClockOffset,
): void {
  let run = null as Heard | null
  for (const measured of samples) {
    const sample = timed(measured, offset, report.receivedAt)
    const seriesId = typeof sample === 'string' ? null : seriesAt(device, sample.at)
    if (typeof sample === 'string' || seriesId === null) {
      aside(into, typeof sample === 'string' ? sample : 'before-ownership')
      continue
    }
    const rows = rowsOf(into, seriesId)
    if (run?.rows !== rows) {
      const { boot, seq, receivedAt } = report
      run = { boot, seq, receivedAt, rows, from: rows.length, to: rows.length }
      heard.push(run)
    }
    rows.add(sample)
    run.to = rows.length
  }
  // A report is heard, whatever can be used of it.
  if (!run) heard.push({ ...report, rows: new SampleRows(), from: 0, to: 0 })
}

function rowsOf({ series }: Preparing, seriesId: string): SampleRows {
  let rows = series.get(seriesId)
  if (!rows) {
    rows = new SampleRows()
    series.set(seriesId, rows)
  }
  return rows
}

function deviceIn({ said }: Preparing, id: string): { said: SimSaid[]; heard: Heard[] } {
  const device = said.get(id) ?? { id, said: [], heard: [] }
  said.set(id, device)
  return device
}

/** Asks for what is not known yet. The first message of a boot fixes its offset for all of them. */
async function learn(house: House, known: Known, bySerial: ReadonlyMap<string, readonly Read[]>): Promise<void> {
  const strange = [...bySerial.keys()].filter((serial) => !known.devices.has(serial))
  if (strange.length > 0) {
    const owned = await ownersOf(house, strange)
    for (const serial of strange) known.devices.set(serial, owned.get(serial) ?? null)
  }
  const asked: Promise<void>[] = []
  for (const [serial, reads] of bySerial) {
    const device = known.devices.get(serial)
    if (!device) continue
    const offsets = known.offsets.get(device.id) ?? new Map<number, ClockOffset>()
    known.offsets.set(device.id, offsets)
    const firsts = new Set<number>()
    for (const { report, receivedAt } of reads) {
      const { boot, now } = report
      if (offsets.has(boot) || firsts.has(boot)) continue
      firsts.add(boot)
      const seen = { receivedAt, now }
      asked.push(house.telemetry.offsetFor(device.id, boot, seen).then((offset) => void offsets.set(boot, offset)))
    }
  }
  await Promise.all(asked)
}

function turn(): Promise<void> {
  return new Promise((resolve) => nextTurn(resolve))
}

function aside({ setAside }: Preparing, reason: string): void {
  setAside.set(reason, (setAside.get(reason) ?? 0) + 1)
}

async function ownersOf({ ledger }: House, serials: readonly string[]): Promise<Map<string, Owned>> {
  const owned = new Map<string, Owned>()
  const rows = await ledger.reads
    .selectFrom('devices')
    .innerJoin('ownerships', 'ownerships.device_id', 'devices.id')
    .select(['devices.id', 'devices.serial', 'ownerships.series_id', 'ownerships.from_at', 'ownerships.until_at'])
    .where('devices.serial', 'in', serials)
    .orderBy('ownerships.from_at')
    .execute()
  for (const row of rows) {
    const device = owned.get(row.serial) ?? { id: row.id, intervals: [] }
    device.intervals.push({ seriesId: row.series_id, from: row.from_at, until: row.until_at })
    owned.set(row.serial, device)
  }
  return owned
}

/** A sample from before the first owner belongs to the first one: a collar may have been switched on in the shop. */
function seriesAt({ intervals }: Owned, at: number): string | null {
  const holds = intervals.find(({ from, until }) => from <= at && (until === null || at < until))
  return (holds ?? (at < (intervals[0]?.from ?? 0) ? intervals[0] : undefined))?.seriesId ?? null
}

function grow<T>(lists: Map<string, T[]>, key: string): T[] {
  let list = lists.get(key)
  if (!list) {
    list = []
    lists.set(key, list)
  }
  return list
}
