import { checkRow } from '../limits.ts'
import { FIELDS, PACKED_WIDTH, type PackedSamples } from '../telemetry.ts'
import { MEASUREMENT_OF, MEASUREMENTS, PRESENT_FIELD, SERIES_TAG, tagValue } from './layout.ts'

/** A field by its place among a packed sample's numbers. @property key as it stands in a line behind another */
type Column = { place: number; key: string }

const GROUPS = MEASUREMENTS.map((measurement) => ({
  measurement,
  columns: FIELDS.flatMap((field, index): Column[] =>
    MEASUREMENT_OF[field] === measurement ? [{ place: 1 + index, key: `,${field}=` }] : [],
  ),
}))

/**
 * Samples as line protocol, timestamps in milliseconds: one line for each measurement that a sample has fields of. ASCII alone, so that a line has as many bytes as characters.
 * They are read where they are packed: an object for each would cost as much as its line.
 * @param lanes the lines of a series are all in one of so many lists
 * @throws RangeError for a sample with anything but whole times, and whole numbers where they are counted
 */
export function linesOf({ seriesIds, counts, values }: PackedSamples, lanes: number): string[][] {
  const lists: string[][] = Array.from({ length: lanes }, () => [])
  let from = 0
  for (const [index, seriesId] of seriesIds.entries()) {
    const tag = tagValue(seriesId)
    const heads = GROUPS.map(({ measurement, columns }) => ({
      head: `${measurement},${SERIES_TAG}=${tag} `,
      columns,
    }))
    const lines = lists[laneOf(tag, lanes)] ?? []
    for (const to = from + (counts[index] ?? 0) * PACKED_WIDTH; from < to; from += PACKED_WIDTH)
      sampleLines(values, from, heads, lines)
  }
  return lists
}

type Head = { head: string; columns: readonly Column[] }

function sampleLines(values: Float64Array, from: number, heads: readonly Head[], into: string[]): void {
  checkRow(values, from)
  const at = values[from]
  const before = into.length
  for (const { head, columns } of heads) {
    let set = ''
    for (const { place, key } of columns) {
      const value = values[from + place] ?? Number.NaN
      if (!Number.isNaN(value)) set += key + value
    }
    if (set !== '') into.push(`${head}${set.slice(1)} ${at}`)
  }
  if (into.length === before) into.push(`${heads.at(-1)?.head}${PRESENT_FIELD}=1 ${at}`)
}

/** FNV-1a, 32 bits: the same lane for a series as long as there are as many. */
function laneOf(tag: string, lanes: number): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < tag.length; at++) hash = Math.imul(hash ^ tag.charCodeAt(at), 0x01000193)
  return (hash >>> 0) % lanes
}
