import { CHAIN_START, entryHash } from './audit-chain.ts'
import { lease } from './lease.ts'
import { prepared } from './prepared.ts'
import type { Tx } from './store.ts'
import type { GroundTables } from './tables.ts'

/** Half of the 500 rows that one transaction may touch, so that neither kind starves the other. */
const EACH_MAX = 250
const LEASE_MS = 15_000

type Link = { id: string; seq: number; prev_hash: Uint8Array; hash: Uint8Array }

const unnumbered = prepared((tx: Tx<GroundTables>) =>
  tx.selectFrom('events').select('id').where('seq', 'is', null).orderBy('id').limit(EACH_MAX),
)
const lastNumber = prepared((tx: Tx<GroundTables>) =>
  tx.selectFrom('events').select('seq').where('seq', 'is not', null).orderBy('seq', 'desc').limit(1),
)
const number = prepared((tx: Tx<GroundTables>, { id, seq }: { id: string; seq: number }) =>
  tx.updateTable('events').set({ seq }).where('id', '=', id),
)
const unchained = prepared((tx: Tx<GroundTables>) =>
  tx.selectFrom('audit').selectAll().where('seq', 'is', null).orderBy('id').limit(EACH_MAX),
)
const lastLink = prepared((tx: Tx<GroundTables>) =>
  tx.selectFrom('audit').select(['seq', 'hash']).where('seq', 'is not', null).orderBy('seq', 'desc').limit(1),
)
const chain = prepared((tx: Tx<GroundTables>, { id, seq, prev_hash, hash }: Link) =>
  tx.updateTable('audit').set({ seq, prev_hash, hash }).where('id', '=', id),
)

/** What one run did; `more` = call again at once. */
export type Sealed = { leased: boolean; events: number; audit: number; more: boolean }

/**
 * Numbers events and chains audit entries that were committed without a number. Numbers given inside the stories would commit out of
 * order, and a reader that resumes from the last number it saw would miss some.
 * @param holder names this process; only one at a time seals
 */
export async function sealOnce(tx: Tx<GroundTables>, now: number, holder: string): Promise<Sealed> {
  if (!(await lease(tx, 'sealer', holder, now, LEASE_MS))) return { leased: false, events: 0, audit: 0, more: false }
  const events = await numberEvents(tx)
  const audit = await chainAudit(tx)
  return { leased: true, events, audit, more: events === EACH_MAX || audit === EACH_MAX }
}

/**
 * The same for a ledger with one writer, in the commit that it is part of: what a commit tells is then numbered as soon as it can be seen. No lease is needed,
 * since nobody else can be writing. What is left over by more than `EACH_MAX` is for `sealOnce`.
 */
export async function sealWithCommit(tx: Tx<GroundTables>): Promise<void> {
  await numberEvents(tx)
  await chainAudit(tx)
}

async function numberEvents(tx: Tx<GroundTables>): Promise<number> {
  const { rows: fresh } = await unnumbered(tx, {})
  if (fresh.length === 0) return 0
  const [last] = (await lastNumber(tx, {})).rows
  let seq = last?.seq ?? 0
  for (const { id } of fresh) await number(tx, { id, seq: ++seq })
  return fresh.length
}

async function chainAudit(tx: Tx<GroundTables>): Promise<number> {
  const { rows: fresh } = await unchained(tx, {})
  if (fresh.length === 0) return 0
  const [last] = (await lastLink(tx, {})).rows
  let seq = last?.seq ?? 0
  let prev_hash = last?.hash ?? CHAIN_START
  for (const row of fresh) {
    const hash = entryHash(prev_hash, { ...row, seq: ++seq })
    await chain(tx, { id: row.id, seq, prev_hash, hash })
    prev_hash = hash
  }
  return fresh.length
}
