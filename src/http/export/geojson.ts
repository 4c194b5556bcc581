import { instantText } from '../../std/period.ts'
import { type Fix, SEGMENT_GAP_MS } from './fixes.ts'

/** Positions of one feature: a bound on memory. */
const LINE_POSITIONS_MAX = 1_000

/**
 * Positions as GeoJSON (RFC 7946): a FeatureCollection of lines of up to 1,000 positions with their instants in `times`; a line goes on in the next one from the same position,
 * and ends at a gap of 15 minutes, at the antimeridian (§3.1.9) and where the clock's offset (`clockOffsetMs`) changes. A position alone is a Point.
 */
export async function* geoJsonOf(pages: AsyncIterable<readonly Fix[]>): AsyncGenerator<string> {
  yield '{"type":"FeatureCollection","features":[\n'
  let line: Fix[] = []
  let written = 0
  const feature = (): string =>
    line.length === 0 ? '' : `${written++ === 0 ? '' : ',\n'}${JSON.stringify(featureOf(line))}`
  for await (const page of pages) {
    let text = ''
    for (const fix of page) {
      const last = line.at(-1)
      if (last && endsBetween(last, fix)) {
        text += feature()
        line = []
      } else if (last && line.length === LINE_POSITIONS_MAX) {
        text += feature()
        line = [last]
      }
      line.push(fix)
    }
    if (text !== '') yield text
  }
  yield `${feature()}\n]}\n`
}

function endsBetween(a: Fix, b: Fix): boolean {
  return b.at - a.at > SEGMENT_GAP_MS || Math.abs(b.lon - a.lon) > 180 || a.clk !== b.clk
}

function featureOf(line: readonly Fix[]): object {
  const positions = line.map(({ lon, lat, alt }) => (alt === undefined ? [lon, lat] : [lon, lat, alt]))
  const [first] = line
  const geometry =
    positions.length === 1
      ? { type: 'Point', coordinates: positions[0] }
      : { type: 'LineString', coordinates: positions }
  const clock = first?.clk === undefined ? {} : { clockOffsetMs: first.clk }
  return { type: 'Feature', geometry, properties: { times: line.map(({ at }) => instantText(at)), ...clock } }
}
