import type { Link } from '../../accounts/link.ts'
import { record } from '../../store/audit.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'

/**
 * Makes an account a reseller's customer in the story's own transaction, because its owner said so; another reseller that it had is none any more. False: who asked is no
 * reseller any more.
 */
export async function becomeCustomer(
  { world }: House,
  tx: LedgerTx,
  { link, account, userId }: { link: Link; account: string; userId: string },
): Promise<boolean> {
  const reseller = link.account_id ?? ''
  const { kind } = (await tx.selectFrom('accounts').select('kind').where('id', '=', reseller).executeTakeFirst()) ?? {}
  if (kind !== 'reseller') return false
  const now = world.clock.now()
  const actor = `user:${userId}`
  const before = await tx
    .selectFrom('reseller_customers')
    .select('reseller_account_id')
    .where('account_id', '=', account)
    .executeTakeFirst()
  if (before?.reseller_account_id === reseller) return true
  const row = { reseller_account_id: reseller, since: now }
  await tx
    .insertInto('reseller_customers')
    .values({ account_id: account, ...row })
    .onConflict((clash) => clash.column('account_id').doUpdateSet(row))
    .execute()
  const details = JSON.stringify(before ? { before: before.reseller_account_id } : {})
  const deed = { actor, act: 'join-reseller', accountId: account, subject: `account:${reseller}`, details }
  await record(tx, world, deed)
  return true
}

/** The customer account that a user owns, the oldest of several; null: none that stays. */
export async function ownedBy(tx: LedgerTx, userId: string): Promise<string | null> {
  const closing = tx.selectFrom('closings').select('account_id').where('state', 'in', ['asked', 'erasing'])
  const row = await tx
    .selectFrom('memberships')
    .innerJoin('accounts', 'accounts.id', 'memberships.account_id')
    .select('accounts.id')
    .where('memberships.user_id', '=', userId)
    .where('memberships.level', '=', 'owner')
    .where('accounts.id', 'not in', closing.where('account_id', 'is not', null))
    .orderBy('accounts.id')
    .limit(1)
    .executeTakeFirst()
  return row?.id ?? null
}
