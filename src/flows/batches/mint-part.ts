import { deriveCode, lengthOf } from '../../codes/derive-code.ts'
import { familyNamed } from '../../codes/families/index.ts'
import { type NewCode, newCode, storeCodes } from '../../codes/minted-codes.ts'
import { wholeCards } from '../../codes/pack.ts'
import { record } from '../../store/audit.ts'
import { lease } from '../../store/lease.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import { type BatchRow, batchRow } from './batch-row.ts'
import { MINT_JOB, type MintProgress, progressText, readProgress } from './progress.ts'
import { seedOf } from './seed.ts'

/** With batch, job, lease and audit entry within the 500 rows that one transaction may touch. */
export const PART_CODES = 480
const LEASE_MS = 15_000

type Part = { jobId: string; progress: MintProgress; batch: BatchRow; codes: readonly NewCode[] }

/**
 * Mints the next part of the oldest running job, in one transaction with the job's progress: after a crash the next part begins where the last commit ended.
 * @param holder names this process; only one at a time mints
 * @returns `nothing`: no job waits; `elsewhere`: another process mints; `more`: call again
 */
export async function mintPart(house: House, holder: string): Promise<'nothing' | 'elsewhere' | 'more'> {
  const part = await nextPart(house)
  if (!part) return 'nothing'
  const { world, ledger } = house
  return ledger.transact('mint-part', async (tx) => {
    const now = world.clock.now()
    if (!(await lease(tx, MINT_JOB, holder, now, LEASE_MS))) return 'elsewhere'
    const before = progressText(part.progress)
    const job = await tx
      .selectFrom('jobs')
      .select(['state', 'progress'])
      .where('id', '=', part.jobId)
      .executeTakeFirst()
    // The lease was another's until now: what it did since our reading is to be read again.
    if (job?.state !== 'running' || job.progress !== before) return 'more'
    const batch = await batchRow(tx, part.batch.id)
    const state = batch?.state === 'minting' ? await store(house, tx, part, now) : 'cancelled'
    if (state === 'cancelled')
      await tx.updateTable('jobs').set({ state, updated_at: now }).where('id', '=', part.jobId).execute()
    return 'more'
  })
}

/** Derives before the transaction begins: the one writer is not kept waiting for arithmetic. */
async function nextPart(house: House): Promise<Part | null> {
  const { world, ledger, keys } = house
  const job = await ledger.reads
    .selectFrom('jobs')
    .select(['id', 'progress'])
    .where('kind', '=', MINT_JOB)
    .where('state', '=', 'running')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  if (!job) return null
  const progress = readProgress(job.progress)
  const batch = await batchRow(ledger.reads, progress.batchId)
  const family = batch && familyNamed(batch.family)
  if (!batch || !family) throw new Error(`job ${job.id} has no batch`)
  const seed = await seedOf(house, ledger.reads, batch.id)
  const codes: NewCode[] = []
  if (seed) {
    const ring = { current: keys.current('code-hash'), all: keys.all('code-hash') }
    const length = lengthOf(family, batch.code_length)
    const end = progress.next + Math.min(wholeCards(batch.pack_size, PART_CODES), batch.count - progress.done)
    for (let at = progress.next; at < end; at++)
      codes.push(newCode(world, ring, deriveCode(seed, family, length, at), at))
  }
  return { jobId: job.id, progress, batch, codes }
}

async function store({ world }: House, tx: LedgerTx, part: Part, now: number): Promise<'running' | 'done'> {
  const { batch, codes, progress } = part
  const done = progress.done + (await storeCodes(tx, { id: batch.id, packSize: batch.pack_size }, codes))
  const state = done === batch.count ? 'done' : 'running'
  const next = progressText({ ...progress, next: progress.next + codes.length, done })
  await tx.updateTable('jobs').set({ state, progress: next, updated_at: now }).where('id', '=', part.jobId).execute()
  await tx
    .updateTable('batches')
    .set({ minted: done, ...(state === 'done' ? { state: 'ready' } : {}) })
    .where('id', '=', batch.id)
    .where('state', '=', 'minting')
    .execute()
  if (state === 'done') {
    const details = JSON.stringify({ family: batch.family, count: done })
    const subject = `batch:${batch.id}`
    await record(tx, world, { actor: batch.created_by, act: 'mint', accountId: batch.account_id, subject, details })
  }
  return state
}
