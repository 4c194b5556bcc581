import { createHash } from 'node:crypto'
import type { Reads } from './store.ts'
import type { GroundTables } from './tables.ts'

export type AuditEntry = Omit<GroundTables['audit'], 'seq' | 'prev_hash' | 'hash'> & { seq: number }

/** What an entry's hash follows when there is none before it. */
export const CHAIN_START = new Uint8Array(32)
const LABEL = 'koppel/v1/audit\0'
const PAGE_ROWS = 500

/** Head of the chain: noted elsewhere, it also proves that nothing was cut off at the end. */
export type ChainHead = { seq: number; hash: Uint8Array }
export type ChainVerdict =
  | { kind: 'sound'; head: ChainHead }
  /** The first entry that does not fit, or the number where one is missing. */
  | { kind: 'broken'; seq: number; fault: 'changed' | 'missing' | 'reordered' }

/** SHA-256 over the label, the hash before, and each field with its length, so that no two entries are written alike. */
export function entryHash(previous: Uint8Array, entry: AuditEntry): Uint8Array {
  const { seq, id, at, actor, act, account_id, subject, details } = entry
  const hash = createHash('sha256').update(LABEL).update(previous)
  for (const field of [String(seq), id, String(at), actor, act, account_id, subject, details]) {
    const bytes = field === null ? null : Buffer.from(field, 'utf8')
    const length = Buffer.alloc(4)
    // No text reaches 2^32 - 1 bytes: that length stands for null.
    length.writeUInt32BE(bytes === null ? 0xffff_ffff : bytes.length)
    hash.update(length)
    if (bytes) hash.update(bytes)
  }
  return new Uint8Array(hash.digest())
}

/**
 * Walks the sealed entries from the first and names the first that was changed, removed or moved.
 * @param noted a head seen earlier; the chain must still contain it
 */
export async function verifyAudit(reads: Reads<GroundTables>, noted?: ChainHead): Promise<ChainVerdict> {
  let head: ChainHead = { seq: 0, hash: CHAIN_START }
  for (;;) {
    const page = await reads
      .selectFrom('audit')
      .selectAll()
      .where('seq', '>', head.seq)
      .orderBy('seq')
      .limit(PAGE_ROWS)
      .execute()
    for (const row of page) {
      const seq = head.seq + 1
      if (row.seq !== seq) return { kind: 'broken', seq, fault: 'missing' }
      const fault = faultOf({ ...row, seq }, row.prev_hash, row.hash, head.hash)
      if (fault) return { kind: 'broken', seq, fault }
      head = { seq, hash: row.hash ?? CHAIN_START }
      if (noted?.seq === seq && !same(noted.hash, head.hash)) return { kind: 'broken', seq, fault: 'changed' }
    }
    if (page.length < PAGE_ROWS) break
  }
  if (noted && noted.seq > head.seq) return { kind: 'broken', seq: head.seq + 1, fault: 'missing' }
  return { kind: 'sound', head }
}

function faultOf(
  entry: AuditEntry,
  claimed: Uint8Array | null,
  hash: Uint8Array | null,
  previous: Uint8Array,
): 'changed' | 'reordered' | null {
  if (!claimed || !same(claimed, previous)) return 'reordered'
  return hash && same(hash, entryHash(previous, entry)) ? null : 'changed'
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}
