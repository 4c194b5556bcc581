import { nextDue } from '../../billing/entries.ts'
import { sellerNow } from '../../billing/parties.ts'
import { lease } from '../../store/lease.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import { issueDue } from './issue.ts'
import { progressText, RUN_JOB, type RunProgress, readProgress } from './run-progress.ts'
import { enterYears } from './years.ts'

/** Of a subscription, its entry and its due row: with the rest within the 500 rows that one transaction may touch. */
const YEARS = 120
/** Rows after which a part takes no further account: an invoice of a hundred lines is 310. */
const ROWS_ENOUGH = 150
const LEASE_MS = 15_000

/**
 * Tells the next part of the oldest invoice run, in one transaction with the run's progress: after a crash the next part begins where the last commit ended.
 * @param holder names this process; only one at a time runs
 * @returns `nothing`: no run waits; `elsewhere`: another process has it; `more`: call again
 */
export async function runPart(house: House, holder: string): Promise<'nothing' | 'elsewhere' | 'more'> {
  const { world, ledger } = house
  return ledger.transact('invoice-run', async (tx) => {
    const job = await tx
      .selectFrom('jobs')
      .select(['id', 'progress'])
      .where('kind', '=', RUN_JOB)
      .where('state', '=', 'running')
      .orderBy('id')
      .limit(1)
      .executeTakeFirst()
    if (!job) return 'nothing'
    const now = world.clock.now()
    if (!(await lease(tx, RUN_JOB, holder, now, LEASE_MS))) return 'elsewhere'
    const progress = readProgress(job.progress)
    const run = await tx
      .selectFrom('invoice_runs')
      .selectAll()
      .where('id', '=', progress.runId)
      .executeTakeFirstOrThrow()
    const next = await step(house, tx, progress, { until: run.until_at, actor: run.created_by })
    const state = next === null ? 'done' : 'running'
    const set = { state, progress: progressText(next ?? progress), updated_at: now }
    await tx.updateTable('jobs').set(set).where('id', '=', job.id).execute()
    const { made } = await tx
      .selectFrom('invoices')
      .select((on) => on.fn.countAll().as('made'))
      .where('run_id', '=', run.id)
      .executeTakeFirstOrThrow()
    await tx
      .updateTable('invoice_runs')
      .set({ state, invoices: Number(made) })
      .where('id', '=', run.id)
      .execute()
    return 'more'
  })
}

/** Null: the run is done. */
async function step(
  house: House,
  tx: LedgerTx,
  progress: RunProgress,
  { until, actor }: { until: number; actor: string },
): Promise<RunProgress | null> {
  if (progress.phase === 'years') {
    const entered = await enterYears(house, tx, until, YEARS)
    return entered < YEARS ? { ...progress, phase: 'invoices' } : progress
  }
  const seller = await sellerNow(tx)
  if (!seller) throw new Error('an invoice run without a seller')
  let place: RunProgress = progress
  for (let rows = 0; rows < ROWS_ENOUGH; ) {
    const due = await nextDue(tx, until, place)
    if (!due) return null
    const issue = { ...due, until, runId: progress.runId, seller, actor }
    const taken = await issueDue(house, tx, issue)
    // What did not fit on this invoice is found again: the place moves on once nothing is left.
    const left = await nextDue(tx, until, place)
    if (left === null || left.accountId !== due.accountId || left.currency !== due.currency)
      place = { ...place, ...due }
    rows += 10 + 3 * taken
  }
  return place
}
