import { backoff_ms } from '../std/backoff.ts'
import { wait } from '../std/clock.ts'
import { newId } from '../std/ids.ts'
import { signal } from '../std/signal.ts'
import { sealOnce } from '../store/seal.ts'
import type { House } from './house.ts'
import type { LedgerReads } from './tables.ts'

/** Something that happened, numbered. Consumers resume behind the last number they saw (SSE `Last-Event-ID`). */
export type LiveEvent = { seq: number; accountId: string; topic: string; body: string; at: number }

/** Live views: numbered events, and a wake-up when there are more. */
export type Live = {
  /** Events behind `seq`, in order, at most `limit` (500); `topic` or `accounts` narrow them. */
  after(
    seq: number,
    limit: number,
    only: { topic?: string; accounts?: readonly string[] | 'all' },
  ): Promise<LiveEvent[]>
  /** The highest number given so far; 0 before the first. */
  latest(): Promise<number>
  onSealed(listener: () => void): () => void
  stop(): Promise<void>
}

const PAGE_MAX = 500
const RETRY_FIRST_MS = 100
const RETRY_MOST_MS = 10_000
/** Another process seals; it may have died, and then its lease runs out. */
const NOT_LEASED_WAIT_MS = 5_000

/** Numbers what is committed, soon after it is, and tells whoever waits for it. Stopped by `stop`; what is not sealed then is sealed by the next start. */
export function startLive(house: Pick<House, 'world' | 'ledger'>): Live {
  const { ledger, world } = house
  const sealed = signal<void>()
  const stopping = new AbortController()
  // A data directory has one process at a time, and a new one need not wait for the lease of the one before.
  const holder = ledger.engine === 'sqlite' ? 'local' : newId(world.clock, world.random)
  const told = { seq: 0 }
  let again = false
  let running: Promise<void> | null = null
  let leaseRetryAt = 0

  const round = async (): Promise<void> => {
    again = false
    if (world.clock.monotonic() >= leaseRetryAt && !(await sealAll(house, holder, stopping.signal))) {
      leaseRetryAt = world.clock.monotonic() + NOT_LEASED_WAIT_MS
      world.clock.after(NOT_LEASED_WAIT_MS, wake)
    }
    const latest = await latestSeq(ledger.reads)
    if (latest <= told.seq) return
    told.seq = latest
    sealed.emit()
  }
  const run = async (): Promise<void> => {
    for (let failures = 0; again && !stopping.signal.aborted; ) {
      try {
        await round()
        failures = 0
      } catch (error) {
        if (stopping.signal.aborted) return
        world.log.warn({ error }, 'events not sealed')
        again = true
        const delay_ms = backoff_ms(world.random, failures++, RETRY_FIRST_MS, RETRY_MOST_MS)
        await wait(world.clock, delay_ms, stopping.signal).catch(() => {})
      }
    }
  }
  const wake = (): void => {
    again = true
    if (stopping.signal.aborted) return
    running ??= run().finally(() => {
      running = null
      if (again) wake()
    })
  }
  const unwatch = ledger.onCommit(wake)
  wake()

  return {
    after: (seq, limit, only) => eventsAfter(ledger.reads, seq, Math.min(limit, PAGE_MAX), only),
    latest: () => latestSeq(ledger.reads),
    onSealed: (listener) => sealed.on(listener),
    async stop() {
      unwatch()
      stopping.abort()
      await running
      await giveUpLease(house, holder)
    },
  }
}

/**
 * Seals until nothing is left; false when another process holds the lease. Looks before it writes: an empty transaction is a commit too, and its wake-up
 * would call for the next one without end.
 */
async function sealAll(
  { ledger, world }: Pick<House, 'ledger' | 'world'>,
  holder: string,
  signal: AbortSignal,
): Promise<boolean> {
  while (!signal.aborted && (await unsealed(ledger.reads))) {
    const done = await ledger.transact('seal', (tx) => sealOnce(tx, world.clock.now(), holder))
    if (!done.leased) return false
  }
  return true
}

async function unsealed(reads: LedgerReads): Promise<boolean> {
  const waiting = (table: 'events' | 'audit') =>
    reads.selectFrom(table).select('id').where('seq', 'is', null).limit(1).executeTakeFirst()
  return ((await waiting('events')) ?? (await waiting('audit'))) !== undefined
}

async function latestSeq(reads: LedgerReads): Promise<number> {
  const row = await reads
    .selectFrom('events')
    .select('seq')
    .where('seq', 'is not', null)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.seq ?? 0
}

async function eventsAfter(
  reads: LedgerReads,
  seq: number,
  limit: number,
  only: Parameters<Live['after']>[2],
): Promise<LiveEvent[]> {
  let query = reads.selectFrom('events').selectAll().where('seq', '>', seq).orderBy('seq').limit(limit)
  if (only.topic !== undefined) query = query.where('topic', '=', only.topic)
  if (only.accounts !== undefined && only.accounts !== 'all') {
    if (only.accounts.length === 0) return []
    query = query.where('account_id', 'in', only.accounts)
  }
  const rows = await query.execute()
  return rows.map((row) => ({
    seq: row.seq ?? 0,
    accountId: row.account_id,
    topic: row.topic,
    body: row.body,
    at: row.at,
  }))
}

/** So that a successor need not wait for the lease to run out. The work is done: a failure costs only that wait. */
async function giveUpLease({ ledger, world }: Pick<House, 'ledger' | 'world'>, holder: string): Promise<void> {
  if (ledger.engine === 'sqlite') return
  try {
    await ledger.transact('give-up-sealing', async (tx) => {
      await tx
        .updateTable('leases')
        .set({ until_at: 0 })
        .where('name', '=', 'sealer')
        .where('holder', '=', holder)
        .execute()
    })
  } catch (error) {
    world.log.warn({ error }, 'sealing lease not given up')
  }
}
