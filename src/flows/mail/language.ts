import type { LedgerReads } from '../tables.ts'

/** Where nobody says anything else. */
const NOBODYS_LANGUAGE = 'en'

/**
 * The language in which an address is written to, of every mail to people (docs/accounts.md): the person's own, where it is a user's; else the one that was stated for it
 * (`stated`: an invitation's, or of whoever asks for themselves); else the account's. What the browser of somebody else wished for counts nowhere.
 */
export async function mailLanguage(
  reads: LedgerReads,
  { to, stated, accountId }: { to: string; stated?: string | undefined; accountId: string | null },
): Promise<string> {
  const address = to.trim().toLowerCase()
  const user = await reads.selectFrom('users').select('language').where('email', '=', address).executeTakeFirst()
  return user?.language ?? stated ?? accountLanguage(reads, accountId)
}

/**
 * The language of what an account says itself to an address of its own choice and can read afterwards, an invoice or a recipient's: the member's whose address it is, else the
 * account's. Never that of a user elsewhere: it would tell the account that there is one.
 */
export async function memberLanguage(
  reads: LedgerReads,
  { to, accountId }: { to: string; accountId: string },
): Promise<string> {
  const member = await reads
    .selectFrom('users')
    .innerJoin('memberships', 'memberships.user_id', 'users.id')
    .select('users.language')
    .where('memberships.account_id', '=', accountId)
    .where('users.email', '=', to.trim().toLowerCase())
    .executeTakeFirst()
  return member?.language ?? accountLanguage(reads, accountId)
}

/** An account's language: that of whoever stands first in it. */
export async function accountLanguage(reads: LedgerReads, accountId: string | null): Promise<string> {
  return (accountId === null ? undefined : await firstUser(reads, accountId))?.language ?? NOBODYS_LANGUAGE
}

/** Whoever stands first among those that can act for an account: its owner, or a reseller's or the office's first user. */
export async function firstUser(
  reads: LedgerReads,
  accountId: string,
): Promise<{ email: string; language: string } | undefined> {
  const members = await reads
    .selectFrom('memberships')
    .innerJoin('users', 'users.id', 'memberships.user_id')
    .select(['users.email', 'users.language', 'memberships.level'])
    .where('memberships.account_id', '=', accountId)
    .orderBy('memberships.user_id')
    .execute()
  return members.find(({ level }) => level === 'owner') ?? members[0]
}
