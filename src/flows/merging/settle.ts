import { newId } from '../../std/ids.ts'
import { RunAgain } from '../../store/errors.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import type { Merge } from './merge.ts'
import type { Holdings, MergePlan } from './plan.ts'

const DAY_MS = 86_400_000

/** A user of both accounts keeps the higher level; the others come along as they are. */
export async function settleUsers(
  tx: LedgerTx,
  { gone, kept }: Merge,
  theirs: Holdings,
  ours: Holdings,
  { after }: MergePlan,
): Promise<void> {
  const known = new Set(ours.users.map(({ userId }) => userId))
  for (const { userId } of theirs.users) {
    const at = tx.deleteFrom('memberships').where('account_id', '=', gone).where('user_id', '=', userId)
    if (known.has(userId)) await at.execute()
  }
  for (const { userId, level } of after.users)
    if (known.has(userId))
      await tx
        .updateTable('memberships')
        .set({ level })
        .where('account_id', '=', kept)
        .where('user_id', '=', userId)
        .execute()
  await tx.updateTable('memberships').set({ account_id: kept }).where('account_id', '=', gone).execute()
}

/** What was chosen for a collar comes along; of the accounts' defaults the kept one's stay. */
export async function settleAlarmSettings(tx: LedgerTx, { gone, kept }: Merge): Promise<void> {
  const own = await tx.selectFrom('alarm_settings').select('device_id').where('account_id', '=', kept).execute()
  const taken = ['-', ...own.map(({ device_id }) => device_id)]
  await tx
    .updateTable('alarm_settings')
    .set({ account_id: kept })
    .where('account_id', '=', gone)
    .where('device_id', 'not in', taken)
    .execute()
  await tx.deleteFrom('alarm_settings').where('account_id', '=', gone).execute()
}

/** The balance is the sum of the entries, which move. @throws RunAgain when one was spent meanwhile */
export async function settleCredits(
  tx: LedgerTx,
  { gone, kept }: Merge,
  theirs: Holdings,
  ours: Holdings,
  { after }: MergePlan,
): Promise<void> {
  const taken = await tx
    .deleteFrom('credit_balances')
    .where('account_id', '=', gone)
    .returning('credits')
    .executeTakeFirst()
  if ((taken?.credits ?? 0) !== theirs.credits) throw new RunAgain('the credits were changed meanwhile')
  if (!taken) return
  const given = await tx
    .insertInto('credit_balances')
    .values({ account_id: kept, credits: after.credits })
    .onConflict((clash) =>
      clash
        .column('account_id')
        .doUpdateSet({ credits: after.credits })
        .where('credit_balances.credits', '=', ours.credits),
    )
    .returning('credits')
    .execute()
  if (given.length === 0) throw new RunAgain('the credits were changed meanwhile')
}

/** What is left of the subscription that ends first is put behind the other, as an entry of its own. */
export async function settleSubscription(
  { world }: House,
  tx: LedgerTx,
  { gone, kept, agreementId, at }: Merge,
  theirs: Holdings,
  ours: Holdings,
  { after }: MergePlan,
): Promise<void> {
  const until = after.subscriptionEndsAt
  if (theirs.subscriptionEndsAt === null || until === null) return
  if (ours.subscriptionEndsAt === null) {
    await tx.updateTable('subscriptions').set({ account_id: kept }).where('account_id', '=', gone).execute()
    return
  }
  const taken = await tx
    .deleteFrom('subscriptions')
    .where('account_id', '=', gone)
    .where('ends_at', '=', theirs.subscriptionEndsAt)
    .returning('account_id')
    .execute()
  const given = await tx
    .updateTable('subscriptions')
    .set({ ends_at: until })
    .where('account_id', '=', kept)
    .where('ends_at', '=', ours.subscriptionEndsAt)
    .returning('account_id')
    .execute()
  if (taken.length + given.length < 2) throw new RunAgain('a subscription was extended meanwhile')
  const from = Math.max(theirs.subscriptionEndsAt, ours.subscriptionEndsAt)
  if (until === from) return
  await tx
    .insertInto('subscription_entries')
    .values({
      id: newId(world.clock, world.random),
      account_id: kept,
      // No code stands behind it, but the agreement, once.
      redemption_id: `merge:${agreementId}`,
      period: `P${Math.ceil((until - from) / DAY_MS)}D`,
      anchor: 'redemption',
      from_at: from,
      until_at: until,
      at,
    })
    .execute()
}

/** Whoever is told by both is told once: of the devices and classes that either had chosen. */
export async function joinRecipients(tx: LedgerTx, { at }: Merge, { doubles }: MergePlan): Promise<void> {
  for (const [going, staying] of doubles) {
    const rows = await tx.selectFrom('recipients').selectAll().where('id', 'in', [going, staying]).execute()
    const most = (of: 'all_devices' | 'security' | 'function'): number => Math.max(...rows.map((row) => row[of]))
    const confirmed_at = rows.map((row) => row.confirmed_at).find((one) => one !== null) ?? null
    const chosen = {
      confirmed_at,
      all_devices: most('all_devices'),
      security: most('security'),
      function: most('function'),
    }
    await tx.updateTable('recipients').set(chosen).where('id', '=', staying).execute()
    const devices = await tx
      .selectFrom('recipient_devices')
      .select('device_id')
      .where('recipient_id', '=', going)
      .execute()
    for (const { device_id } of devices)
      await tx
        .insertInto('recipient_devices')
        .values({ recipient_id: staying, device_id })
        .onConflict((clash) => clash.doNothing())
        .execute()
    await tx.deleteFrom('recipient_devices').where('recipient_id', '=', going).execute()
    await tx.deleteFrom('recipient_proofs').where('recipient_id', '=', going).execute()
    const removed = { address_sealed: null, seal_key_id: null, address_hash: null, hash_key_id: null, removed_at: at }
    await tx.updateTable('recipients').set(removed).where('id', '=', going).execute()
  }
}

/** Of the two households only the kept one has agreed that its reseller sees what is its: the other's is none any more. */
export async function endResellers(tx: LedgerTx, { gone, kept }: Merge): Promise<void> {
  await tx.deleteFrom('reseller_customers').where('account_id', '=', gone).execute()
  await tx
    .updateTable('reseller_customers')
    .set({ reseller_account_id: kept })
    .where('reseller_account_id', '=', gone)
    .execute()
}

/** What else the account that goes was about to agree on is over. */
export async function cancelAgreements(tx: LedgerTx, { gone, agreementId, at }: Merge): Promise<void> {
  for (const side of ['giver_account_id', 'taker_account_id'] as const)
    await tx
      .updateTable('agreements')
      .set({ state: 'cancelled', settled_at: at })
      .where(side, '=', gone)
      .where('state', '=', 'open')
      .where('id', '!=', agreementId)
      .execute()
}
