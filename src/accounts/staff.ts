import type { Reads, Tx } from '../store/store.ts'
import type { GroundTables } from '../store/tables.ts'
import type { Level } from './actor.ts'
import type { ConsentTables } from './consent-schema.ts'
import type { AccountsTables } from './schema.ts'

const STAFF: readonly Level[] = ['admin', 'support', 'reseller']

/** Notes, with a membership, that whoever has it is staff from now on. */
export async function noteStaff(tx: Tx<ConsentTables>, userId: string, level: string, now: number): Promise<void> {
  if (!(STAFF as readonly string[]).includes(level)) return
  await tx
    .insertInto('staff_actors')
    .values({ actor: `user:${userId}`, since: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Something that staff, or the operator at the machine, did on an account; `at` in milliseconds since 1970, `details` as in the audit. */
export type StaffDeed = { id: string; at: number; act: string; actor: string; subject: string; details: string }

/** What others than its own users did on an account as staff, newest first. @param page.before an id: earlier ones */
export async function staffDeeds(
  reads: Reads<GroundTables & ConsentTables & AccountsTables>,
  accountId: string,
  page: { before?: string; limit: number },
): Promise<StaffDeed[]> {
  const own = await reads.selectFrom('memberships').select('user_id').where('account_id', '=', accountId).execute()
  const members = own.map(({ user_id }) => `user:${user_id}`)
  let query = reads
    .selectFrom('audit')
    .leftJoin('staff_actors', 'staff_actors.actor', 'audit.actor')
    .select(['audit.id', 'audit.at', 'audit.act', 'audit.actor', 'audit.subject', 'audit.details'])
    .where('audit.account_id', '=', accountId)
    .where((on) => on.or([on('audit.actor', '=', 'operator'), on('staff_actors.since', '<=', on.ref('audit.at'))]))
    .orderBy('audit.id', 'desc')
    .limit(page.limit)
  if (members.length > 0) query = query.where('audit.actor', 'not in', members)
  if (page.before !== undefined) query = query.where('audit.id', '<', page.before)
  return query.execute()
}
