import { isLater, type LedgerCode, type ReadAt, takenBetween } from './code-window.ts'

/** A code that adds balance. @property amountMinor minor units, more than 0 */
export type TopUp = LedgerCode & { amountMinor: number }

/** How far a SIM's balance is explained: as last read, and how much of it codes and no traffic at all leave unexplained (more than 0: too much; 0: nothing is amiss). Minor units. */
export type BalanceStanding = ReadAt & { balanceMinor: number; unexplainedMinor: number }

/** What a SIM may carry, both ends included. Minor units. */
export type Band = { leastMinor: number; mostMinor: number }

export type BalanceJudged = {
  standing: BalanceStanding
  /** What codes and traffic since the last reading would explain. */
  band: Band
  disagrees: 'more-than-the-ledger' | 'less-than-the-ledger' | null
}

/** Traffic between two readings: 1 MB that may come in a burst, and a report every second, 91 bytes of headers and 260 of payload, at 2 kronor per MB. */
export const BURST_MINOR = 200
export const HOURLY_MINOR = 260

/** The most that traffic may have cost in a time, minor units. */
export function plausibleUse(elapsed_ms: number): number {
  return BURST_MINOR + Math.ceil((Math.max(0, elapsed_ms) * HOURLY_MINOR) / 3_600_000)
}

/**
 * Judges a balance that a device reports against the reading before it and the codes of the ledger: it falls by traffic and rises by codes. A SIM that disagrees goes on
 * doing so, whatever its next readings do by themselves, until its balance comes back to where codes and traffic explain it.
 * @returns null for a reading that is not later than the standing's: it says nothing new
 */
export function reconcileBalance(
  standing: BalanceStanding,
  seen: ReadAt & { balanceMinor: number },
  codes: readonly TopUp[],
): BalanceJudged | null {
  if (!isLater(seen, standing)) return null
  const use = plausibleUse(seen.at - standing.at)
  const step = bandOf(standing.balanceMinor, { codes, from: standing.at, to: seen.at, use })
  const owed = standing.unexplainedMinor
  // Half of what is owed at most: else the use of a long silence alone would explain the rest of it.
  const right = owed === 0 ? use : Math.min(use, Math.floor(Math.abs(owed) / 2))
  const band = bandOf(standing.balanceMinor - owed, { codes, from: standing.at, to: seen.at, use: right })
  const unexplainedMinor = outside(seen.balanceMinor, band) === 0 ? 0 : owed + outside(seen.balanceMinor, step)
  const disagrees =
    unexplainedMinor === 0 ? null : unexplainedMinor > 0 ? 'more-than-the-ledger' : 'less-than-the-ledger'
  return { standing: { ...seen, unexplainedMinor }, band, disagrees }
}

type Between = { codes: readonly TopUp[]; from: number; to: number; use: number }

function bandOf(startMinor: number, { codes, from, to, use }: Between): Band {
  let leastMinor = startMinor - use
  let mostMinor = startMinor
  for (const code of codes) {
    const taken = takenBetween(code, from, to)
    if (taken === 'surely') leastMinor += code.amountMinor
    if (taken !== 'not') mostMinor += code.amountMinor
  }
  return { leastMinor, mostMinor }
}

/**
 * How far a balance outside a band is from where it would be without any traffic; 0 inside. Below zero as well: what a SIM that fell too far comes back to may be anything up
 * to that.
 */
function outside(balanceMinor: number, { leastMinor, mostMinor }: Band): number {
  return balanceMinor > mostMinor || balanceMinor < leastMinor ? balanceMinor - mostMinor : 0
}
