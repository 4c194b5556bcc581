import type { AlarmClass } from '../../recipients/recipient.ts'
import type { RecipientTables } from '../../recipients/schema.ts'
import { backoff_ms } from '../../std/backoff.ts'
import type { Texts } from '../../std/texts.ts'
import { prepared } from '../../store/prepared.ts'
import type { Reads } from '../../store/store.ts'
import type { House } from '../house.ts'
import { attend, type Next } from '../outbox/attend.ts'
import type { LedgerTx } from '../tables.ts'
import { type AlarmStep, tellAlarmStep } from './alarm-step.ts'
import { tellServiceNotice } from './service-notice.ts'

/** A step that cannot be told must not hold up all behind it: it is tried again after this, then after twice as long, and given up at last. */
const AGAIN_FIRST_MS = 5_000
const AGAIN_MOST_MS = 600_000
const TRIES_MAX = 12

type Row = RecipientTables['alarm_steps']

/** Tells recipients of what alarms do. The ledger is the truth; nothing is kept here. */
export type AlarmTeller = {
  /** Resolves when no step is being told and none is due. */
  idle(): Promise<void>
  stop(): Promise<void>
}

/** Rows that wait to be told; the key says which is next. */
type Queue = {
  table: 'alarm_steps' | 'service_notices'
  next(reads: Reads<RecipientTables>): Promise<{ id: string; due_at: number } | undefined>
  tell(house: House, texts: Texts, tx: LedgerTx, id: string): Promise<void>
}

const earliestStep = prepared((reads: Reads<RecipientTables>) =>
  reads.selectFrom('alarm_steps').select(['id', 'due_at']).orderBy('due_at').orderBy('id').limit(1),
)
const earliestNotice = prepared((reads: Reads<RecipientTables>) =>
  reads.selectFrom('service_notices').select(['id', 'due_at']).orderBy('due_at').orderBy('id').limit(1),
)
const QUEUES: readonly Queue[] = [
  { table: 'alarm_steps', next: async (reads) => (await earliestStep(reads, {})).rows[0], tell: tellRow },
  { table: 'service_notices', next: async (reads) => (await earliestNotice(reads, {})).rows[0], tell: tellNotice },
]

/** Tells each step, and each notice, soon after the commit that noted it, one transaction for each. */
export function startAlarmTeller(house: House, texts: Texts): AlarmTeller {
  const { clock, log } = house.world
  const lookAt = async ({ table, next, tell }: Queue): Promise<Next> => {
    const first = await next(house.ledger.reads)
    if (!first) return 'when-woken'
    const after_ms = first.due_at - clock.now()
    if (after_ms > 0) return { after_ms }
    try {
      await house.ledger.transact('tell-alarm', (tx) => tell(house, texts, tx, first.id))
    } catch (error) {
      log.error({ table, id: first.id, error }, 'a step of an alarm, or a notice, not told')
      await postpone(house, table, first.id)
    }
    return 'again'
  }
  const look = async (): Promise<Next> => {
    let soonest: Next = 'when-woken'
    for (const queue of QUEUES) {
      const next = await lookAt(queue)
      if (next === 'again') return 'again'
      if (next === 'when-woken') continue
      soonest = soonest === 'when-woken' ? next : { after_ms: Math.min(soonest.after_ms, next.after_ms) }
    }
    return soonest
  }
  const attention = attend(house.world, 'steps of alarms not read', look)
  const unwatch = house.ledger.onCommit(attention.wake)
  attention.wake()
  return {
    idle: () => attention.idle(),
    async stop() {
      unwatch()
      await attention.stop()
    },
  }
}

async function postpone({ ledger, world }: House, table: Queue['table'], id: string): Promise<void> {
  await ledger.transact('postpone-alarm', async (tx) => {
    const row = await tx.selectFrom(table).select('tries').where('id', '=', id).executeTakeFirst()
    if (!row) return
    const due_at = world.clock.now() + Math.ceil(backoff_ms(world.random, row.tries, AGAIN_FIRST_MS, AGAIN_MOST_MS))
    await tx
      .updateTable(table)
      .set({ due_at, tries: row.tries + 1 })
      .where('id', '=', id)
      .execute()
    await tx.deleteFrom(table).where('id', '=', id).where('tries', '>=', TRIES_MAX).execute()
  })
}

async function tellNotice(house: House, texts: Texts, tx: LedgerTx, id: string): Promise<void> {
  const row = await tx.deleteFrom('service_notices').where('id', '=', id).returningAll().executeTakeFirst()
  if (row) await tellServiceNotice(house, texts, tx, row)
}

/** Whoever takes the row away tells it: of two processes one. */
async function tellRow(house: House, texts: Texts, tx: LedgerTx, id: string): Promise<void> {
  const row = await tx.deleteFrom('alarm_steps').where('id', '=', id).returningAll().executeTakeFirst()
  if (row) await tellAlarmStep(house, texts, tx, stepOf(row))
}

function stepOf(row: Row): AlarmStep {
  return {
    alarmId: row.alarm_id,
    accountId: row.account_id,
    deviceId: row.device_id,
    class: row.class as AlarmClass,
    rule: row.rule,
    step: row.step as AlarmStep['step'],
    at: row.at,
    late: row.late === 1,
  }
}
