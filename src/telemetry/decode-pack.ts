import type { Members } from '../std/members.ts'
import type { PayloadValue } from '../std/payload.ts'
import { UNIX_S_MAX } from '../std/uplink.ts'
import { readSample } from './decode-sample.ts'
import { MEASURED, type Measured, type SetAside, type WireSample } from './wire.ts'

/** How many of a column's units make one of the member's (docs/protocol/collar.md §3, packed samples). */
const PER_UNIT = {
  lat: 1_000_000,
  lon: 1_000_000,
  acc: 10,
  alt: 10,
  spd: 100,
  crs: 10,
  bat: 10,
  rssi: 1,
  bytes: 1,
  mcc: 1,
} as const
/** Columns without differences. */
const AS_THEY_ARE = ['sim', 'mnc'] as const
const MEASURED_NAMES = Object.keys(MEASURED) as Measured[]

/** Numbers of each sample; NaN where there is none. */
type Columns = Partial<Record<keyof typeof PER_UNIT, Float64Array>>
type Judged = { name: Measured; values: Float64Array; min: number; max: number }
type Table = {
  t: Float64Array
  columns: Columns
  /** Those of `columns` that are measured. */
  measured: readonly Judged[]
  asTheyAre: readonly [name: string, values: readonly PayloadValue[]][]
}

/**
 * The samples of a `pack`, judged as if they had stood in `samples`. A column that cannot be read is a fault of `members`, and then what is given says nothing.
 */
export function readPack(members: Members, samples_max: number): { samples: WireSample[]; setAside: SetAside[] } {
  const read: { samples: WireSample[]; setAside: SetAside[] } = { samples: [], setAside: [] }
  const table = tableOf(members, samples_max)
  if (members.fault) return read
  for (let at = 0; at < table.t.length; at++) {
    const plain = plainSample(table, at)
    if (plain) {
      read.samples.push(plain)
      continue
    }
    const row = members.within(rowOf(table, at))
    const sample = readSample(row)
    if (row.fault) read.setAside.push({ index: at, fault: row.fault })
    else read.samples.push(sample)
  }
  return read
}

function tableOf(members: Members, samples_max: number): Table {
  const pack = members.object('pack')
  const listed = pack.list('t', samples_max)
  const t = listed.length > 0 ? column(pack, 't', listed, listed.length, 1) : new Float64Array()
  if (t.some(Number.isNaN)) pack.refuse('wrong-type', 't')
  const columns: Columns = {}
  for (const name of Object.keys(PER_UNIT) as (keyof typeof PER_UNIT)[]) {
    if (!pack.has(name)) continue
    columns[name] = column(pack, name, pack.listOrEmpty(name, t.length), t.length, PER_UNIT[name])
  }
  const asTheyAre = AS_THEY_ARE.filter((name) => pack.has(name)).map((name): Table['asTheyAre'][number] => [
    name,
    pack.listOrEmpty(name, t.length),
  ])
  if (pack.fault) members.refuse(pack.fault.reason, pack.fault.member)
  const measured = MEASURED_NAMES.flatMap((name): Judged[] => {
    const values = columns[name]
    return values ? [{ name, values, min: MEASURED[name].min, max: MEASURED[name].max }] : []
  })
  return { t, columns, measured, asTheyAre }
}

/** A column's values; NaN where it says that there is none, and where it ends early. */
function column(
  pack: Members,
  name: string,
  steps: readonly PayloadValue[],
  length: number,
  perUnit: number,
): Float64Array {
  const values = new Float64Array(length).fill(Number.NaN)
  let sum = 0
  for (let at = 0; at < steps.length; at++) {
    const step = steps[at]
    if (step === null) continue
    if (typeof step !== 'number' || !Number.isInteger(step)) {
      pack.refuse(typeof step === 'bigint' ? 'out-of-range' : 'wrong-type', name)
      continue
    }
    sum += step
    if (!Number.isSafeInteger(sum)) pack.refuse('out-of-range', name)
    // One correctly rounded division: the same number as the decimal text in JSON (IEEE 754 §4.3).
    values[at] = sum / perUnit
  }
  return values
}

/**
 * A sample that measured and holds nothing wrong, as nearly all do, without an object in between: this is most of what a device costs that empties its memory. Null: it
 * is for `readSample` to say what is wrong, and to read what is no number.
 */
function plainSample({ t, columns, measured, asTheyAre }: Table, at: number): WireSample | null {
  for (const [, values] of asTheyAre) if (values[at] !== undefined && values[at] !== null) return null
  if (columns.mcc && !Number.isNaN(columns.mcc[at])) return null
  const seconds = t[at] ?? Number.NaN
  if (!(seconds >= 0 && seconds <= UNIX_S_MAX)) return null
  const sample: WireSample = { t: seconds }
  const lat = columns.lat?.[at] ?? Number.NaN
  const lon = columns.lon?.[at] ?? Number.NaN
  if (!Number.isNaN(lat) || !Number.isNaN(lon)) {
    if (!(lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180)) return null
    sample.lat = lat
    sample.lon = lon
  }
  for (const { name, values, min, max } of measured) {
    const value = values[at] ?? Number.NaN
    if (value >= min && value <= max) sample[name] = value
    else if (!Number.isNaN(value)) return null
  }
  return sample
}

function rowOf({ t, columns, asTheyAre }: Table, at: number): Record<string, PayloadValue> {
  const row: Record<string, PayloadValue> = Object.assign(Object.create(null), { t: t[at] ?? 0 })
  for (const [name, values] of Object.entries(columns)) {
    const value = values[at] ?? Number.NaN
    if (!Number.isNaN(value)) row[name] = value
  }
  for (const [name, values] of asTheyAre) {
    const value = values[at]
    if (value !== undefined && value !== null) row[name] = value
  }
  return row
}
