import { type Actor, actorName } from '../accounts/actor.ts'
import { redemptionRow } from '../codes/redemptions.ts'
import { transition } from '../devices/transition.ts'
import { giveBack } from './give-back.ts'
import type { House } from './house.ts'
import { placeOf } from './place.ts'

/** Takes back a redemption that has not been sent yet; its code is unused again. */
export async function cancel(
  house: House,
  actor: Actor,
  redemptionId: string,
): Promise<'cancelled' | 'not-found' | 'forbidden' | 'not-cancellable'> {
  return house.ledger.transact('cancel', async (tx) => {
    const row = await redemptionRow(tx, redemptionId)
    if (!row?.device_id) return 'not-found'
    const place = await placeOf(tx, actor, row.device_id, 'cancel-redemption')
    if (typeof place === 'string') return place
    const at = house.world.clock.now()
    const next = transition(row.state as 'queued', 'cancel', true)
    if (!('to' in next)) return 'not-cancellable'
    const won = await tx
      .updateTable('commands')
      .set({ state: next.to, settled_at: at })
      .where('redemption_id', '=', redemptionId)
      .where('state', '=', 'queued')
      .returning('id')
      .execute()
    if (won.length === 0) return 'not-cancellable'
    await giveBack(house, tx, row, { state: 'cancelled', reason: 'cancelled', actor: actorName(actor), at })
    return 'cancelled'
  })
}
