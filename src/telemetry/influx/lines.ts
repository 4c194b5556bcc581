import { FIELDS, type Sample, type SeriesSamples } from '../telemetry.ts'
import { MEASUREMENT_OF, MEASUREMENTS, PRESENT_FIELD, SERIES_TAG, tagValue } from './layout.ts'

const GROUPS = MEASUREMENTS.map((measurement) => ({
  measurement,
  fields: FIELDS.filter((field) => MEASUREMENT_OF[field] === measurement),
}))

/**
 * Samples as line protocol, timestamps in milliseconds: one line for each measurement that a sample has fields of. ASCII alone, so that a line has as many bytes as characters.
 * @param lanes the lines of a series are all in one of so many lists
 */
export function linesOf(batch: readonly SeriesSamples[], lanes: number): string[][] {
  const lists: string[][] = Array.from({ length: lanes }, () => [])
  for (const { seriesId, samples } of batch) {
    const tag = tagValue(seriesId)
    const heads = GROUPS.map(({ measurement, fields }) => ({ head: `${measurement},${SERIES_TAG}=${tag} `, fields }))
    const lines = lists[laneOf(tag, lanes)]
    for (const sample of samples) for (const line of sampleLines(sample, heads)) lines?.push(line)
  }
  return lists
}

type Head = { head: string; fields: readonly (typeof FIELDS)[number][] }

function sampleLines(sample: Sample, heads: readonly Head[]): string[] {
  const lines: string[] = []
  for (const { head, fields } of heads) {
    let set = ''
    for (const field of fields) {
      const value = sample[field]
      if (value !== undefined) set += `${set === '' ? '' : ','}${field}=${value}`
    }
    if (set !== '') lines.push(`${head}${set} ${sample.at}`)
  }
  if (lines.length === 0) lines.push(`${heads.at(-1)?.head}${PRESENT_FIELD}=1 ${sample.at}`)
  return lines
}

/** FNV-1a, 32 bits: the same lane for a series as long as there are as many. */
function laneOf(tag: string, lanes: number): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < tag.length; at++) hash = Math.imul(hash ^ tag.charCodeAt(at), 0x01000193)
  return (hash >>> 0) % lanes
}
