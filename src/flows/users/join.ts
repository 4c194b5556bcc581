import { levelFits } from '../../accounts/account-kind.ts'
import type { Link } from '../../accounts/link.ts'
import { noteStaff } from '../../accounts/staff.ts'
import { record } from '../../store/audit.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'

/** Makes an invited user a member, in the story's own transaction. False: a member already, or the account is no more what it was invited to. */
export async function join({ world }: House, tx: LedgerTx, link: Link, userId: string): Promise<boolean> {
  const { account_id, level } = link
  if (account_id === null || level === null) throw new Error('an invitation names account and level')
  const account = await tx.selectFrom('accounts').select('kind').where('id', '=', account_id).executeTakeFirst()
  if (!account || !levelFits(account.kind, level)) return false
  const added = await tx
    .insertInto('memberships')
    .values({ account_id, user_id: userId, level })
    .onConflict((conflict) => conflict.doNothing())
    .returning('user_id')
    .executeTakeFirst()
  if (!added) return false
  await noteStaff(tx, userId, level, world.clock.now())
  const subject = `user:${userId}`
  const details = JSON.stringify({ level })
  await record(tx, world, { actor: subject, act: 'join-account', accountId: account_id, subject, details })
  return true
}
