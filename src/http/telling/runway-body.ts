import { instantText } from '../../std/period.ts'
import { measuredRunway } from '../../telemetry/runway/measured.ts'
import type { Runway } from '../../telemetry/runway/runway.ts'
import type { RunwayBody } from '../runway-schemas.ts'

const DAY_MS = 86_400_000
const INSTANTS = ['asOf', 'p10', 'p50', 'p90', 'horizon', 'at'] as const

/** A forecast as the API tells it. @param now milliseconds since 1970 */
export function runwayBody(kind: 'balance' | 'battery', runway: Runway, now: number): RunwayBody {
  const told: { [name in (typeof INSTANTS)[number]]?: number } & { state: string } = runway
  return {
    state: runway.state,
    ...Object.fromEntries(
      INSTANTS.flatMap((name) => {
        const at = told[name]
        return typeof at === 'number' ? [[name, instantText(at)]] : []
      }),
    ),
    ...('known_steps' in runway ? { knownSteps: runway.known_steps } : {}),
    ...(runway.state === 'forecast' ? { by: runway.by, ...measured(kind, runway.p50 ?? runway.horizon, now) } : {}),
    ...(runway.state === 'unknown' ? { why: runway.why, neededSteps: runway.needed_steps } : {}),
  }
}

/** What forecasts with an end as far ahead were worth. */
function measured(kind: 'balance' | 'battery', end: number, now: number) {
  const { share, off_days } = measuredRunway(kind, (end - now) / DAY_MS)
  return { measuredWithin: share, measuredErrorHours: Math.round(off_days * 24 * 10) / 10 }
}
