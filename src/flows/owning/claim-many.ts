import type { Actor } from '../../accounts/actor.ts'
import type { NoAccountPlace } from '../account-place.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import {
  type Claim,
  type Claimant,
  type ClaimOutcome,
  carryOutClaim,
  claimantOf,
  dismissFormer,
  judgeClaim,
  type Wanted,
} from './claim.ts'

/** Lines of one file; each that is registered writes about five rows, and a transaction has at most 500. */
export const CLAIMED_MAX = 500
export const CLAIMED_TOGETHER_MAX = 100

/** One line of a file: `line` is its number there. `wanted`: the collar or dongle that it names; null: it names both, or neither. */
export type ClaimLine = { wanted: Wanted | null; name?: string; line: number; accountId?: string }

/**
 * What became of a line. `which-device`: it names a collar and a dongle, or neither. `repeated`: an earlier line names the same device. `not-done`: it was good, but another
 * was not, and all or nothing was wished.
 */
export type LineOutcome = { line: number; wanted: Wanted | null } & (
  | ClaimOutcome
  | { kind: NoAccountPlace | 'which-device' | 'repeated' | 'not-done' }
)

/**
 * Registers many collars and dongles by the rules of one (`claimDevice`), each in a transaction of its own: what is wrong in one line is no fault of the others, and the same file again registers what is missing.
 * @param wish.accountId for lines that name none
 */
export async function claimEach(
  house: House,
  actor: Actor,
  wish: { accountId?: string; lines: readonly ClaimLine[] },
): Promise<LineOutcome[]> {
  const outcomes: LineOutcome[] = []
  const seen = new Set<string>()
  for (const one of wish.lines) {
    const outcome: LineOutcome = seen.has(nameOf(one))
      ? { ...told(one), kind: 'repeated' }
      : await house.ledger.transact('claim-line', async (tx): Promise<LineOutcome> => {
          const judged = await judgeLine(house, tx, actor, withAccount(one, wish.accountId))
          return 'claimant' in judged ? carryOut(house, tx, judged) : judged
        })
    if (one.wanted) dismissFormer(house, one.wanted, outcome)
    if ('deviceId' in outcome) seen.add(nameOf(one))
    outcomes.push(outcome)
  }
  return outcomes
}

/**
 * Registers many collars and dongles together, or none: in one transaction, once all of them have been judged good. What counts as a guess counts either way.
 * @param wish.lines at most `CLAIMED_TOGETHER_MAX`
 */
export async function claimTogether(
  house: House,
  actor: Actor,
  wish: { accountId?: string; lines: readonly ClaimLine[] },
): Promise<LineOutcome[]> {
  const outcomes = await house.ledger.transact('claim-together', async (tx): Promise<LineOutcome[]> => {
    const seen = new Set<string>()
    const judged: (JudgedLine | LineOutcome)[] = []
    for (const one of wish.lines) {
      const outcome = await judgeLine(house, tx, actor, withAccount(one, wish.accountId))
      const again = 'claimant' in outcome && seen.has(nameOf(one))
      judged.push(again ? { ...told(one), kind: 'repeated' } : outcome)
      seen.add(nameOf(one))
    }
    const good = judged.every((one) => 'claimant' in one || one.kind === 'repeated')
    const outcomes: LineOutcome[] = []
    for (const one of judged) {
      if (!('claimant' in one)) outcomes.push(one)
      else if (good) outcomes.push(await carryOut(house, tx, one))
      else outcomes.push({ ...told(one.line), kind: 'not-done' })
    }
    return outcomes
  })
  for (const outcome of outcomes) if (outcome.wanted) dismissFormer(house, outcome.wanted, outcome)
  return outcomes
}

type JudgedLine = { line: ClaimLine; claim: Claim; claimant: Claimant; judged: Awaited<ReturnType<typeof judgeClaim>> }

async function judgeLine(house: House, tx: LedgerTx, actor: Actor, line: ClaimLine): Promise<JudgedLine | LineOutcome> {
  const { wanted, name } = line
  const claimant = await claimantOf(house, tx, actor, line.accountId)
  if (typeof claimant === 'string') return { ...told(line), kind: claimant }
  if (!wanted) return { ...told(line), kind: 'which-device' }
  const judged = await judgeClaim(house, tx, claimant, wanted)
  if (judged.kind !== 'free' && judged.kind !== 'already-yours') return { ...told(line), ...judged }
  return { line, claim: name === undefined ? wanted : { ...wanted, name }, claimant, judged }
}

async function carryOut(
  house: House,
  tx: LedgerTx,
  { line, claim, claimant, judged }: JudgedLine,
): Promise<LineOutcome> {
  return { ...told(line), ...(await carryOutClaim(house, tx, claimant, claim, judged)) }
}

function withAccount(line: ClaimLine, accountId: string | undefined): ClaimLine {
  return line.accountId === undefined && accountId !== undefined ? { ...line, accountId } : line
}

function told({ line, wanted }: ClaimLine): Pick<LineOutcome, 'line' | 'wanted'> {
  return { line, wanted }
}

/** By this a device is known again in another line. */
function nameOf({ wanted, line }: ClaimLine): string {
  return wanted ? `${wanted.kind} ${wanted.serial}` : `line ${line}`
}
