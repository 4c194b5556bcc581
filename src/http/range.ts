import { Temporal } from 'temporal-polyfill'
import { Type } from 'typebox'
import { HTTP_LIMITS } from './limits.ts'
import { InvalidRequest } from './problem/invalid-request.ts'
import { instantAt } from './query.ts'

const DAY_MS = 86_400_000

export const RangeQuery = Type.Object({
  from: Type.Optional(Type.String({ description: 'Instant; absent: 24 hours before `to`' })),
  to: Type.Optional(Type.String({ description: 'Instant, exclusive; absent: now' })),
})
export const Tolerance = Type.Optional(
  Type.Number({
    minimum: 0,
    maximum: 10_000,
    description:
      'Metres: positions that lie no farther from the line between their neighbours are left out; absent: none',
  }),
)

/** The range of a query, milliseconds since 1970. @throws InvalidRequest */
export function rangeOf(query: { from?: string; to?: string }, now: number): { from: number; to: number } {
  const to = query.to === undefined ? now : instantAt('/querystring/to', query.to)
  const from = query.from === undefined ? to - DAY_MS : instantAt('/querystring/from', query.from)
  if (from > to) throw new InvalidRequest({ path: '/querystring/from', message: 'must not be after `to`' })
  return { from, to }
}

/** As `rangeOf`, of a year at most: everything in it is read. @throws InvalidRequest */
export function boundedRangeOf(query: { from?: string; to?: string }, now: number): { from: number; to: number } {
  const range = rangeOf(query, now)
  if (range.to - range.from <= HTTP_LIMITS.rangeDays_max * DAY_MS) return range
  const message = `must be at most ${HTTP_LIMITS.rangeDays_max} days before \`to\``
  throw new InvalidRequest({ path: '/querystring/from', message })
}

/** Exact units only: a month has no fixed length. @throws InvalidRequest */
export function duration_ms(name: string, text: string): number {
  try {
    const duration = Temporal.Duration.from(text)
    const every_ms = Math.round(duration.total({ unit: 'milliseconds' }))
    if (every_ms >= 1_000 && every_ms <= 366 * DAY_MS) return every_ms
  } catch {}
  throw new InvalidRequest({
    path: `/querystring/${name}`,
    message: 'must be a duration of 1 second to 366 days, e.g. PT15M',
  })
}
