import { newId } from '../std/ids.ts'
import type { World } from '../std/world.ts'
import { RunAgain } from '../store/errors.ts'
import type { Keyring } from '../store/keyring.ts'
import type { Reads, Tx } from '../store/store.ts'
import { keepNumber, numberHashes, openNumber } from './phone.ts'
import type { SmsNumberTables } from './sms-number-schema.ts'

/** A number that may use the SMS dialogue. `phone`: E.164; instants in milliseconds since 1970. */
export type SmsNumber = {
  id: string
  phone: string
  accountId: string
  language: string
  state: 'active' | 'withdrawn'
  registeredAt: number
  withdrawnAt: number | null
}

/** The active registration of a number (E.164), or null. In a story, hand in the story's transaction. */
export async function activeNumber(
  reads: Reads<SmsNumberTables>,
  keys: Keyring,
  phone: string,
): Promise<Pick<SmsNumber, 'id' | 'accountId' | 'language'> | null> {
  const row = await reads
    .selectFrom('sms_numbers')
    .select(['id', 'account_id', 'language'])
    .where('number_hash', 'in', numberHashes(keys, phone))
    .where('state', '=', 'active')
    .executeTakeFirst()
  return row ? { id: row.id, accountId: row.account_id, language: row.language } : null
}

/**
 * Registers a number (E.164). Null: it is registered already.
 * @throws RunAgain when it was registered meanwhile: one active row to a number is the lock
 */
export async function registerNumber(
  tx: Tx<SmsNumberTables>,
  house: { world: World; keys: Keyring },
  made: { phone: string; accountId: string; language: string },
): Promise<string | null> {
  const { world, keys } = house
  if (await activeNumber(tx, keys, made.phone)) return null
  const id = newId(world.clock, world.random)
  const written = await tx
    .insertInto('sms_numbers')
    .values({
      id,
      ...keepNumber(keys, world, made.phone),
      account_id: made.accountId,
      language: made.language,
      state: 'active',
      registered_at: world.clock.now(),
      withdrawn_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute()
  if (written.length === 0) throw new RunAgain('the number was registered meanwhile')
  return id
}

/** Ends a registration; the row stays, since orders name it. Null: there is none, or it has ended. */
export async function withdrawNumber(
  tx: Tx<SmsNumberTables>,
  id: string,
  at: number,
): Promise<{ accountId: string } | null> {
  const row = await tx
    .updateTable('sms_numbers')
    .set({ state: 'withdrawn', withdrawn_at: at })
    .where('id', '=', id)
    .where('state', '=', 'active')
    .returning('account_id')
    .executeTakeFirst()
  return row ? { accountId: row.account_id } : null
}

/** Registered numbers, newest first. @param page.before an id: those registered earlier */
export async function smsNumbers(
  reads: Reads<SmsNumberTables>,
  keys: Keyring,
  page: { before?: string; limit: number; state?: SmsNumber['state'] },
): Promise<SmsNumber[]> {
  let query = reads.selectFrom('sms_numbers').selectAll().orderBy('id', 'desc').limit(page.limit)
  if (page.before !== undefined) query = query.where('id', '<', page.before)
  if (page.state !== undefined) query = query.where('state', '=', page.state)
  return (await query.execute()).map((row) => ({
    id: row.id,
    phone: openNumber(keys, row),
    accountId: row.account_id,
    language: row.language,
    state: row.state as SmsNumber['state'],
    registeredAt: row.registered_at,
    withdrawnAt: row.withdrawn_at,
  }))
}
