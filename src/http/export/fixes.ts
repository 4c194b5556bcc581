import { simplifier } from '../../telemetry/simplify.ts'
import type { Sample } from '../../telemetry/telemetry.ts'

/** A sample that has a position. */
export type Fix = Sample & { lat: number; lon: number }

/** Positions further apart in time than this belong to two segments: between them nobody knows. */
export const SEGMENT_GAP_MS = 15 * 60_000

/** The positions among samples, simplified, page by page. @param tolerance_m 0 = all of them */
export async function* fixPages(pages: AsyncIterable<readonly Sample[]>, tolerance_m: number): AsyncGenerator<Fix[]> {
  const { take, end } = simplifier<Fix>(tolerance_m)
  let before: Fix | null = null
  for await (const page of pages) {
    const kept: Fix[] = []
    for (const sample of page) {
      const { lat, lon } = sample
      if (lat === undefined || lon === undefined) continue
      const fix = { ...sample, lat, lon }
      // A segment is simplified by itself: its ends stay.
      if (before && fix.at - before.at > SEGMENT_GAP_MS) kept.push(...end())
      kept.push(...take(fix))
      before = fix
    }
    yield kept
  }
  yield end()
}
