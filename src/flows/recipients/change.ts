import type { Actor } from '../../accounts/actor.ts'
import { isTimeZone } from '../../std/zone.ts'
import { accountPlaceOf, type NoAccountPlace } from '../account-place.ts'
import type { House } from '../house.ts'
import { chooseDevices, columnsOf, type Fault, judgeWishes, type WishesAsked } from './add.ts'
import { quietOf } from './load.ts'
import { managedRecipient, noteDeed } from './place.ts'

type Done = 'not-found' | 'forbidden'

/** Changes what a recipient is told, and in what language. What is not named stays; an address is not changed, another is another recipient. */
export async function changeRecipient(
  house: House,
  asked: { actor: Actor; id: string; change: Partial<WishesAsked> },
): Promise<'changed' | Done | Fault> {
  const { actor, id, change } = asked
  return house.ledger.transact('change-recipient', async (tx) => {
    const row = await managedRecipient(tx, actor, id)
    if (typeof row === 'string') return row
    const chosen = await tx.selectFrom('recipient_devices').select('device_id').where('recipient_id', '=', id).execute()
    const before: WishesAsked = {
      name: row.name,
      language: row.language,
      devices: row.all_devices === 1 ? null : chosen.map(({ device_id }) => device_id),
      security: row.security === 1,
      function: row.function === 1,
      quiet: quietOf(row),
    }
    const wishes = { ...before, ...change }
    // What was chosen before may have been handed over since, and is no fault of this change.
    const judged = await judgeWishes(tx, row.account_id, { ...wishes, devices: change.devices ?? null })
    if (judged) return judged
    await tx.updateTable('recipients').set(columnsOf(wishes)).where('id', '=', id).execute()
    if (change.devices !== undefined) await chooseDevices(tx, id, change.devices)
    await noteDeed(house, tx, { actor, act: 'change-recipient', accountId: row.account_id, recipientId: id })
    return 'changed'
  })
}

/** Takes a recipient away, with its address: from then on nothing is put into an outbox for it. */
export async function removeRecipient(house: House, asked: { actor: Actor; id: string }): Promise<'removed' | Done> {
  const { actor, id } = asked
  return house.ledger.transact('remove-recipient', async (tx) => {
    const row = await managedRecipient(tx, actor, id)
    if (typeof row === 'string') return row
    const removed_at = house.world.clock.now()
    const gone = { removed_at, address_sealed: null, seal_key_id: null, address_hash: null, hash_key_id: null }
    await tx.updateTable('recipients').set(gone).where('id', '=', id).execute()
    await chooseDevices(tx, id, null)
    await tx.deleteFrom('recipient_proofs').where('recipient_id', '=', id).execute()
    await noteDeed(house, tx, { actor, act: 'remove-recipient', accountId: row.account_id, recipientId: id })
    return 'removed'
  })
}

/** Sets whose clocks an account's hours of rest go by. @param asked.zone IANA; null: by the account's country */
export async function setTimeZone(
  house: House,
  asked: { actor: Actor; accountId?: string | undefined; zone: string | null },
): Promise<'set' | 'no-zone' | NoAccountPlace> {
  const { actor, zone } = asked
  return house.ledger.transact('set-time-zone', async (tx) => {
    const place = await accountPlaceOf(tx, actor, asked.accountId, 'manage-recipients')
    if (typeof place === 'string') return place
    if (zone !== null && !isTimeZone(zone)) return 'no-zone'
    const { accountId } = place
    await tx
      .insertInto('alarm_accounts')
      .values({ account_id: accountId, time_zone: zone })
      .onConflict((clash) => clash.column('account_id').doUpdateSet({ time_zone: zone }))
      .execute()
    await noteDeed(house, tx, { actor, act: 'set-time-zone', accountId, recipientId: accountId })
    return 'set'
  })
}
