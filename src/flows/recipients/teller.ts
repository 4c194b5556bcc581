import type { AlarmClass } from '../../recipients/recipient.ts'
import type { RecipientTables } from '../../recipients/schema.ts'
import { backoff_ms } from '../../std/backoff.ts'
import type { Texts } from '../../std/texts.ts'
import { prepared } from '../../store/prepared.ts'
import type { Reads } from '../../store/store.ts'
import type { House } from '../house.ts'
import { attend, type Next } from '../outbox/attend.ts'
import { type AlarmStep, tellAlarmStep } from './alarm-step.ts'

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

const earliest = prepared((reads: Reads<RecipientTables>) =>
  reads.selectFrom('alarm_steps').select(['id', 'due_at']).orderBy('due_at').orderBy('id').limit(1),
)

/** Tells each step soon after the commit that noted it, one transaction for each. */
export function startAlarmTeller(house: House, texts: Texts): AlarmTeller {
  const { clock, random, log } = house.world
  const look = async (): Promise<Next> => {
    const [first] = (await earliest(house.ledger.reads, {})).rows
    if (!first) return 'when-woken'
    const after_ms = first.due_at - clock.now()
    if (after_ms > 0) return { after_ms }
    try {
      await house.ledger.transact('tell-alarm', (tx) => tellRow(house, texts, tx, first.id))
    } catch (error) {
      log.error({ stepId: first.id, error }, 'a step of an alarm not told')
      await house.ledger.transact('postpone-alarm', async (tx) => {
        const row = await tx.selectFrom('alarm_steps').select('tries').where('id', '=', first.id).executeTakeFirst()
        if (!row) return
        const due_at = clock.now() + Math.ceil(backoff_ms(random, row.tries, AGAIN_FIRST_MS, AGAIN_MOST_MS))
        await tx
          .updateTable('alarm_steps')
          .set({ due_at, tries: row.tries + 1 })
          .where('id', '=', first.id)
          .execute()
        await tx.deleteFrom('alarm_steps').where('id', '=', first.id).where('tries', '>=', TRIES_MAX).execute()
      })
    }
    return 'again'
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

/** Whoever takes the row away tells it: of two processes one. */
async function tellRow(house: House, texts: Texts, tx: Parameters<typeof tellAlarmStep>[2], id: string): Promise<void> {
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
