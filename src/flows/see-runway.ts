import { seededRandom } from '../std/random.ts'
import { BALANCE, BATTERY, type Kind, type Reported, type Runway, runwayOf } from '../telemetry/runway/runway.ts'
import type { Field } from '../telemetry/telemetry.ts'
import type { House } from './house.ts'
import type { SeenDevice } from './see-devices.ts'

const HOUR_MS = 3_600_000

/** When a collar's SIM and its battery run out; `sim` null: it has none. */
export type SeenRunway = { sim: Runway | null; battery: Runway }

/**
 * The forecasts of a device that was seen. The same newest value gives the same answer, whoever asks how often.
 * @throws ProblemError `try-again-later` while telemetry is away
 */
export async function seeRunway(house: House, seen: SeenDevice): Promise<SeenRunway> {
  const now = house.world.clock.now()
  const runway = async (kind: Kind, field: Field, validUntil?: number): Promise<Runway> => {
    const reported = await reportedOf(house, kind, { seriesId: seen.seriesId, field, now })
    return runwayOf(kind, reported, now, seededRandom((reported.newest?.[0] ?? 0) % 2 ** 31), validUntil)
  }
  return {
    sim: seen.sim && (await runway(BALANCE, 'balance', seen.sim.validUntil ?? undefined)),
    battery: await runway(BATTERY, 'bat'),
  }
}

/** Two bounded queries: at most 2,016 hours, and one value. */
async function reportedOf(
  { telemetry }: House,
  { past_ms }: Kind,
  { seriesId, field, now }: { seriesId: string; field: Field; now: number },
): Promise<Reported> {
  const range = { seriesId, field, from: now - past_ms, to: now + HOUR_MS }
  const hours_max = Math.ceil(past_ms / HOUR_MS) + 2
  const [hours, newest] = await Promise.all([
    telemetry.series({ ...range, every_ms: HOUR_MS, limit: hours_max }),
    telemetry.series({ ...range, limit: 1 }),
  ])
  return { hours, newest: newest[0] ?? null }
}
