import { creditsOf } from '../../licences/credits.ts'
import { subscriptionEnd } from '../../licences/subscription.ts'
import type { LedgerReads, Tables } from '../tables.ts'
import type { Holdings } from './plan.ts'

type Counted = 'redemptions' | 'invoices' | 'billing_due' | 'recipient_tellings' | 'campaign_uses' | 'billing_profiles'

/** What an account has; null: there is no such account. */
export async function holdingsOf(reads: LedgerReads, accountId: string): Promise<Holdings | null> {
  const account = await reads.selectFrom('accounts').select('name').where('id', '=', accountId).executeTakeFirst()
  if (!account) return null
  const count = async (table: Counted): Promise<number> => {
    const rows = reads.selectFrom(table as 'redemptions').where('account_id', '=', accountId)
    return Number((await rows.select((eb) => eb.fn.countAll().as('count')).executeTakeFirstOrThrow()).count)
  }
  const users = await reads.selectFrom('memberships').selectAll().where('account_id', '=', accountId).execute()
  const devices = await reads
    .selectFrom('ownerships')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('account_id', '=', accountId)
    .where('until_at', 'is', null)
    .executeTakeFirstOrThrow()
  const owed = await reads
    .selectFrom('receivables')
    .select((eb) => ['currency' as const, eb.fn.sum('outstanding_minor').as('minor')])
    .where('account_id', '=', accountId)
    .groupBy('currency')
    .execute()
  const recipients = await reads
    .selectFrom('recipients')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('removed_at', 'is', null)
    .orderBy('id')
    .execute()
  return {
    accountId,
    name: account.name,
    users: users.map(({ user_id: userId, level }) => ({ userId, level })),
    devices: Number(devices.count),
    codes: await count('redemptions'),
    credits: await creditsOf(reads, accountId),
    subscriptionEndsAt: await subscriptionEnd(reads, accountId),
    invoices: await count('invoices'),
    owed: Object.fromEntries(owed.map(({ currency, minor }) => [currency, Number(minor)])),
    due: await count('billing_due'),
    recipients: recipients.map((row) => ({ id: row.id, same: sameOf(row) })),
    alarms: await count('recipient_tellings'),
    campaign: (await count('campaign_uses')) > 0,
    profile: (await count('billing_profiles')) > 0,
  }
}

/** What two recipients have in common that are one: the way, and address or user. */
function sameOf({ way, address_hash, hash_key_id, user_id }: Tables['recipients']): string | null {
  if (address_hash !== null) return `${way}:${hash_key_id}:${Buffer.from(address_hash).toString('base64url')}`
  return user_id === null ? null : `${way}:${user_id}`
}
