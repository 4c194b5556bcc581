import type { Tx } from '../store/store.ts'
import { BUDGETS, type BudgetScope, blockedUntil } from './budget.ts'
import type { CodesTables } from './schema.ts'

const FORGOTTEN_MAX = 500

/** On whose account a guess counts: every scope that is known. Subjects are ids or keyed hashes, never an address or a number in clear. */
export type Guesser = readonly { scope: BudgetScope; subject: string }[]

/** Budgets without a free guess, and the instant at which the last of them has one again. */
export type Spent = { until: number; scopes: readonly { scope: BudgetScope; subject: string; until: number }[] }

/** @returns the budgets that are spent; null when all have a guess free */
export async function spentBudgets(tx: Tx<CodesTables>, guesser: Guesser, now: number): Promise<Spent | null> {
  const rows = await tx
    .selectFrom('guesses')
    .selectAll()
    .where(
      'subject',
      'in',
      guesser.map(({ subject }) => subject),
    )
    .execute()
  const scopes = guesser.flatMap(({ scope, subject }) => {
    const row = rows.find((one) => one.scope === scope && one.subject === subject)
    const until = blockedUntil(BUDGETS[scope], row?.arrival ?? null, now)
    return until === null ? [] : [{ scope, subject, until }]
  })
  return spentOf(scopes)
}

/**
 * Counts one guess that named no code. The condition stands in the update itself, so that guesses made at the same moment cannot pass the limit together.
 * @returns null, or the budget of which this one was one too many
 */
export async function spendGuess(tx: Tx<CodesTables>, guesser: Guesser, now: number): Promise<Spent | null> {
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
    if (!spent) return spentOf([{ scope, subject, until: now + interval_ms }])
  }
  return null
}

/** Forgets up to 500 subjects whose budget is whole again: no row says the same. @returns true when there may be more */
export async function forgetGuesses(tx: Tx<CodesTables>, now: number): Promise<boolean> {
  const whole = await tx
    .selectFrom('guesses')
    .select(['scope', 'subject'])
    .where('arrival', '<=', now)
    .limit(FORGOTTEN_MAX)
    .execute()
  for (const { scope, subject } of whole) {
    await tx
      .deleteFrom('guesses')
      .where('scope', '=', scope)
      .where('subject', '=', subject)
      .where('arrival', '<=', now)
      .execute()
  }
  return whole.length === FORGOTTEN_MAX
}

function spentOf(scopes: Spent['scopes']): Spent | null {
  if (scopes.length === 0) return null
  return { until: Math.max(...scopes.map(({ until }) => until)), scopes }
}
