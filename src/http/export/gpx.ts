import { instantText } from '../../std/period.ts'
import { xmlText } from '../../std/xml.ts'
import { type Fix, SEGMENT_GAP_MS } from './fixes.ts'

/**
 * Positions as GPX 1.1 (https://www.topografix.com/GPX/1/1/): one track, a segment for each stretch without a gap of 15 minutes. A time that was corrected says so in `cmt`.
 * @param name of the track: any text
 */
export async function* gpxOf(pages: AsyncIterable<readonly Fix[]>, name: string): AsyncGenerator<string> {
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="Koppel" xmlns="http://www.topografix.com/GPX/1/1"><trk><name>${xmlText(name)}</name>\n`
  let last: number | null = null
  for await (const page of pages) {
    let text = ''
    for (const fix of page) {
      if (last === null) text += '<trkseg>\n'
      else if (fix.at - last > SEGMENT_GAP_MS) text += '</trkseg>\n<trkseg>\n'
      text += trackPoint(fix)
      last = fix.at
    }
    if (text !== '') yield text
  }
  yield `${last === null ? '' : '</trkseg>\n'}</trk></gpx>\n`
}

/** Elements in the order of the schema's `wptType`. */
function trackPoint({ at, lat, lon, alt, clk }: Fix): string {
  const ele = alt === undefined ? '' : `<ele>${decimal(alt, 2)}</ele>`
  const comment = clk === undefined ? '' : `<cmt>clock was wrong: ${clk} ms added</cmt>`
  // A longitude of 180 is none of the schema's: it ends before.
  return `<trkpt lat="${decimal(lat, 7)}" lon="${decimal(lon === 180 ? -180 : lon, 7)}">${ele}<time>${instantText(at)}</time>${comment}</trkpt>\n`
}

/** xsd:decimal has no exponents; seven digits of a degree are a centimetre. */
function decimal(value: number, digits: number): string {
  return value.toFixed(digits).replace(/\.?0+$/, '')
}
