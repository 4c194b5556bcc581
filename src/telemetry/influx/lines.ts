import { checkRow } from '../limits.ts'
import { FIELDS, PACKED_WIDTH, type PackedSamples } from '../telemetry.ts'
import type { Batch } from './batch.ts'
import { MEASUREMENT_OF, MEASUREMENTS, PRESENT_FIELD, SERIES_TAG, tagValue } from './layout.ts'
import type { InfluxLimits } from './limits.ts'

/** A field by its place among a packed sample's numbers. @property key as it stands in a line behind another */
type Column = { place: number; key: string }

const GROUPS = MEASUREMENTS.map((measurement) => ({
  measurement,
  columns: FIELDS.flatMap((field, index): Column[] =>
    MEASUREMENT_OF[field] === measurement ? [{ place: 1 + index, key: `,${field}=` }] : [],
  ),
}))

/** Of the longest line: every field a number of 24 characters behind its name, and the longest tag, each of its characters escaped. */
const LINE_BYTES_MAX = 1_024

/**
 * Makes samples line protocol, timestamps in milliseconds: one line for each measurement that a sample has fields of. The lines of a series are all in one of
 * `limits.lanes` lists, and each list is cut into batches that keep the limits.
 * Samples are read where they are packed, and lines put into bytes one by one: what is made for a line is forgotten with it.
 * @returns a function that makes a write's lines. It throws RangeError, and makes none, for a sample with anything but whole times and finite numbers, whole ones where they are counted
 */
export function lineMaker(limits: InfluxLimits): (packed: PackedSamples) => Batch[][] {
  const lanes = Array.from({ length: limits.lanes }, () => collector(limits))
  return ({ seriesIds, counts, values }) => {
    for (let from = 0; from < values.length; from += PACKED_WIDTH) checkRow(values, from)
    let from = 0
    for (const [index, seriesId] of seriesIds.entries()) {
      const tag = tagValue(seriesId)
      const heads = GROUPS.map(({ measurement, columns }) => ({
        head: `${measurement},${SERIES_TAG}=${tag} `,
        columns,
      }))
      const lane = lanes[laneOf(tag, limits.lanes)]
      for (const to = from + (counts[index] ?? 0) * PACKED_WIDTH; from < to; from += PACKED_WIDTH)
        if (lane) sampleLines(values, from, heads, lane.add)
    }
    return lanes.map(({ take }) => take())
  }
}

type Head = { head: string; columns: readonly Column[] }

function sampleLines(values: Float64Array, from: number, heads: readonly Head[], add: (line: string) => void): void {
  const at = values[from]
  let lines = 0
  for (const { head, columns } of heads) {
    let set = ''
    for (const { place, key } of columns) {
      const value = values[from + place] ?? Number.NaN
      if (!Number.isNaN(value)) set += key + value
    }
    if (set === '') continue
    add(`${head}${set.slice(1)} ${at}`)
    lines++
  }
  if (lines === 0) add(`${heads.at(-1)?.head}${PRESENT_FIELD}=1 ${at}`)
}

/** Lines in bytes that are used again for the next batch. */
function collector({ batchPoints_max, batchBytes_max }: InfluxLimits) {
  const bytes = Buffer.allocUnsafeSlow(batchBytes_max + LINE_BYTES_MAX)
  let end = 0
  let points = 0
  let batches: Batch[] = []
  const close = (): void => {
    if (points > 0) batches.push({ text: bytes.toString('latin1', 0, end), points })
    end = 0
    points = 0
  }
  return {
    add(line: string): void {
      if (points === batchPoints_max || end + line.length + 1 > batchBytes_max) close()
      if (points > 0) end += bytes.write('\n', end, 'latin1')
      end += bytes.write(line, end, 'latin1')
      points++
    },
    take(): Batch[] {
      close()
      const taken = batches
      batches = []
      return taken
    },
  }
}

/** FNV-1a, 32 bits: the same lane for a series as long as there are as many. */
function laneOf(tag: string, lanes: number): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < tag.length; at++) hash = Math.imul(hash ^ tag.charCodeAt(at), 0x01000193)
  return (hash >>> 0) % lanes
}
