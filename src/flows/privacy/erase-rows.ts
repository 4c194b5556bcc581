import { rowsOf, type Subject } from '../../store/held-rows.ts'
import type { Holding } from '../../store/holding.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import { countErased } from './count-erased.ts'

/** What stands in place of an account and its users where a row stays; it leads to nobody. */
function pseudonymOf(closingId: string): string {
  return `closed:${closingId}`
}

/** What one transaction may touch. */
const ROWS_MAX = 200

/** Tables are named as texts here too (`src/store/held-rows.ts`). */
type AnyTable = {
  where(column: string, is: '=', value: unknown): AnyTable
  set(change: Record<string, unknown>): AnyTable
  execute(): Promise<unknown>
}

/**
 * Does to a holding's rows what its room has stated, step by step; each step is whole, its count included, so that what a crash interrupted goes on.
 * @returns rows that were deleted or changed by this call
 */
export async function eraseRows(
  { ledger }: House,
  holding: Holding,
  subject: Subject,
  closingId: string,
): Promise<number> {
  if (holding.end.is === 'kept') return 0
  for (let rows = 0; ; ) {
    const some = await rowsOf(ledger.reads as never, holding, subject, { columns: holding.key, limit: ROWS_MAX })
    if (some.length === 0) return rows
    await ledger.transact('erase-rows', async (tx) => {
      for (const row of some) await one(tx, holding, row, pseudonymOf(closingId))
      await countErased(tx, closingId, holding.table, some.length)
    })
    rows += some.length
  }
}

async function one(tx: LedgerTx, { table, key, end }: Holding, row: Record<string, unknown>, pseudonym: string) {
  const act =
    end.is === 'pseudonymised'
      ? (tx.updateTable(table as never) as unknown as AnyTable).set({
          ...Object.fromEntries(end.columns.map((column) => [column, pseudonym])),
          ...Object.fromEntries((end.cleared ?? []).map((column) => [column, null])),
        })
      : (tx.deleteFrom(table as never) as unknown as AnyTable)
  await key.reduce((query, column) => query.where(column, '=', row[column]), act).execute()
}
