import { type Actor, actorName } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import { isAccount } from '../../accounts/is-account.ts'
import { standingOf } from '../../accounts/standing.ts'
import { record } from '../../store/audit.ts'
import type { House } from '../house.ts'

/**
 * Ends that an account is a reseller's customer: by its owner, by that reseller or by the office. From the commit on the reseller sees nothing of it. `not-found` also for what
 * the actor may not end: nobody is told who is whose customer. `no-reseller`: the account is nobody's customer.
 */
export async function endReseller(
  { ledger, world }: House,
  actor: Actor,
  accountId: string,
): Promise<'ended' | 'not-found' | 'no-reseller'> {
  return ledger.transact('end-reseller', async (tx) => {
    if (!can(await standingOf(tx, actor), 'end-reseller', accountId)) return 'not-found'
    const ended = await tx
      .deleteFrom('reseller_customers')
      .where('account_id', '=', accountId)
      .returning('reseller_account_id')
      .executeTakeFirst()
    if (!ended) return (await isAccount(tx, accountId)) ? 'no-reseller' : 'not-found'
    const subject = `account:${ended.reseller_account_id}`
    await record(tx, world, { actor: actorName(actor), act: 'end-reseller', accountId, subject, details: '{}' })
    return 'ended'
  })
}
