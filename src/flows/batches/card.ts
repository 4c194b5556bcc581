import { cardOf, placesOf } from '../../codes/pack.ts'
import type { LedgerTx } from '../tables.ts'
import type { Scanned } from './scanned-code.ts'

/** The codes that stand on one card with a scanned one, itself among them; their ids. */
export async function onOneCard(tx: LedgerTx, { id, position, batch }: Scanned): Promise<string[]> {
  if (batch.pack_size === null || position === null) return [id]
  const card = cardOf(batch.pack_size, position)
  const { first, last } = placesOf(batch.pack_size, card, card)
  const rows = await tx
    .selectFrom('codes')
    .select('id')
    .where('batch_id', '=', batch.id)
    .where('position', '>=', first)
    .where('position', '<=', last)
    .execute()
  return rows.map((row) => row.id)
}
