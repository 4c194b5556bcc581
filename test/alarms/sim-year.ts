import fc from 'fast-check'
import { costOf } from '../../firmware-sim/sim-card.ts'
import type { ReadAt } from '../../src/alarms/code-window.ts'
import type { TopUp } from '../../src/alarms/reconcile-balance.ts'

export const START = Date.UTC(2026, 0, 1)

/** What happens to a collar's SIM, one after the other. Waits in milliseconds, traffic in bytes. */
export type Happening =
  | { does: 'report'; wait_ms: number; bytes: number }
  | { does: 'boot'; skew_ms: number }
  | { does: 'code'; applyAfter_ms: number; settleAfter_ms: number; amountMinor: number; refused: boolean }

/** A second's report is 351 bytes on air; a burst is up to 900 kB. */
const report = fc
  .record({
    wait_ms: fc.integer({ min: 1_000, max: 40 * 86_400_000 }),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ wait_ms, part }) => ({
    does: 'report' as const,
    wait_ms,
    bytes: Math.floor(part * (351 * (wait_ms / 1_000) + 500_000)),
  }))
const boot = fc.record({ does: fc.constant('boot' as const), skew_ms: fc.integer({ min: -30_000, max: 30_000 }) })
const code = fc.record({
  does: fc.constant('code' as const),
  applyAfter_ms: fc.integer({ min: 0, max: 20 * 86_400_000 }),
  settleAfter_ms: fc.integer({ min: 0, max: 20 * 86_400_000 }),
  amountMinor: fc.integer({ min: 1_000, max: 50_000 }),
  refused: fc.boolean(),
})
export const happenings: fc.Arbitrary<Happening[]> = fc.array(
  fc.oneof({ arbitrary: report, weight: 5 }, { arbitrary: boot, weight: 1 }, { arbitrary: code, weight: 2 }),
  { minLength: 2, maxLength: 40 },
)

/** A reading as it was made. @property trueAt by the house's clock; `at` is what the device's time makes of it */
export type Reading = ReadAt & { balanceMinor: number; trueAt: number }

/** A balance that a simulated SIM goes through: the readings in the order made, and every code with its whole fate. */
export function liveThrough(happened: readonly Happening[]): { readings: Reading[]; codes: TopUp[] } {
  let now = START
  let balanceMinor = 5_000
  let rest_millionths = 0
  let boots = { boot: 1, skew_ms: 0 }
  const waiting: { at: number; amountMinor: number }[] = []
  const codes: TopUp[] = []
  const readings: Reading[] = [{ boot: 1, at: now, trueAt: now, balanceMinor }]
  for (const next of happened) {
    if (next.does === 'boot') boots = { boot: boots.boot + 1, skew_ms: next.skew_ms }
    else if (next.does === 'code') {
      const { amountMinor, refused } = next
      const at = now + next.applyAfter_ms
      if (!refused) waiting.push({ at, amountMinor })
      codes.push({
        grantedAt: now,
        amountMinor,
        ended: { at: at + next.settleAfter_ms, as: refused ? 'given-back' : 'applied' },
      })
    } else {
      now += next.wait_ms
      const cost = costOf(next.bytes, rest_millionths)
      rest_millionths = cost.rest_millionths
      balanceMinor = Math.max(0, balanceMinor - cost.minor)
      for (const due of waiting.filter(({ at }) => at <= now)) {
        balanceMinor += due.amountMinor
        waiting.splice(waiting.indexOf(due), 1)
      }
      readings.push({ boot: boots.boot, at: now + boots.skew_ms, trueAt: now, balanceMinor })
    }
  }
  return { readings, codes }
}

/** The codes as the ledger had them at an instant. */
export function knownAt(codes: readonly TopUp[], now: number): TopUp[] {
  return codes
    .filter(({ grantedAt }) => grantedAt <= now)
    .map((code) => (code.ended && code.ended.at <= now ? code : { ...code, ended: null }))
}
