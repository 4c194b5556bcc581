import { newId } from '../std/ids.ts'
import { addPeriod } from '../std/period.ts'
import type { World } from '../std/world.ts'
import { RunAgain } from '../store/errors.ts'
import type { Reads, Tx } from '../store/store.ts'
import type { SubscriptionTables } from './subscription-schema.ts'
import { firstOfNextMonth, yearOf } from './years.ts'

/** A subscription of a device. Instants in milliseconds since 1970. */
export type DeviceSubscription = SubscriptionTables['device_subscriptions']

/**
 * Starts the subscription of a device that was just registered on an account: it is active at once, and its first year is invoiced from the first of the month
 * after `at`. A device that this account subscribes to already keeps what it has.
 * @param started.at milliseconds since 1970
 * @returns its id, or null: another account subscribes to the device; `moveDeviceSubscription` hands it over
 */
export async function startDeviceSubscription(
  tx: Tx<SubscriptionTables>,
  { clock, random }: World,
  started: { deviceId: string; accountId: string; at: number },
): Promise<string | null> {
  const { deviceId, accountId, at } = started
  const open = await openSubscription(tx, deviceId)
  if (open) return open.account_id === accountId ? open.id : null
  const id = newId(clock, random)
  const anchor = Math.max(at, await begunUntil(tx, started))
  await insert(tx, { id, device_id: deviceId, account_id: accountId, started_at: at, anchor_at: anchor })
  return id
}

/**
 * Hands the subscription of a device to another account. A year that has begun is the former owner's to pay, invoiced or not; the new one pays from the next
 * anniversary on. Nothing is paid twice and no day is free.
 * @returns the new row's id, or null: the device has no subscription of `from`
 */
export async function moveDeviceSubscription(
  tx: Tx<SubscriptionTables>,
  { clock, random }: World,
  moved: { deviceId: string; from: string; to: string; at: number },
): Promise<string | null> {
  const { deviceId, from, to, at } = moved
  const open = await openSubscription(tx, deviceId)
  if (open?.account_id !== from) return null
  if (from === to) return open.id
  await end(tx, open, at)
  const id = newId(clock, random)
  const anchor = yearOf(open.anchor_at, yearsBegun(open, at)).from
  await insert(tx, { id, device_id: deviceId, account_id: to, started_at: at, anchor_at: anchor })
  return id
}

/** Ends the subscription of a device: the year that has begun is invoiced, and none after it. False: it had none. */
export async function endDeviceSubscription(
  tx: Tx<SubscriptionTables>,
  ended: { deviceId: string; at: number },
): Promise<boolean> {
  const open = await openSubscription(tx, ended.deviceId)
  if (!open) return false
  await end(tx, open, ended.at)
  return true
}

/** Hands a year of a subscription to the invoice run: its `years` is the lock. @throws RunAgain when that happened meanwhile */
export async function takeYear(tx: Tx<SubscriptionTables>, subscription: DeviceSubscription): Promise<void> {
  const { id, years } = subscription
  const taken = await tx
    .updateTable('device_subscriptions')
    .set({ years: years + 1, due_at: dueOf({ ...subscription, years: years + 1 }) })
    .where('id', '=', id)
    .where('years', '=', years)
    .returning('id')
    .execute()
  if (taken.length === 0) throw new RunAgain('the year was taken meanwhile')
}

/** Subscriptions of accounts, or of one device, the newest first. */
export async function subscriptionsOf(
  reads: Reads<SubscriptionTables>,
  filter: { accountIds?: readonly string[]; deviceId?: string; before?: string; limit: number },
): Promise<DeviceSubscription[]> {
  let query = reads.selectFrom('device_subscriptions').selectAll().orderBy('id', 'desc').limit(filter.limit)
  if (filter.accountIds) query = query.where('account_id', 'in', [...filter.accountIds])
  if (filter.deviceId !== undefined) query = query.where('device_id', '=', filter.deviceId)
  if (filter.before !== undefined) query = query.where('id', '<', filter.before)
  return query.execute()
}

async function openSubscription(
  tx: Reads<SubscriptionTables>,
  deviceId: string,
): Promise<DeviceSubscription | undefined> {
  const query = tx.selectFrom('device_subscriptions').selectAll().where('device_id', '=', deviceId)
  return query.where('ended_at', 'is', null).executeTakeFirst()
}

async function insert(
  tx: Tx<SubscriptionTables>,
  made: Omit<DeviceSubscription, 'ended_at' | 'years' | 'due_at'>,
): Promise<void> {
  const added = await tx
    .insertInto('device_subscriptions')
    .values({ ...made, ended_at: null, years: 0, due_at: firstOfNextMonth(made.anchor_at) })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute()
  if (added.length === 0) throw new RunAgain('the device was subscribed to meanwhile')
}

async function end(tx: Tx<SubscriptionTables>, open: DeviceSubscription, at: number): Promise<void> {
  const ended = await tx
    .updateTable('device_subscriptions')
    .set({ ended_at: at, due_at: dueOf({ ...open, ended_at: at }) })
    .where('id', '=', open.id)
    .where('ended_at', 'is', null)
    .where('years', '=', open.years)
    .returning('id')
    .execute()
  if (ended.length === 0) throw new RunAgain('the subscription was ended, or a year of it taken, meanwhile')
}

/** When the next year is invoiced; null: it begins after the end. */
function dueOf({ anchor_at, ended_at, years }: DeviceSubscription): number | null {
  const { from } = yearOf(anchor_at, years)
  return ended_at !== null && from > ended_at ? null : firstOfNextMonth(from)
}

/** Until when an account that had a device before is to pay for it anyway. */
async function begunUntil(
  tx: Reads<SubscriptionTables>,
  { deviceId, accountId }: { deviceId: string; accountId: string },
): Promise<number> {
  const before = await tx
    .selectFrom('device_subscriptions')
    .selectAll()
    .where('device_id', '=', deviceId)
    .where('account_id', '=', accountId)
    .orderBy('id', 'desc')
    .executeTakeFirst()
  return before?.ended_at == null ? 0 : yearOf(before.anchor_at, yearsBegun(before, before.ended_at)).from
}

/** Years that have begun by an instant; the one that begins at the anchor has. */
function yearsBegun({ anchor_at }: DeviceSubscription, at: number): number {
  let years = 0
  while (addPeriod(anchor_at, `P${years}Y`) <= at) years++
  return years
}
