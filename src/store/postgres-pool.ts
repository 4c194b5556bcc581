import pg from 'pg'
import type { Log } from '../std/log.ts'
import { faultName } from './fault-name.ts'
import { LEDGER_TYPES } from './postgres-types.ts'

const CONNECT_TIMEOUT_MS = 5_000
const IDLE_MS = 30_000

/** What the server enforces on a session. READ COMMITTED whatever the database's default: the stories are written for it. */
const SESSION = {
  default_transaction_isolation: 'read\\ committed',
  lock_timeout: '3000',
  statement_timeout: '20000',
  idle_in_transaction_session_timeout: '20000',
}

export type PoolKind = 'writes' | 'reads' | 'migrates'

/** A pool of at most `connections_max` connections, each set up for one kind of work. */
export function openPool(url: string, kind: PoolKind, connections_max: number, log: Log): pg.Pool {
  // A migration waits for another process's for as long as that takes.
  const settings: Record<string, string> = kind === 'migrates' ? {} : { ...SESSION }
  if (kind === 'reads') settings.default_transaction_read_only = 'on'
  const pool = new pg.Pool({
    connectionString: url,
    application_name: `koppel ${kind}`,
    options: Object.entries(settings)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
    max: connections_max,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_MS,
    allowExitOnIdle: true,
    ...(kind === 'migrates' ? {} : { types: LEDGER_TYPES }),
  })
  // A lost connection tells whoever uses it through the failing query; without a listener it would end the process as well.
  pool.on('error', (error) => log.warn({ error: faultName(error) }, 'ledger connection lost'))
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}
