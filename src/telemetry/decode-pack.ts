import type { Members } from '../std/members.ts'
import type { PayloadObject, PayloadValue } from '../std/payload.ts'

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

/**
 * The samples of a `pack`, as if they had stood in `samples`: members of each, for `readSample` to judge. A column that cannot be read is a fault of `members`, and
 * then what is given says nothing.
 */
export function unpack(members: Members, samples_max: number): Members[] {
  const pack = members.object('pack')
  const times = pack.list('t', samples_max).length > 0 ? column(pack, 't', samples_max, 1) : []
  if (times.includes(undefined)) pack.refuse('wrong-type', 't')
  const rows = times.map((t): Record<string, PayloadValue> => Object.assign(Object.create(null), { t: t ?? 0 }))
  for (const [name, perUnit] of Object.entries(PER_UNIT)) {
    if (!pack.has(name)) continue
    for (const [at, value] of column(pack, name, rows.length, perUnit).entries()) {
      const row = rows[at]
      if (row && value !== undefined) row[name] = value
    }
  }
  for (const name of AS_THEY_ARE) {
    if (!pack.has(name)) continue
    for (const [at, value] of pack.listOrEmpty(name, rows.length).entries()) {
      const row = rows[at]
      if (row && value !== null) row[name] = value
    }
  }
  if (pack.fault) members.refuse(pack.fault.reason, pack.fault.member)
  return rows.map((row: PayloadObject) => members.within(row))
}

/** A column's values; undefined where it says that there is none. */
function column(pack: Members, name: string, length_max: number, perUnit: number): (number | undefined)[] {
  let sum = 0
  return pack.listOrEmpty(name, length_max).map((step) => {
    if (step === null) return undefined
    if (typeof step !== 'number' || !Number.isInteger(step)) {
      pack.refuse(typeof step === 'bigint' ? 'out-of-range' : 'wrong-type', name)
      return undefined
    }
    sum += step
    if (!Number.isSafeInteger(sum)) pack.refuse('out-of-range', name)
    // One correctly rounded division: the same number as the decimal text in JSON (IEEE 754 §4.3).
    return sum / perUnit
  })
}
