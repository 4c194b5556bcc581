import { type Actor, actorName } from '../../accounts/actor.ts'
import { standingOf } from '../../accounts/standing.ts'
import { codeHash } from '../../codes/code-hash.ts'
import { MINTED } from '../../codes/families/index.ts'
import { simActivation } from '../../codes/families/sim-activation.ts'
import { readTyped } from '../../codes/read-typed.ts'
import { attemptOf, heldBack, wrongGuess } from '../guesser.ts'
import type { House } from '../house.ts'
import { type Refused, refused } from '../redeem-outcome.ts'
import type { LedgerTx } from '../tables.ts'
import { type BatchRow, batchRow, mayWith } from './batch-row.ts'

/** A code that staff scanned or typed, and its batch. */
export type Scanned = {
  kind: 'found'
  id: string
  state: string
  activatedAt: number | null
  position: number | null
  batch: BatchRow
}

/**
 * Finds a code of one of the actor's own batches. One of somebody else's is `unknown` like one that does not exist, and counts as a guess: a shop must not be a
 * place where codes can be tried out.
 */
export async function scannedCode(
  house: House,
  tx: LedgerTx,
  actor: Actor,
  text: string,
): Promise<Scanned | Refused | { kind: 'forbidden' }> {
  const standing = await standingOf(tx, actor)
  const accountId = standing.memberships[0]?.accountId ?? null
  const attempt = {
    ...(await attemptOf(house, tx, actor, { account: accountId ?? actorName(actor) })),
    accountId,
    place: accountId === null ? actorName(actor) : `account:${accountId}`,
  }
  const held = await heldBack(house, tx, attempt)
  if (held) return held
  const typed = readTyped(text, simActivation, MINTED)
  if (!typed.fits) return refused(typed.problem, typed.position === undefined ? {} : { position: typed.position })
  const hashes = house.keys
    .all('code-hash')
    .flatMap((key) => typed.candidates.map(({ canonical }) => codeHash(key, canonical)))
  const rows = await tx
    .selectFrom('codes')
    .select(['id', 'state', 'activated_at', 'position', 'batch_id'])
    .where('hash', 'in', hashes)
    .execute()
  for (const row of rows) {
    const batch = await batchRow(tx, row.batch_id)
    const may = mayWith(standing, batch, 'mint')
    if (may === 'forbidden') return { kind: 'forbidden' }
    if (may !== 'yes' || !batch) continue
    const { id, state, position, activated_at: activatedAt } = row
    return { kind: 'found', id, state, activatedAt, position, batch }
  }
  return (await wrongGuess(house, tx, attempt)) ?? refused('unknown')
}
