import { newId } from '../std/ids.ts'
import type { World } from '../std/world.ts'
import { RunAgain } from '../store/errors.ts'
import type { Reads, Tx } from '../store/store.ts'
import type { Extension } from './extend.ts'
import type { LicencesTables } from './schema.ts'

/** The end of an account's subscription in milliseconds since 1970, or null when it never had one. */
export async function subscriptionEnd(reads: Reads<LicencesTables>, accountId: string): Promise<number | null> {
  const row = await reads
    .selectFrom('subscriptions')
    .select('ends_at')
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  return row?.ends_at ?? null
}

/**
 * Starts or extends an account's subscription from the end that was read; that condition is the lock.
 * @throws RunAgain when it was moved meanwhile
 */
export async function extendSubscription(
  tx: Tx<LicencesTables>,
  { clock, random }: World,
  made: Extension & {
    accountId: string
    /** The end that was read, or null. */
    end: number | null
    redemptionId: string
    period: string
    anchor: 'redemption' | 'purchase'
    at: number
  },
): Promise<void> {
  const { accountId, end, until, at } = made
  const moved =
    end === null
      ? await tx
          .insertInto('subscriptions')
          .values({ account_id: accountId, ends_at: until, created_at: at })
          .onConflict((conflict) => conflict.column('account_id').doNothing())
          .returning('account_id')
          .execute()
      : await tx
          .updateTable('subscriptions')
          .set({ ends_at: until })
          .where('account_id', '=', accountId)
          .where('ends_at', '=', end)
          .returning('account_id')
          .execute()
  if (moved.length === 0) throw new RunAgain('the subscription was extended meanwhile')
  await tx
    .insertInto('subscription_entries')
    .values({
      id: newId(clock, random),
      account_id: accountId,
      redemption_id: made.redemptionId,
      period: made.period,
      anchor: made.anchor,
      from_at: made.from,
      until_at: until,
      at,
    })
    .execute()
}

/** A new customer has never had a subscription of this account's own, paid or by campaign, and never used a campaign code for anything else. */
export async function isNewCustomer(reads: Reads<LicencesTables>, accountId: string): Promise<boolean> {
  if ((await subscriptionEnd(reads, accountId)) !== null) return false
  const used = await reads
    .selectFrom('campaign_uses')
    .select('at')
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  return used === undefined
}

/** Uses up an account's one campaign. @throws RunAgain when that happened meanwhile */
export async function spendCampaign(
  tx: Tx<LicencesTables>,
  use: { accountId: string; redemptionId: string; at: number },
): Promise<void> {
  const used = await tx
    .insertInto('campaign_uses')
    .values({ account_id: use.accountId, redemption_id: use.redemptionId, at: use.at })
    .onConflict((conflict) => conflict.column('account_id').doNothing())
    .returning('account_id')
    .execute()
  if (used.length === 0) throw new RunAgain('a campaign code was used meanwhile')
}

/** Gives an account its campaign back: the code that used it up was given back itself. */
export async function releaseCampaign(tx: Tx<LicencesTables>, redemptionId: string): Promise<void> {
  await tx.deleteFrom('campaign_uses').where('redemption_id', '=', redemptionId).execute()
}
