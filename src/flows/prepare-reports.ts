import type { ServedBy } from '../devices/note-network.ts'
import type { PlacedFrame } from '../inbox/inbox.ts'
import { nextTurn } from '../std/turn.ts'
import { type ClockOffset, timed, untimely } from '../telemetry/clock-offset.ts'
import { decodeReport } from '../telemetry/decode.ts'
import type { Sample } from '../telemetry/telemetry.ts'
import type { WireReport } from '../telemetry/wire.ts'
import type { SayingDevice, SimSaid } from './alarms/note-sims.ts'
import type { Heard, HeardDevice } from './alarms/watch-reports.ts'
import type { House } from './house.ts'

/** Frames decoded without a pause: a few milliseconds, in which no device is answered. */
const SLICE_FRAMES = 250

type Owned = {
  id: string
  serial: string
  intervals: { seriesId: string; from: number; until: number | null }[]
}
type Read = { serial: string; report: WireReport; receivedAt: number }

/** What a device said in a batch. */
export type SaidDevice = SayingDevice & HeardDevice

/** What a batch of report frames comes to, ready to be stored. */
export type PreparedReports = {
  series: ReadonlyMap<string, readonly Sample[]>
  /** What devices said, of their SIMs and else. */
  said: readonly SaidDevice[]
  /** By device. */
  networks: ReadonlyMap<string, ServedBy>
  /** Reports by what became of them. */
  outcomes: Readonly<Record<'stored' | 'malformed' | 'unknown-device', number>>
  /** Samples that cannot be used, by reason. */
  setAside: ReadonlyMap<string, number>
}

type Preparing = {
  series: Map<string, Sample[]>
  /** By device. */
  said: Map<string, { id: string; said: SimSaid[]; heard: Heard[] }>
  networks: Map<string, ServedBy>
  outcomes: Record<'stored' | 'malformed' | 'unknown-device', number>
  setAside: Map<string, number>
}

/** Decodes a batch of report frames, and gives each sample its true time and the series of whoever owned the device then. */
export async function prepareReports(house: House, frames: readonly PlacedFrame[]): Promise<PreparedReports> {
  const into: Preparing = {
    series: new Map(),
    said: new Map(),
    networks: new Map(),
    outcomes: { stored: 0, malformed: 0, 'unknown-device': 0 },
    setAside: new Map(),
  }
  const reads: Read[] = []
  for (const slice of slices(frames)) {
    if (reads.length > 0) await turn()
    for (const frame of slice) readInto(reads, frame, into)
  }
  const devices = await ownersOf(house, [...new Set(reads.map(({ serial }) => serial))])
  const offsets = await offsetsOf(house, reads, devices)
  let first = true
  for (const slice of slices(reads)) {
    if (!first) await turn()
    first = false
    for (const read of slice) placeInto(into, read, devices.get(read.serial), offsets.get(bootOf(read)))
  }
  return { ...into, said: [...into.said.values()] }
}

function readInto(reads: Read[], { source, payload, receivedAt }: PlacedFrame, into: Preparing): void {
  const decoded = decodeReport(payload)
  if (!decoded.ok) {
    into.outcomes.malformed++
    return
  }
  for (const { fault } of decoded.report.setAside) aside(into, fault.reason)
  reads.push({ serial: source.split('/')[2] ?? '', report: decoded.report, receivedAt })
}

function placeInto(
  into: Preparing,
  { report, receivedAt }: Read,
  device: Owned | undefined,
  offset: ClockOffset | undefined,
): void {
  into.outcomes[device ? 'stored' : 'unknown-device']++
  if (!device || !offset) return
  const { samples, setAside } = timed(report.samples, offset, receivedAt)
  for (const { reason } of setAside) aside(into, reason)
  for (const sample of samples) {
    const seriesId = seriesAt(device, sample.at)
    if (seriesId) grow(into.series, seriesId).push(sample)
    else aside(into, 'before-ownership')
  }
  const words = deviceIn(into, device.id)
  const { boot, seq } = report
  words.heard.push({ boot, seq, receivedAt, samples })
  for (const { t, sim, mcc, mnc = null } of report.samples) {
    if (!sim && mcc === undefined) continue
    const at = t * 1000 + offset.offset_ms
    if (untimely(at, receivedAt)) continue
    if (sim) words.said.push({ boot, seq, t, at, receivedAt, judged: !offset.clockWrong, sim })
    if (mcc !== undefined && at >= (into.networks.get(device.id)?.at ?? 0))
      into.networks.set(device.id, { deviceId: device.id, mcc, mnc, at })
  }
}

function deviceIn({ said }: Preparing, id: string): { said: SimSaid[]; heard: Heard[] } {
  const device = said.get(id) ?? { id, said: [], heard: [] }
  said.set(id, device)
  return device
}

/** By boot. The first message of one fixes its offset for all of them. */
async function offsetsOf(
  { telemetry }: House,
  reads: readonly Read[],
  devices: ReadonlyMap<string, Owned>,
): Promise<Map<string, ClockOffset>> {
  const firsts = new Map<string, Promise<ClockOffset>>()
  for (const read of reads) {
    const device = devices.get(read.serial)
    const boot = bootOf(read)
    if (!device || firsts.has(boot)) continue
    const { report, receivedAt } = read
    firsts.set(boot, telemetry.offsetFor(device.id, report.boot, { receivedAt, now: report.now }))
  }
  return new Map(await Promise.all([...firsts].map(async ([boot, offset]) => [boot, await offset] as const)))
}

function bootOf({ serial, report }: Read): string {
  return `${serial}:${report.boot}`
}

function* slices<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < items.length; from += SLICE_FRAMES) yield items.slice(from, from + SLICE_FRAMES)
}

function turn(): Promise<void> {
  return new Promise((resolve) => nextTurn(resolve))
}

function aside({ setAside }: Preparing, reason: string): void {
  setAside.set(reason, (setAside.get(reason) ?? 0) + 1)
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

function grow(series: Map<string, Sample[]>, seriesId: string): Sample[] {
  const samples = series.get(seriesId) ?? []
  series.set(seriesId, samples)
  return samples
}
