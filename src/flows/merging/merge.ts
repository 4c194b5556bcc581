import { record } from '../../store/audit.ts'
import { tell } from '../../store/events.ts'
import type { House } from '../house.ts'
import { isClosing } from '../privacy/is-closing.ts'
import type { LedgerTx } from '../tables.ts'
import { holdingsOf } from './holdings.ts'
import { tablesOf } from './merge-tables.ts'
import { planMerge } from './plan.ts'
import {
  cancelAgreements,
  endResellers,
  joinRecipients,
  settleAlarmSettings,
  settleCredits,
  settleSubscription,
  settleUsers,
} from './settle.ts'

export type Merge = { agreementId: string; gone: string; kept: string; actor: string; at: number }

/**
 * Beyond it a merge would hold every other story up for longer than a person waits. It is the one story that may touch more than 500 rows: half a merge would be money
 * and devices seen twice or not at all, so that whoever looks sees both accounts or one, and nothing between (docs/decisions/0020).
 */
export const MERGED_ROWS_MAX = 10_000

/**
 * Makes two accounts one: everything of `gone` is `kept`'s, and what collides is settled as the plan says.
 * @returns `not-possible`: an account is not there, is merged already, or has more rows than one transaction may move
 */
export async function mergeAccounts(house: House, tx: LedgerTx, made: Merge): Promise<'done' | 'not-possible'> {
  const { gone, kept, at, actor, agreementId } = made
  const [theirs, ours] = [await holdingsOf(tx, gone), await holdingsOf(tx, kept)]
  if (!theirs || !ours || theirs.users.length === 0 || ours.users.length === 0) return 'not-possible'
  // What came in would be erased with it, or an erasure would find nobody.
  if (await isClosing(tx, [gone, kept])) return 'not-possible'
  if ((await rowsToMove(tx, gone)) > MERGED_ROWS_MAX) return 'not-possible'
  const plan = planMerge(theirs, ours, at)
  await settleUsers(tx, made, theirs, ours, plan)
  await settleCredits(tx, made, theirs, ours, plan)
  await settleAlarmSettings(tx, made)
  await settleSubscription(house, tx, made, theirs, ours, plan)
  await joinRecipients(tx, made, plan)
  for (const table of tablesOf('first')) await moveFirst(tx, table, made)
  for (const table of tablesOf('move'))
    await tx
      .updateTable(table as 'codes')
      .set({ account_id: kept })
      .where('account_id', '=', gone)
      .execute()
  await endResellers(tx, made)
  await cancelAgreements(tx, made)
  await tx
    .insertInto('account_merges')
    .values({ gone_account_id: gone, kept_account_id: kept, agreement_id: agreementId, at })
    .execute()
  for (const accountId of [gone, kept]) {
    const details = JSON.stringify({ agreementId, gone, kept })
    await record(tx, house.world, { actor, act: 'merge-accounts', accountId, subject: `account:${gone}`, details })
  }
  await tell(tx, house.world, { accountId: kept, topic: `account:${kept}`, body: JSON.stringify({ merged: gone }) })
  return 'done'
}

/** An account has one: the kept account's stays. */
async function moveFirst(tx: LedgerTx, table: string, { gone, kept }: Merge): Promise<void> {
  const at = table as 'alarm_accounts'
  const present = await tx.selectFrom(at).select('account_id').where('account_id', '=', kept).executeTakeFirst()
  if (!present) await tx.updateTable(at).set({ account_id: kept }).where('account_id', '=', gone).execute()
}

async function rowsToMove(tx: LedgerTx, gone: string): Promise<number> {
  let rows = 0
  for (const table of tablesOf('move')) {
    const found = tx.selectFrom(table as 'codes').where('account_id', '=', gone)
    rows += Number((await found.select((eb) => eb.fn.countAll().as('count')).executeTakeFirstOrThrow()).count)
  }
  return rows
}
