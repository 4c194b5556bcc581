import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type BalanceJudged,
  type BalanceStanding,
  plausibleUse,
  reconcileBalance,
} from '../../src/alarms/reconcile-balance.ts'
import { happenings, knownAt, liveThrough, type Reading, START } from './sim-year.ts'

const HOUR_MS = 3_600_000

/** Puts readings to the judge as they arrive. @param heardAt when each arrives, in the order of arrival */
function judged(
  arrivals: readonly { reading: Reading; heardAt: number }[],
  codes: Parameters<typeof knownAt>[0],
): (BalanceJudged | null)[] {
  let standing: BalanceStanding | null = null
  return arrivals.map(({ reading, heardAt }) => {
    const { trueAt: _, ...seen } = reading
    if (!standing) {
      standing = { ...seen, unexplainedMinor: 0 }
      return null
    }
    const verdict = reconcileBalance(standing, seen, knownAt(codes, heardAt))
    if (verdict) standing = verdict.standing
    return verdict
  })
}

const disagreements = (verdicts: readonly (BalanceJudged | null)[]) =>
  verdicts.map((verdict) => verdict?.disagrees ?? null)
const promptly = (readings: readonly Reading[]) => readings.map((reading) => ({ reading, heardAt: reading.trueAt }))

test('no honest life of a SIM disagrees: codes, refusals, traffic, restarts, clocks that are a little off', () => {
  fc.assert(
    fc.property(happenings, (happened) => {
      const { readings, codes } = liveThrough(happened)
      expect(disagreements(judged(promptly(readings), codes)).filter(Boolean)).toEqual([])
    }),
  )
})

test('nor does one whose reports arrive late and in any order', () => {
  const delays = fc.array(fc.integer({ min: 0, max: 60 * 24 * HOUR_MS }), { minLength: 41, maxLength: 41 })
  fc.assert(
    fc.property(happenings, delays, (happened, late_ms) => {
      const { readings, codes } = liveThrough(happened)
      const arrivals = readings
        .map((reading, at) => ({ reading, heardAt: reading.trueAt + (late_ms[at] ?? 0) }))
        .sort((a, b) => a.heardAt - b.heardAt)
      expect(disagreements(judged(arrivals, codes)).filter(Boolean)).toEqual([])
    }),
  )
})

test('each lie is told: a balance that no code explains, and one that no traffic does', () => {
  const lie = fc.record({ minor: fc.integer({ min: 1, max: 100_000 }), up: fc.boolean() })
  fc.assert(
    fc.property(happenings, lie, (happened, { minor, up }) => {
      const { readings, codes } = liveThrough(happened.filter(({ does }) => does !== 'code'))
      const last = readings.at(-1) as Reading
      const wait_ms = HOUR_MS
      const lieMinor = up ? minor : -minor - plausibleUse(wait_ms)
      const at = {
        ...last,
        at: last.at + wait_ms,
        trueAt: last.trueAt + wait_ms,
        balanceMinor: last.balanceMinor + lieMinor,
      }
      const told = disagreements(judged(promptly([...readings, at]), codes)).at(-1)
      expect(told).toBe(up ? 'more-than-the-ledger' : 'less-than-the-ledger')
    }),
  )
})

test('one code explains its amount and not a unit more', () => {
  const standing = { boot: 1, at: START, balanceMinor: 500, unexplainedMinor: 0 }
  const codes = [
    { grantedAt: START + 2 * HOUR_MS, amountMinor: 10_000, ended: { at: START + 3 * HOUR_MS, as: 'applied' as const } },
  ]
  const seen = (balanceMinor: number) => ({ boot: 1, at: START + 5 * HOUR_MS, balanceMinor })
  expect(reconcileBalance(standing, seen(10_500), codes)?.disagrees).toBeNull()
  expect(reconcileBalance(standing, seen(10_501), codes)?.disagrees).toBe('more-than-the-ledger')
  expect(reconcileBalance(standing, seen(500), codes)?.disagrees).toBe('less-than-the-ledger')
})

test('a code that was given back explains nothing', () => {
  const standing = { boot: 1, at: START, balanceMinor: 500, unexplainedMinor: 0 }
  const codes = [
    { grantedAt: START + HOUR_MS, amountMinor: 10_000, ended: { at: START + 2 * HOUR_MS, as: 'given-back' as const } },
  ]
  const seen = { boot: 1, at: START + 5 * HOUR_MS, balanceMinor: 10_500 }
  expect(reconcileBalance(standing, seen, codes)?.disagrees).toBe('more-than-the-ledger')
})

test.each([4_000, -4_000])(
  'a lie of %d stays one while it is repeated, and ends when the balance comes back',
  (lie) => {
    const hourly = [5_000, 5_000 + lie, 5_000 + lie - 1, 5_000 + lie - 2, 4_990, 4_989]
    const readings = hourly.map((balanceMinor, hour) => ({
      boot: 1,
      at: START + hour * HOUR_MS,
      trueAt: START + hour * HOUR_MS,
      balanceMinor,
    }))
    const name = lie > 0 ? 'more-than-the-ledger' : 'less-than-the-ledger'
    expect(disagreements(judged(promptly(readings), []))).toEqual([null, name, name, name, null, null])
  },
)

test('a long silence does not explain a lie away', () => {
  const standing = { boot: 1, at: START, balanceMinor: 1_000, unexplainedMinor: -4_000 }
  const seen = { boot: 1, at: START + 30 * 24 * HOUR_MS, balanceMinor: 999 }
  expect(reconcileBalance(standing, seen, [])?.disagrees).toBe('less-than-the-ledger')
})

test('a clock that is half a minute slow puts no code out of reach', () => {
  const standing = { boot: 1, at: START, balanceMinor: 500, unexplainedMinor: 0 }
  const granted = START + HOUR_MS
  const seen = { boot: 1, at: granted + 10_000 - 30_000, balanceMinor: 10_500 }
  const codes = [{ grantedAt: granted, amountMinor: 10_000, ended: { at: granted + 20_000, as: 'applied' as const } }]
  expect(reconcileBalance(standing, seen, codes)?.disagrees).toBeNull()
})
