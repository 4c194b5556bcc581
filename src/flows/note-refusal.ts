import { MINTED } from '../codes/families/index.ts'
import { simActivation } from '../codes/families/sim-activation.ts'
import { findCode } from '../codes/find-code.ts'
import { readTyped } from '../codes/read-typed.ts'
import type { Refusal } from '../std/problems.ts'
import { record } from '../store/audit.ts'
import type { House } from './house.ts'
import type { Refused } from './redeem-outcome.ts'
import type { LedgerTx } from './tables.ts'

/** Said before a code has been looked up, or because there is none: they are about nothing that support could find. */
const OF_NO_CODE: readonly Refusal[] = [
  'too-many-attempts',
  'malformed-length',
  'malformed-digit',
  'malformed-character',
  'malformed-check',
  'unknown',
]

/** A refusal leaves an audit entry: at the code's id where the code exists, else at the place where it was entered. Never the code. */
export async function noteRefusal(
  { world, keys }: House,
  tx: LedgerTx,
  note: {
    /** As it stands in the audit. */
    actor: string
    accountId: string
    /** Where it was entered: `device:<id>` or `account:<id>`. */
    at: string
    typed: string
    /** What the person is told to name when they write to support. */
    reference: string
    refusal: Refused
  },
): Promise<void> {
  const { refusal } = note.refusal
  const { reference } = note
  const read = OF_NO_CODE.includes(refusal) ? null : readTyped(note.typed, simActivation, MINTED)
  const code = read?.fits ? await findCode(tx, keys.all('code-hash'), read.candidates) : null
  await record(tx, world, {
    actor: note.actor,
    act: 'refuse',
    accountId: note.accountId,
    subject: code ? `code:${code.id}` : note.at,
    details: JSON.stringify({ refusal, reference, ...(code && { at: note.at }) }),
  })
}
