import type { House } from './house.ts'

/** A user with its memberships, as the API shows it; null if it is gone. */
export type SeenUser = {
  id: string
  email: string
  name: string
  language: string
  memberships: { accountId: string; accountName: string; level: string }[]
}

/** A user with memberships, as the console shows them; null when there is none of that id. */
export async function seeUser({ ledger }: House, userId: string): Promise<SeenUser | null> {
  const user = await ledger.reads
    .selectFrom('users')
    .select(['id', 'email', 'name', 'language'])
    .where('id', '=', userId)
    .executeTakeFirst()
  if (!user) return null
  const memberships = await ledger.reads
    .selectFrom('memberships')
    .innerJoin('accounts', 'accounts.id', 'memberships.account_id')
    .select(['accounts.id as accountId', 'accounts.name as accountName', 'memberships.level'])
    .where('memberships.user_id', '=', userId)
    .orderBy('accounts.id')
    .execute()
  return { ...user, memberships }
}
