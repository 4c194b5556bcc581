import { newId } from '../std/ids.ts'
import type { World } from '../std/world.ts'
import { RunAgain } from '../store/errors.ts'
import type { Reads, Tx } from '../store/store.ts'
import type { CreditTables } from './credit-schema.ts'
import type { LicencesTables } from './schema.ts'

/** An account's SMS credits; 0 before the first. */
export async function creditsOf(reads: Reads<LicencesTables>, accountId: string): Promise<number> {
  const row = await reads
    .selectFrom('credit_balances')
    .select('credits')
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  return row?.credits ?? 0
}

/**
 * Adds credits to what was read. The balance is the sum of the entries, kept beside them so that it can be read, and locked, as one row.
 * @throws RunAgain when it was changed meanwhile
 */
export async function addCredits(
  tx: Tx<LicencesTables & CreditTables>,
  { clock, random }: World,
  made: { accountId: string; redemptionId: string; before: number; credits: number; at: number },
): Promise<void> {
  const { accountId, before, credits } = made
  const added = await tx
    .insertInto('credit_balances')
    .values({ account_id: accountId, credits })
    .onConflict((conflict) =>
      conflict
        .column('account_id')
        .doUpdateSet({ credits: before + credits })
        .where('credit_balances.credits', '=', before),
    )
    .returning('credits')
    .executeTakeFirst()
  if (added?.credits !== before + credits) throw new RunAgain('the credits were changed meanwhile')
  await tx
    .insertInto('credit_entries')
    .values({
      id: newId(clock, random),
      account_id: accountId,
      redemption_id: made.redemptionId,
      entry: 'code',
      sms_id: null,
      actor: null,
      reason: null,
      credits,
      at: made.at,
    })
    .execute()
  await tx.deleteFrom('credit_warnings').where('account_id', '=', accountId).execute()
}
