import { MINTED } from '../codes/families/index.ts'
import { simActivation } from '../codes/families/sim-activation.ts'
import { findCode } from '../codes/find-code.ts'
import { spendGuess } from '../codes/guesses.ts'
import { readTyped } from '../codes/read-typed.ts'
import { type Refusee, tallyRefusal } from '../codes/refusal-tally.ts'
import type { Refusal } from '../std/problems.ts'
import { record } from '../store/audit.ts'
import type { House } from './house.ts'
import type { Decided, Refused } from './redeem-outcome.ts'
import type { LedgerTx } from './tables.ts'

/** Said before a code has been looked up, or because there is none: they are about nothing that support could find. */
const OF_NO_CODE: readonly Refusal[] = [
  'malformed-length',
  'malformed-digit',
  'malformed-character',
  'malformed-check',
  'unknown',
]

/**
 * A refusal leaves an audit entry: at the code's id where the code exists, else at the place where it was entered. Never the code. Whoever is refused without
 * end does not make the ledger grow without end: what a spent budget refuses is counted there already (`guesser.ts`), and so is what goes beyond an account's
 * own entries.
 */
export async function noteRefusal(
  { world, keys }: House,
  tx: LedgerTx,
  note: Refusee & { accountId: string; typed: string; refusal: Refused },
): Promise<Decided<never>> {
  const { refusal, accountId, place } = note
  if (refusal.refusal === 'too-many-attempts') return { answer: refusal, lasting: false }
  const at = world.clock.now()
  const spent = await spendGuess(tx, [{ scope: 'refusals', subject: accountId }], at)
  if (spent)
    return { answer: { ...refusal, at, reference: await tallyRefusal(tx, world, spent, note) }, lasting: false }
  const read = OF_NO_CODE.includes(refusal.refusal) ? null : readTyped(note.typed, simActivation, MINTED)
  const code = read?.fits ? await findCode(tx, keys.all('code-hash'), read.candidates) : null
  const reference = await record(tx, world, {
    actor: note.actor,
    act: 'refuse',
    accountId,
    subject: code ? `code:${code.id}` : place,
    details: JSON.stringify({ refusal: refusal.refusal, ...(code && { at: place }) }),
  })
  return { answer: { ...refusal, at, reference }, lasting: true }
}
