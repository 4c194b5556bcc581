import { DatabaseError } from 'pg'
import { RunAgain, StoreError } from './errors.ts'

/** serialization_failure, deadlock_detected, lock_not_available: rolled back by the server, and likely to succeed when told again. */
const AGAIN = new Set(['40001', '40P01', '55P03'])
/** too_many_connections, admin_shutdown, crash_shutdown, cannot_connect_now. */
const AWAY = new Set(['53300', '57P01', '57P02', '57P03'])

/** What a failure on a connection means for the story told on it. */
export type Failure =
  /** Told again at once or soon, it may succeed. */
  | 'again'
  /** The connection or the server is gone; whatever was under way there is unknown to us. */
  | 'away'
  /** The statement's own fault, or the story's. */
  | 'final'

/** What an error of a story means for its next try. */
export function failureOf(error: unknown): Failure {
  if (error instanceof RunAgain) return 'again'
  if (error instanceof StoreError || !(error instanceof Error)) return 'final'
  if (!(error instanceof DatabaseError)) return 'away'
  const state = error.code ?? ''
  if (AGAIN.has(state)) return 'again'
  // Class 08 is connection_exception (PostgreSQL appendix A).
  return AWAY.has(state) || state.startsWith('08') ? 'away' : 'final'
}
