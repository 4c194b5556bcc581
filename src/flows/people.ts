import type { Level } from '../accounts/actor.ts'
import { noteStaff } from '../accounts/staff.ts'
import { newId } from '../std/ids.ts'
import { record } from '../store/audit.ts'
import type { House } from './house.ts'

/** An account with its first user. */
export type Household = {
  account: { kind: 'customer' | 'reseller' | 'office'; name: string; country: string }
  user: { email: string; name: string; language: string; password: string; level: Level }
}

/** Opens an account with its first user. Null: the e-mail address is taken. @param actor as it stands in the audit */
export async function openAccount(
  house: House,
  actor: string,
  made: Household,
): Promise<{ accountId: string; userId: string } | null> {
  const { world, ledger } = house
  const password_hash = await house.passwords.hash(made.user.password)
  return ledger.transact('open-account', async (tx) => {
    const created_at = world.clock.now()
    const userId = newId(world.clock, world.random)
    const accountId = newId(world.clock, world.random)
    const { email, name, language, level } = made.user
    const added = await tx
      .insertInto('users')
      .values({ id: userId, email: email.trim().toLowerCase(), name, language, password_hash, created_at })
      .onConflict((conflict) => conflict.column('email').doNothing())
      .returning('id')
      .execute()
    if (added.length === 0) return null
    await tx
      .insertInto('accounts')
      .values({ id: accountId, ...made.account, created_at })
      .execute()
    await tx.insertInto('memberships').values({ account_id: accountId, user_id: userId, level }).execute()
    await noteStaff(tx, userId, level, created_at)
    await record(tx, world, {
      actor,
      act: 'open-account',
      accountId,
      subject: `account:${accountId}`,
      details: JSON.stringify({ userId }),
    })
    return { accountId, userId }
  })
}

/** The account in which a user has its first membership; null for an unknown address. */
export async function accountOf({ ledger }: House, email: string): Promise<string | null> {
  const row = await ledger.reads
    .selectFrom('users')
    .innerJoin('memberships', 'memberships.user_id', 'users.id')
    .select('memberships.account_id')
    .where('users.email', '=', email.trim().toLowerCase())
    .orderBy('memberships.account_id')
    .executeTakeFirst()
  return row?.account_id ?? null
}
