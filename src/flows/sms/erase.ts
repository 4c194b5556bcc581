import type { Cancel } from '../../std/clock.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import { EARLY_MS_MAX } from './reports.ts'

/** What one transaction may touch. */
const ROWS_MAX = 500
const EVERY_MS = 3_600_000

/** Erases what is no longer needed of messages to phones, once an hour. */
export type SmsEraser = {
  /** Erases what is due now; resolves when nothing is left. */
  run(): Promise<void>
  stop(): Promise<void>
}

/**
 * Number, text and provider ids of a message are erased `keep_ms` after it was put into the outbox, and never while it still waits; that it was sent, when and with
 * what outcome stays. Each transaction is whole by itself: after a crash the next run goes on.
 */
export function startSmsEraser(house: House, keep_ms: number): SmsEraser {
  const { clock, log } = house.world
  let running: Promise<void> | null = null
  let stopped = false
  let timer: Cancel = () => {}
  const all = async (): Promise<void> => {
    for (const step of [eraseMessages, eraseParts, eraseReports]) {
      for (let rows = ROWS_MAX; rows === ROWS_MAX && !stopped; ) {
        rows = await house.ledger.transact('sms-erase', (tx) => step(tx, clock.now(), keep_ms))
      }
    }
  }
  const run = (): Promise<void> => {
    // One after the other: who asks wants what is old now to be gone, and not what was old when another run began.
    running = (running ?? Promise.resolve()).catch(() => {}).then(all)
    return running
  }
  const later = (): void => {
    timer = clock.after(EVERY_MS, () => {
      run()
        .catch((error: unknown) => log.warn({ error }, 'messages not erased'))
        .finally(() => !stopped && later())
    })
  }
  later()
  return {
    run,
    async stop() {
      stopped = true
      timer()
      await running?.catch(() => {})
    },
  }
}

async function eraseMessages(tx: LedgerTx, now: number, keep_ms: number): Promise<number> {
  const old = await tx
    .selectFrom('sms_messages')
    .select('id')
    .where('erased_at', 'is', null)
    .where('created_at', '<', now - keep_ms)
    .where('due_at', 'is', null)
    .orderBy('created_at')
    .limit(ROWS_MAX)
    .execute()
  const ids = old.map(({ id }) => id)
  if (ids.length > 0)
    await tx
      .updateTable('sms_messages')
      .set({ number_sealed: null, text_sealed: null, erased_at: now })
      .where('id', 'in', ids)
      .execute()
  return ids.length
}

async function eraseParts(tx: LedgerTx): Promise<number> {
  const old = await tx
    .selectFrom('sms_parts')
    .innerJoin('sms_messages', 'sms_messages.id', 'sms_parts.sms_id')
    .select(['sms_parts.sms_id', 'sms_parts.part'])
    .where('sms_messages.erased_at', 'is not', null)
    .limit(ROWS_MAX)
    .execute()
  for (const { sms_id, part } of old)
    await tx.deleteFrom('sms_parts').where('sms_id', '=', sms_id).where('part', '=', part).execute()
  return old.length
}

async function eraseReports(tx: LedgerTx, now: number): Promise<number> {
  const old = await tx
    .selectFrom('sms_early_reports')
    .select(['transport', 'provider_id'])
    .where('received_at', '<', now - EARLY_MS_MAX)
    .limit(ROWS_MAX)
    .execute()
  for (const { transport, provider_id } of old)
    await tx
      .deleteFrom('sms_early_reports')
      .where('transport', '=', transport)
      .where('provider_id', '=', provider_id)
      .execute()
  return old.length
}
