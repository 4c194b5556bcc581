import { record } from '../../store/audit.ts'
import type { House } from '../house.ts'
import { isClosing } from '../privacy/is-closing.ts'
import type { LedgerReads, LedgerTx } from '../tables.ts'
import { nameOf } from './ask.ts'
import { type Letters, writeToAccount } from './letters.ts'
import { type Agreement, accountOfSide, otherSide, type Side } from './parties.ts'
import { tellSides } from './tell-sides.ts'

/**
 * Whether an agreement would be with an account that is to be closed. What came to it would be erased with it, and a merge would take everything of the other along; a device may be
 * given away until erasing begins, so that nobody has to keep an account for a collar.
 */
export async function wouldBeErased(
  reads: LedgerReads,
  { kind, giver_account_id: giver, taker_account_id: taker }: Agreement,
): Promise<boolean> {
  if (kind === 'merge') return isClosing(reads, [giver, taker])
  return (await isClosing(reads, [taker])) || isClosing(reads, [giver], { begun: true })
}

/** Cancels what an account that is to be closed was about to agree on, and tells the other side where it is known. @param actor as the audit names them */
export async function endAgreements(
  house: House,
  tx: LedgerTx,
  letters: Letters,
  { accountId, actor }: { accountId: string; actor: string },
): Promise<void> {
  for (const side of ['giver', 'taker'] as const) {
    const ended = await tx
      .updateTable('agreements')
      .set({ state: 'cancelled', settled_at: house.world.clock.now() })
      .where(`${side}_account_id`, '=', accountId)
      .where('state', '=', 'open')
      .returningAll()
      .execute()
    for (const row of ended) {
      await tellSides(house, tx, row, 'cancelled')
      await tellEnd(house, tx, letters, row, { side, accountId, actor })
    }
  }
}

async function tellEnd(
  house: House,
  tx: LedgerTx,
  letters: Letters,
  row: Agreement,
  { side, accountId, actor }: { side: Side; accountId: string; actor: string },
): Promise<void> {
  const details = JSON.stringify({ side, closing: true })
  await record(tx, house.world, {
    actor,
    act: `cancel-${row.kind}`,
    accountId,
    subject: `agreement:${row.id}`,
    details,
  })
  const other = accountOfSide(row, otherSide(side))
  // Where it is known by the hash of an address alone there is nobody to write to: its page says that it is over.
  if (other === null || other === accountId || row.expires_at <= house.world.clock.now()) return
  await writeToAccount(house, tx, letters, row, other, { what: 'cancelled', who: '', device: await nameOf(tx, row) })
}
