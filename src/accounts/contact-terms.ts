import type { Reads, Tx } from '../store/store.ts'
import type { ContactTables } from './contact-schema.ts'

/**
 * Counts messages as closed with their last answer where that was before an instant and nobody has closed them since. The condition on state and instant is the
 * lock: an answer that is given meanwhile keeps its message.
 * @returns how many, at most so many
 */
export async function closeSilent(tx: Tx<ContactTables>, before: number, rows_max: number): Promise<number> {
  const silent = await tx
    .selectFrom('contacts')
    .select('id')
    .where('state', '=', 'answered')
    .where('answered_at', '<=', before)
    .orderBy('answered_at')
    .limit(rows_max)
    .execute()
  if (silent.length === 0) return 0
  await tx
    .updateTable('contacts')
    .set(({ ref }) => ({ state: 'closed', closed_at: ref('answered_at') }))
    .where(
      'id',
      'in',
      silent.map(({ id }) => id),
    )
    .where('state', '=', 'answered')
    .where('answered_at', '<=', before)
    .execute()
  return silent.length
}

/**
 * Closes messages that came before an instant and that nobody has answered or closed, for them to be erased in the same transaction. The condition on state and instant is
 * the lock: one that is answered meanwhile stays.
 * @returns their ids, at most so many
 */
export async function closeUnanswered(
  tx: Tx<ContactTables>,
  { before, now, rows_max }: { before: number; now: number; rows_max: number },
): Promise<string[]> {
  const waiting = await tx
    .selectFrom('contacts')
    .select('id')
    .where('state', '=', 'open')
    .where('consent_at', '<=', before)
    .orderBy('id')
    .limit(rows_max)
    .execute()
  if (waiting.length === 0) return []
  const closed = await tx
    .updateTable('contacts')
    .set({ state: 'closed', closed_at: now })
    .where(
      'id',
      'in',
      waiting.map(({ id }) => id),
    )
    .where('state', '=', 'open')
    .where('consent_at', '<=', before)
    .returning('id')
    .execute()
  return closed.map(({ id }) => id)
}

/** When the message came that has waited longest for an answer, in milliseconds since 1970; null: none waits. */
export async function oldestUnanswered(reads: Reads<ContactTables>): Promise<number | null> {
  const row = await reads
    .selectFrom('contacts')
    .select('consent_at')
    .where('state', '=', 'open')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return row?.consent_at ?? null
}
