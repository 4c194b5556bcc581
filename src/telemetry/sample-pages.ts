import type { Sample, TelemetryStore, TrackQuery } from './telemetry.ts'

/** Samples of a range page by page, oldest first; the next page is read when it is asked for, so that a slow reader holds one. @param query.limit samples of a page */
export async function* samplePages(
  store: Pick<TelemetryStore, 'samples'>,
  query: TrackQuery,
): AsyncGenerator<Sample[], void, void> {
  for (let from = query.from; from < query.to; ) {
    const page = await store.samples({ ...query, from })
    if (page.length > 0) yield page
    const last = page.at(-1)
    if (!last || page.length < query.limit) return
    from = last.at + 1
  }
}
