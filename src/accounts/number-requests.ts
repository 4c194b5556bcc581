import { newId } from '../std/ids.ts'
import type { World } from '../std/world.ts'
import type { Keyring } from '../store/keyring.ts'
import { seal, unseal } from '../store/sealed.ts'
import type { Reads, Tx } from '../store/store.ts'
import { keepNumber, numberHashes, openNumber } from './phone.ts'
import type { SmsNumberTables } from './sms-number-schema.ts'

/** Who asks to have a number registered, in their own words. */
export type Applicant = { name: string; company: string; address: string; email: string; remark: string }

/** A request as it is kept. `phone`: E.164; instants in milliseconds since 1970; `applicant` is null once it has been erased. */
export type NumberRequest = {
  id: string
  phone: string
  applicant: Applicant | null
  language: string
  consent: string
  consentAt: number
  state: 'requested' | 'approved' | 'rejected'
  reason: string | null
  numberId: string | null
  decidedAt: number | null
}

/** Requests for one number that wait: more say nothing new. */
const WAITING_MAX = 3
const FORGOTTEN_MAX = 500

/** Keeps a request, with the consent that came with it. Null: enough wait for that number already. */
export async function keepRequest(
  tx: Tx<SmsNumberTables>,
  { world, keys }: { world: World; keys: Keyring },
  made: { phone: string; applicant: Applicant; language: string; consent: string },
): Promise<string | null> {
  const waiting = await tx
    .selectFrom('sms_number_requests')
    .select('id')
    .where('number_hash', 'in', numberHashes(keys, made.phone))
    .where('state', '=', 'requested')
    .limit(WAITING_MAX)
    .execute()
  if (waiting.length === WAITING_MAX) return null
  const id = newId(world.clock, world.random)
  // Both are sealed under the same key, so that one id names it.
  const kept = keepNumber(keys, world, made.phone)
  const key = keys.byId(kept.seal_key_id)
  const applicant = Buffer.from(JSON.stringify(made.applicant))
  await tx
    .insertInto('sms_number_requests')
    .values({
      id,
      ...kept,
      applicant_sealed: seal(key.bytes, contextOf(id), applicant, world.random),
      language: made.language,
      consent: made.consent,
      consent_at: world.clock.now(),
      state: 'requested',
      reason: null,
      number_id: null,
      decided_at: null,
    })
    .execute()
  return id
}

/**
 * Decides a request; the condition on its state is the lock. Null: there is none, or it has been decided.
 * @param decision.numberId what it became, where it is approved
 */
export async function decideRequest(
  tx: Tx<SmsNumberTables>,
  id: string,
  decision: { state: 'approved' | 'rejected'; reason: string | null; numberId: string | null; at: number },
): Promise<'decided' | null> {
  const row = await tx
    .updateTable('sms_number_requests')
    .set({
      state: decision.state,
      reason: decision.reason,
      number_id: decision.numberId,
      decided_at: decision.at,
    })
    .where('id', '=', id)
    .where('state', '=', 'requested')
    .returning('id')
    .executeTakeFirst()
  return row ? 'decided' : null
}

/** One request; undefined: there is none. */
export async function numberRequest(
  reads: Reads<SmsNumberTables>,
  keys: Keyring,
  id: string,
): Promise<NumberRequest | undefined> {
  const row = await reads.selectFrom('sms_number_requests').selectAll().where('id', '=', id).executeTakeFirst()
  return row && seen(keys, row)
}

/** Requests, newest first. @param page.before an id: those made earlier */
export async function numberRequests(
  reads: Reads<SmsNumberTables>,
  keys: Keyring,
  page: { before?: string; limit: number; state?: NumberRequest['state'] },
): Promise<NumberRequest[]> {
  let query = reads.selectFrom('sms_number_requests').selectAll().orderBy('id', 'desc').limit(page.limit)
  if (page.before !== undefined) query = query.where('id', '<', page.before)
  if (page.state !== undefined) query = query.where('state', '=', page.state)
  return (await query.execute()).map((row) => seen(keys, row))
}

/** Erases what up to 500 applicants said of themselves, of requests decided before an instant; that there was one, and the consent to it, stay. True when there may be more. */
export async function forgetApplicants(tx: Tx<SmsNumberTables>, before: number): Promise<boolean> {
  const old = await tx
    .selectFrom('sms_number_requests')
    .select('id')
    .where('applicant_sealed', 'is not', null)
    .where('decided_at', '<', before)
    .limit(FORGOTTEN_MAX)
    .execute()
  const ids = old.map(({ id }) => id)
  if (ids.length > 0)
    await tx.updateTable('sms_number_requests').set({ applicant_sealed: null }).where('id', 'in', ids).execute()
  return old.length === FORGOTTEN_MAX
}

function seen(keys: Keyring, row: SmsNumberTables['sms_number_requests']): NumberRequest {
  const { applicant_sealed: sealed } = row
  const key = keys.byId(row.seal_key_id).bytes
  const applicant =
    sealed && (JSON.parse(Buffer.from(unseal(key, contextOf(row.id), sealed)).toString('utf8')) as Applicant)
  return {
    id: row.id,
    phone: openNumber(keys, row),
    applicant,
    language: row.language,
    consent: row.consent,
    consentAt: row.consent_at,
    state: row.state as NumberRequest['state'],
    reason: row.reason,
    numberId: row.number_id,
    decidedAt: row.decided_at,
  }
}

function contextOf(id: string): string {
  return `sms-number-request:${id}`
}
