import { type Actor, actorName } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import { standingOf } from '../../accounts/standing.ts'
import { record } from '../../store/audit.ts'
import type { House } from '../house.ts'
import { namesOf } from '../support/history.ts'
import type { LedgerReads, LedgerTx } from '../tables.ts'

const DIALOGUE = 'dialogue'

/** Whether the dialogue is in maintenance, since when (milliseconds since 1970; null: it never was) and by whom: a user's name and address, or `operator`. */
export type SeenMaintenance = { on: boolean; changedAt: number | null; who: string | null }

/** Whether the dialogue is in maintenance, as a story or a look at the ledger sees it. */
export async function inMaintenance(reads: LedgerReads): Promise<boolean> {
  const row = await rowOf(reads)
  return row?.is_on === 1
}

/** Whether the dialogue is in maintenance, for staff. */
export async function seeMaintenance({ ledger }: House, actor: Actor): Promise<SeenMaintenance | 'forbidden'> {
  const { reads } = ledger
  if (!can(await standingOf(reads, actor), 'see-dialogue', null)) return 'forbidden'
  return seen(reads)
}

/**
 * Puts the dialogue into maintenance, or ends that, for the office. From the commit on no message is judged in any process: each is answered for good that the service cannot be reached. Wanting what is so already
 * changes nothing.
 * @throws ProblemError `try-again-later`
 */
export async function setMaintenance(
  { ledger, world }: House,
  actor: Actor,
  on: boolean,
): Promise<SeenMaintenance | 'forbidden'> {
  return ledger.transact('sms-maintenance', async (tx) => {
    if (!can(await standingOf(tx, actor), 'maintain-dialogue', null)) return 'forbidden'
    const who = actorName(actor)
    if (await turned(tx, { is_on: Number(on), changed_at: world.clock.now(), actor: who }))
      await record(tx, world, {
        actor: who,
        act: on ? 'begin-maintenance' : 'end-maintenance',
        accountId: null,
        subject: `service:${DIALOGUE}`,
        details: '{}',
      })
    return seen(tx)
  })
}

/** True for whoever turned it: the condition is the lock. */
async function turned(tx: LedgerTx, to: { is_on: number; changed_at: number; actor: string }): Promise<boolean> {
  const changed = await tx
    .updateTable('sms_maintenance')
    .set(to)
    .where('service', '=', DIALOGUE)
    .where('is_on', '!=', to.is_on)
    .returning('service')
    .execute()
  if (changed.length > 0 || to.is_on === 0) return changed.length > 0
  const begun = await tx
    .insertInto('sms_maintenance')
    .values({ service: DIALOGUE, ...to })
    .onConflict((clash) => clash.column('service').doNothing())
    .returning('service')
    .execute()
  return begun.length > 0
}

async function seen(reads: LedgerReads): Promise<SeenMaintenance> {
  const row = await rowOf(reads)
  if (!row) return { on: false, changedAt: null, who: null }
  const names = await namesOf(reads, [row.actor])
  return { on: row.is_on === 1, changedAt: row.changed_at, who: names.get(row.actor) ?? row.actor }
}

function rowOf(reads: LedgerReads) {
  return reads.selectFrom('sms_maintenance').selectAll().where('service', '=', DIALOGUE).executeTakeFirst()
}
