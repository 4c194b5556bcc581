import type { LedgerTx } from '../tables.ts'

/** What is counted beside tables: series of measurements. */
export const SERIES = 'series'

/** Adds to what an erasure has come to, in the transaction that erases: a crash leaves both or neither, and whoever goes on counts from there. @param counted a table, or `SERIES` */
export async function countErased(tx: LedgerTx, closingId: string, counted: string, rows: number): Promise<void> {
  if (rows === 0) return
  await tx
    .insertInto('closing_counts')
    .values({ closing_id: closingId, counted, rows })
    .onConflict((clash) =>
      clash.columns(['closing_id', 'counted']).doUpdateSet((eb) => ({ rows: eb('closing_counts.rows', '+', rows) })),
    )
    .execute()
}

/** What an erasure has come to since it began, over every restart: into its certificate, once. */
export async function takeCounts(tx: LedgerTx, closingId: string): Promise<Record<string, number>> {
  const counts = await tx
    .deleteFrom('closing_counts')
    .where('closing_id', '=', closingId)
    .returning(['counted', 'rows'])
    .execute()
  return Object.fromEntries(counts.map(({ counted, rows }) => [counted, rows]))
}
