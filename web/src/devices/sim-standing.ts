import type { SimState } from '../api-types.ts'
import { instant_ms } from '../browser.ts'

const DAY_MS = 86_400_000
/** As long before its end as the owner is warned (product rules, "Warnings"). */
const WARN_DAYS = 30

/** How urgent a SIM is, and what stands beside its value. */
export type Standing =
  | { kind: 'unknown' }
  | { kind: 'balance'; tone: 'good' | 'bad' }
  | { kind: 'valid'; tone: 'good' | 'soon'; daysLeft: number }
  | { kind: 'ended'; tone: 'bad' }

export function simStanding(sim: SimState, now: number): Standing {
  if (sim.validUntil !== undefined) {
    const left_ms = instant_ms(sim.validUntil) - now
    if (!(left_ms > 0)) return { kind: 'ended', tone: 'bad' }
    const daysLeft = Math.floor(left_ms / DAY_MS)
    return { kind: 'valid', tone: daysLeft < WARN_DAYS ? 'soon' : 'good', daysLeft }
  }
  if (sim.balanceMinor !== undefined) return { kind: 'balance', tone: sim.balanceMinor > 0 ? 'good' : 'bad' }
  return { kind: 'unknown' }
}
