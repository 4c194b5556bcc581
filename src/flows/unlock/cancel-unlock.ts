import { type Actor, actorName } from '../../accounts/actor.ts'
import { transition } from '../../devices/transition.ts'
import { record } from '../../store/audit.ts'
import type { House } from '../house.ts'
import { placeOf } from '../place.ts'
import type { SeenUnlock } from './see-unlocks.ts'
import { seenUnlock, unlocksOfOwner } from './see-unlocks.ts'
import { tellUnlock } from './tell-unlock.ts'

/** What became of the wish: the unlock as it stands then, or why it stays. */
export type UnlockCancelled = SeenUnlock | 'not-found' | 'forbidden' | 'not-cancellable'

/**
 * Takes back an unlock that has surely not left: its command is still `queued`. Only the sending is taken back. What was released stays released and stays on the bill, because its code could be fetched, by a
 * registered number or here, from the moment of the release, and no dongle can be told to refuse it. It is not sent again by itself, only when a person wants it.
 * @throws ProblemError `try-again-later`
 */
export async function cancelUnlock(
  { ledger, world }: House,
  actor: Actor,
  { deviceId, unlockId }: { deviceId: string; unlockId: string },
): Promise<UnlockCancelled> {
  return ledger.transact('cancel-unlock', async (tx): Promise<UnlockCancelled> => {
    const place = await placeOf(tx, actor, deviceId, 'unlock')
    if (typeof place === 'string') return place
    const row = await unlocksOfOwner(tx, deviceId).where('commands.id', '=', unlockId).executeTakeFirst()
    if (!row) return 'not-found'
    const next = transition(row.state as 'queued', 'cancel', true)
    if (!('to' in next)) return 'not-cancellable'
    const cancelled = { state: next.to, reason: 'cancelled', settled_at: world.clock.now() }
    const won = await tx
      .updateTable('commands')
      .set(cancelled)
      .where('id', '=', unlockId)
      .where('state', '=', 'queued')
      .returning('id')
      .execute()
    if (won.length === 0) return 'not-cancellable'
    await tellUnlock({ world }, tx, { deviceId, commandId: unlockId, state: next.to, reason: 'cancelled' })
    await record(tx, world, {
      actor: actorName(actor),
      act: 'cancel-unlock',
      accountId: place.accountId,
      subject: `release:${row.release_id}`,
      details: JSON.stringify({ commandId: unlockId }),
    })
    return seenUnlock({ ...row, ...cancelled })
  })
}
