import type { Tx } from '../store/store.ts'
import { BUDGETS, type BudgetScope, blockedUntil } from './budget.ts'
import type { CodesTables } from './schema.ts'

/** On whose account a guess counts: every scope that is known. Subjects are ids or keyed hashes, never an address in clear. */
export type Guesser = readonly { scope: BudgetScope; subject: string }[]

/** @returns the instant at which the last exhausted budget has a guess free again; null when all have one */
export async function guessingBlockedUntil(tx: Tx<CodesTables>, guesser: Guesser, now: number): Promise<number | null> {
  const rows = await tx
    .selectFrom('guesses')
    .selectAll()
    .where(
      'subject',
      'in',
      guesser.map(({ subject }) => subject),
    )
    .execute()
  let latest: number | null = null
  for (const { scope, subject } of guesser) {
    const row = rows.find((one) => one.scope === scope && one.subject === subject)
    const until = blockedUntil(BUDGETS[scope], row?.arrival ?? null, now)
    if (until !== null && (latest === null || until > latest)) latest = until
  }
  return latest
}

/**
 * Counts one guess that named no code. The condition stands in the update itself, so that guesses made at the same moment cannot pass the limit together.
 * @returns null, or the instant from which another is free when this one was one too many
 */
export async function spendGuess(tx: Tx<CodesTables>, guesser: Guesser, now: number): Promise<number | null> {
  for (const { scope, subject } of guesser) {
    const { burst, interval_ms } = BUDGETS[scope]
    const spent = await tx
      .insertInto('guesses')
      .values({ scope, subject, arrival: now + interval_ms })
      .onConflict((conflict) =>
        conflict
          .columns(['scope', 'subject'])
          .doUpdateSet(({ ref, eb }) => ({
            arrival: eb(
              eb.case().when(ref('guesses.arrival'), '>', now).then(ref('guesses.arrival')).else(now).end(),
              '+',
              interval_ms,
            ),
          }))
          .where('guesses.arrival', '<=', now + (burst - 1) * interval_ms),
      )
      .returning('arrival')
      .executeTakeFirst()
    if (!spent) return now + interval_ms
  }
  return null
}
