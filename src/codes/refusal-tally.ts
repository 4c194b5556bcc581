import { newId } from '../std/ids.ts'
import type { World } from '../std/world.ts'
import { record } from '../store/audit.ts'
import type { Reads, Tx } from '../store/store.ts'
import type { GroundTables } from '../store/tables.ts'
import type { Spent } from './guesses.ts'
import type { TallyTables } from './tally-schema.ts'

type Tables = GroundTables & TallyTables
type Row = TallyTables['refusal_tallies']

/** Whom a refusal concerns, as the audit has it. `place`: where the code was entered, `device:<id>` or `account:<id>`. */
export type Refusee = { actor: string; accountId: string | null; place: string }

/** Tallies closed in one transaction. */
const CLOSED_MAX = 100

/**
 * Counts a refusal under each budget that is spent. However many follow, the ledger grows by one row and one audit entry per budget and block.
 * @returns the tally's id under the budget that holds longest: a name for the person to give to support
 */
export async function tallyRefusal(tx: Tx<Tables>, world: World, spent: Spent, refusee: Refusee): Promise<string> {
  const now = world.clock.now()
  let reference = ''
  for (const { scope, subject, until } of spent.scopes) {
    await closeOver(tx, world, await tallyOf(tx, scope, subject), now)
    const { id } = await tx
      .insertInto('refusal_tallies')
      .values({
        scope,
        subject,
        id: newId(world.clock, world.random),
        actor: refusee.actor,
        account_id: refusee.accountId,
        place: refusee.place,
        since: now,
        until_at: until,
        last_at: now,
        refusals: 1,
      })
      .onConflict((clash) =>
        clash.columns(['scope', 'subject']).doUpdateSet(({ eb }) => ({
          refusals: eb('refusal_tallies.refusals', '+', 1),
          last_at: now,
          until_at: until,
        })),
      )
      .returning('id')
      .executeTakeFirstOrThrow()
    if (until === spent.until || reference === '') reference = id
  }
  return reference
}

/** Hands tallies whose time is over to the audit, at most 100. @returns true when there may be more */
export async function closeTallies(tx: Tx<Tables>, world: World): Promise<boolean> {
  const now = world.clock.now()
  const over = await tx
    .selectFrom('refusal_tallies')
    .selectAll()
    .where('until_at', '<=', now)
    .orderBy('until_at')
    .limit(CLOSED_MAX)
    .execute()
  for (const row of over) await closeOver(tx, world, row, now)
  return over.length === CLOSED_MAX
}

function tallyOf(reads: Reads<Tables>, scope: string, subject: string): Promise<Row | undefined> {
  return reads
    .selectFrom('refusal_tallies')
    .selectAll()
    .where('scope', '=', scope)
    .where('subject', '=', subject)
    .executeTakeFirst()
}

/** The delete is the lock: what another process has handed over is not handed over again. */
async function closeOver(tx: Tx<Tables>, world: World, row: Row | undefined, now: number): Promise<void> {
  if (!row || row.until_at > now) return
  const taken = await tx
    .deleteFrom('refusal_tallies')
    .where('id', '=', row.id)
    .where('until_at', '<=', now)
    .returning(['refusals', 'last_at'])
    .executeTakeFirst()
  if (!taken) return
  const { refusals, last_at } = taken
  await record(tx, world, {
    id: row.id,
    actor: row.actor,
    act: 'hold-back',
    accountId: row.account_id,
    subject: row.place,
    details: JSON.stringify({ budget: row.scope, of: row.subject, refusals, since: row.since, last: last_at }),
  })
}
