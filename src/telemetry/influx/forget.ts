import { TelemetryAway } from '../away.ts'
import type { Ask } from './ask.ts'
import { influxQl } from './ask.ts'
import { AT_MS_MAX, MEASUREMENTS, rolledUp, SERIES_TAG, tagValue, WINDOW_MS } from './layout.ts'
import type { InfluxPlace } from './place.ts'
import { ofSeries, span } from './read.ts'
import type { Generation } from './server.ts'

/** What is to go: a series, or what is older. */
export type Forgotten = { seriesId: string } | { olderThan: number }

/**
 * Deletes points in the generation's own way: 1.x by InfluxQL, 2.x by its own interface, since its InfluxQL deletes nothing.
 * @param signal breaks it off between two measurements, with its reason
 * @returns false where the generation cannot: InfluxDB 3 deletes by its database's retention alone
 */
export async function forget(
  ask: Ask,
  place: InfluxPlace,
  generation: Generation,
  what: Forgotten,
  signal?: AbortSignal,
): Promise<boolean> {
  if (generation === 3) return false
  for (const measurement of MEASUREMENTS) {
    signal?.throwIfAborted()
    await forgetIn(measurement, what)
    await forgetIn(rolledUp(measurement), wholeHours(what))
  }
  return true

  async function forgetIn(measurement: string, which: Forgotten): Promise<void> {
    if (generation === 2) return await deleteByPredicate(ask, place, measurement, which)
    const where = 'seriesId' in which ? ofSeries(which.seriesId) : span(0, which.olderThan)
    await influxQl(ask, place.bucket, `DELETE FROM "${measurement}" WHERE ${where}`)
  }
}

/** The sum of an hour that is cut stays: part of what it sums up does. */
function wholeHours(what: Forgotten): Forgotten {
  return 'seriesId' in what ? what : { olderThan: Math.floor(what.olderThan / WINDOW_MS) * WINDOW_MS }
}

/** `POST /api/v2/delete`: start and stop, both within the range, and a predicate over measurement and tags. */
async function deleteByPredicate(
  ask: Ask,
  { org, bucket }: InfluxPlace,
  measurement: string,
  what: Forgotten,
): Promise<void> {
  const stop_ms = 'olderThan' in what ? what.olderThan - 1 : AT_MS_MAX
  if (stop_ms < 0) return
  const ofTag = 'seriesId' in what ? ` AND ${SERIES_TAG}="${tagValue(what.seriesId)}"` : ''
  const { status } = await ask({
    method: 'POST',
    path: `/api/v2/delete?org=${encodeURIComponent(org ?? '')}&bucket=${encodeURIComponent(bucket)}`,
    type: 'application/json',
    body: JSON.stringify({
      start: '1970-01-01T00:00:00Z',
      stop: new Date(Math.min(stop_ms, AT_MS_MAX)).toISOString(),
      predicate: `_measurement="${measurement}"${ofTag}`,
    }),
  })
  if (status < 200 || status >= 300) throw new TelemetryAway(`InfluxDB answered ${status} to a deletion`)
}
