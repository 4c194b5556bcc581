import { DatabaseSync } from 'node:sqlite'

/** Rows to a transaction: more would only make the log file larger. */
const CHUNK_ROWS = 500_000

/**
 * Fills a resting ledger with used codes, as years of sales would. Their hashes are spread evenly over the whole space, so that every look-up falls among them.
 * @param file of a house that is not running
 */
export function fillCodes(file: string, rows: number): void {
  const ledger = new DatabaseSync(file)
  // The house's own durability comes back with its own connection; here only speed counts.
  ledger.exec('pragma journal_mode = wal; pragma synchronous = off; pragma cache_size = -200000')
  const insert = ledger.prepare(`
    with recursive n(i) as (select :first union all select i + 1 from n where i + 1 < :end)
    insert into codes (hash, key_id, id, batch_id, last4, state, activated_at, redemption_id, account_id, used_at)
    select unhex(printf('%012x', i * :stride) || hex(randomblob(26))), 'code-hash-1', printf('filled-%012d', i),
      (select id from batches limit 1), 'FULL', 'used', null, null, null, 0
    from n`)
  const stride = Math.floor(2 ** 48 / rows)
  for (let first = 0; first < rows; first += CHUNK_ROWS) {
    ledger.exec('begin')
    insert.run({ first, end: Math.min(first + CHUNK_ROWS, rows), stride })
    ledger.exec('commit')
    ledger.exec('pragma wal_checkpoint(truncate)')
  }
  ledger.close()
}
