import { newId } from '../std/ids.ts'
import type { World } from '../std/world.ts'
import type { Reads, Tx } from '../store/store.ts'
import type { CreditTables } from './credit-schema.ts'
import type { CreditEntry, LicencesTables } from './schema.ts'

type Credits = Tx<LicencesTables & CreditTables>
/** Instants in milliseconds since 1970. `credits` is below zero for what was spent. */
export type SeenEntry = {
  id: string
  entry: CreditEntry
  credits: number
  smsId: string | null
  redemptionId: string | null
  /** Why staff gave them. */
  reason: string | null
  at: number
}

/**
 * Spends one credit for a message, in the transaction that puts it into the outbox. The condition stands in the update: credits spent at the same moment cannot go
 * below zero together.
 * @returns what is left; null: there was none, and nothing has happened
 */
export async function spendCredit(
  tx: Credits,
  world: World,
  spent: { accountId: string; smsId: string },
): Promise<number | null> {
  const left = await tx
    .updateTable('credit_balances')
    .set((eb) => ({ credits: eb('credits', '-', 1) }))
    .where('account_id', '=', spent.accountId)
    .where('credits', '>=', 1)
    .returning('credits')
    .executeTakeFirst()
  if (!left) return null
  await enter(tx, world, { ...spent, entry: 'spent', credits: -1 })
  return left.credits
}

/** Gives the credit of a message back that certainly did not arrive: once, and only where one was spent for it. @returns whether it did */
export async function giveBackCredit(tx: Credits, world: World, smsId: string): Promise<boolean> {
  const spent = await tx
    .selectFrom('credit_entries')
    .select('account_id')
    .where('sms_id', '=', smsId)
    .where('entry', '=', 'spent')
    .executeTakeFirst()
  if (!spent) return false
  const accountId = spent.account_id
  if ((await enter(tx, world, { accountId, smsId, entry: 'given-back', credits: 1 })) === null) return false
  await add(tx, accountId, 1)
  return true
}

/** Credits that staff give. @param granted.actor as in the audit @returns the balance, and the id of the entry */
export async function grantCredits(
  tx: Credits,
  world: World,
  granted: { accountId: string; credits: number; actor: string; reason?: string },
): Promise<{ balance: number; entryId: string }> {
  const entryId = await enter(tx, world, { ...granted, smsId: null, entry: 'granted' })
  if (entryId === null) throw new Error('an entry without a message meets no other')
  await tx.deleteFrom('credit_warnings').where('account_id', '=', granted.accountId).execute()
  return { balance: await add(tx, granted.accountId, granted.credits), entryId }
}

/** Marks that the owners are told of there being no credits; false: they were told before, and have had none since. */
export async function warnOnce(tx: Credits, world: World, accountId: string): Promise<boolean> {
  const warned = await tx
    .insertInto('credit_warnings')
    .values({ account_id: accountId, at: world.clock.now() })
    .onConflict((clash) => clash.column('account_id').doNothing())
    .returning('at')
    .execute()
  return warned.length === 1
}

/** The account's entries, newest first. @param before the id behind which to go on */
export async function creditEntries(
  reads: Reads<LicencesTables>,
  accountId: string,
  page: { limit: number; before?: string },
): Promise<SeenEntry[]> {
  let query = reads
    .selectFrom('credit_entries')
    .select(['id', 'entry', 'credits', 'sms_id', 'redemption_id', 'reason', 'at'])
    .where('account_id', '=', accountId)
    .orderBy('id', 'desc')
    .limit(page.limit)
  if (page.before !== undefined) query = query.where('id', '<', page.before)
  const rows = await query.execute()
  return rows.map(({ sms_id, redemption_id, entry, ...row }) => ({
    ...row,
    entry: entry as CreditEntry,
    smsId: sms_id,
    redemptionId: redemption_id,
  }))
}

/** The entry's id; null when that message has such an entry already. */
async function enter(
  tx: Credits,
  { clock, random }: World,
  made: {
    accountId: string
    smsId: string | null
    entry: CreditEntry
    credits: number
    actor?: string
    reason?: string
  },
): Promise<string | null> {
  const entered = await tx
    .insertInto('credit_entries')
    .values({
      id: newId(clock, random),
      account_id: made.accountId,
      redemption_id: null,
      entry: made.entry,
      sms_id: made.smsId,
      actor: made.actor ?? null,
      reason: made.reason ?? null,
      credits: made.credits,
      at: clock.now(),
    })
    .onConflict((clash) => clash.columns(['sms_id', 'entry']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return entered?.id ?? null
}

async function add(tx: Credits, accountId: string, credits: number): Promise<number> {
  const row = await tx
    .insertInto('credit_balances')
    .values({ account_id: accountId, credits })
    .onConflict((clash) =>
      clash.column('account_id').doUpdateSet((eb) => ({ credits: eb('credit_balances.credits', '+', credits) })),
    )
    .returning('credits')
    .executeTakeFirstOrThrow()
  return row.credits
}
