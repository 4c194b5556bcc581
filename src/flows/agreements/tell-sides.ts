import { tell } from '../../store/events.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import type { Agreement } from './parties.ts'

/** Tells the pages of both sides, as far as they are known, that an agreement has gone further: who waits for the other sees it at once. */
export async function tellSides(
  { world }: Pick<House, 'world'>,
  tx: LedgerTx,
  {
    id,
    giver_account_id: giver,
    taker_account_id: taker,
  }: Pick<Agreement, 'id' | 'giver_account_id' | 'taker_account_id'>,
  state: 'open' | 'cancelled',
): Promise<void> {
  for (const accountId of new Set([giver, taker]))
    if (accountId !== null)
      await tell(tx, world, { accountId, topic: `agreement:${id}`, body: JSON.stringify({ state }) })
}
