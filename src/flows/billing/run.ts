import { type Actor, actorName } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import { standingOf } from '../../accounts/standing.ts'
import { sellerNow } from '../../billing/parties.ts'
import { monthStart } from '../../billing/years.ts'
import { newId } from '../../std/ids.ts'
import { record } from '../../store/audit.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import { firstProgress, RUN_JOB } from './run-progress.ts'

/** What ordering a run comes to. `again`: that month was invoiced before, and what was found late since then follows. */
export type RunOutcome =
  | { kind: 'running'; runId: string; again: boolean }
  | { kind: 'forbidden' | 'no-seller' | 'month-not-begun' }

/**
 * Orders the invoice run of a month: it takes every year that is due on its first day, and what was entered until then. There is one run of a month; ordered again it
 * looks again, and what is invoiced already stays as it is.
 * @param month `YYYY-MM`
 */
export async function orderRun(house: House, actor: Actor, month: string): Promise<RunOutcome> {
  const { world, ledger } = house
  const until = monthStart(month)
  const outcome = await ledger.transact('order-run', async (tx): Promise<RunOutcome> => {
    if (!can(await standingOf(tx, actor), 'bill', null)) return { kind: 'forbidden' }
    const now = world.clock.now()
    if (until === null || until > now) return { kind: 'month-not-begun' }
    if (!(await sellerNow(tx))) return { kind: 'no-seller' }
    const begun = await startRun(house, tx, { month, until, by: actorName(actor), again: true })
    if (!begun) throw new Error('a run that may be ordered again begins')
    return { kind: 'running', ...begun }
  })
  if (outcome.kind === 'running') house.invoicing?.emit()
  return outcome
}

/**
 * Begins the run of a month: its row, its job and the audit entry.
 * @param begun.again false: a month that has a run is left alone
 * @returns null: it was left alone
 */
export async function startRun(
  { world }: Pick<House, 'world'>,
  tx: LedgerTx,
  begun: { month: string; until: number; by: string; again: boolean },
): Promise<{ runId: string; again: boolean } | null> {
  const { month, until, by, again } = begun
  const now = world.clock.now()
  const id = newId(world.clock, world.random)
  const row = { id, month, until_at: until, state: 'running', invoices: 0, created_at: now, created_by: by }
  const made = await tx
    .insertInto('invoice_runs')
    .values(row)
    .onConflict((conflict) => {
      const clash = conflict.column('month')
      return again ? clash.doUpdateSet({ state: 'running' }) : clash.doNothing()
    })
    .returning('id')
    .executeTakeFirst()
  if (!made) return null
  const job = { state: 'running', progress: firstProgress(made.id), updated_at: now }
  await tx
    .insertInto('jobs')
    .values({ id: made.id, kind: RUN_JOB, created_at: now, ...job })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(job).where('jobs.state', '=', 'done'))
    .execute()
  const subject = `invoice-run:${made.id}`
  const details = JSON.stringify({ month })
  await record(tx, world, { actor: by, act: 'order-run', accountId: null, subject, details })
  return { runId: made.id, again: made.id !== id }
}
