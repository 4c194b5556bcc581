/** Tables of the ground floor. Instants are milliseconds, JSON is text, ids are UUIDv7 (docs/architecture.md). */
export type GroundTables = {
  /** What happened, for live views. `seq` is null until the sealer has numbered it. */
  events: {
    id: string
    seq: number | null
    /** Who may see it. */
    account_id: string
    /** What it is about: `redemption:<id>` or `device:<id>`. */
    topic: string
    body: string
    at: number
  }
  /** Who did what. `seq`, `prev_hash` and `hash` are null until the sealer has chained it. */
  audit: {
    id: string
    seq: number | null
    at: number
    actor: string
    act: string
    account_id: string | null
    subject: string
    /** JSON: ids, stable names and salted hashes only. */
    details: string
    prev_hash: Uint8Array | null
    hash: Uint8Array | null
  }
  /** Answers given to requests that carried an Idempotency-Key. */
  idempotency: {
    /** The user (or local operator) that sent it. */
    owner: string
    key: string
    body_hash: Uint8Array
    /** JSON of the outcome, enough to give the same answer. */
    answer: string
    at: number
  }
  /** Keys of the house, wrapped by KOPPEL_SECRET. */
  keys: { id: string; purpose: string; wrapped: Uint8Array; created_at: number; retired_at: number | null }
  /** Who of several processes does a job that only one may do. */
  leases: { name: string; holder: string; until_at: number }
  /** Long work, resumable. */
  jobs: { id: string; kind: string; state: string; progress: string; created_at: number; updated_at: number }
}
