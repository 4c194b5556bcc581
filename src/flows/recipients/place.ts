import { type Actor, actorName } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import { standingOf } from '../../accounts/standing.ts'
import type { RecipientTables } from '../../recipients/schema.ts'
import { record } from '../../store/audit.ts'
import { tell } from '../../store/events.ts'
import type { House } from '../house.ts'
import type { LedgerReads, LedgerTx } from '../tables.ts'

type Row = RecipientTables['recipients']

/** A recipient that the actor may see, and whether it may change it; what it may not see does not exist for it. */
export async function recipientPlace(
  tx: LedgerReads,
  actor: Actor,
  id: string,
): Promise<{ row: Row; manage: boolean } | 'not-found'> {
  const row = await tx
    .selectFrom('recipients')
    .selectAll()
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  const standing = await standingOf(tx, actor)
  if (!row || !can(standing, 'see-recipients', row.account_id)) return 'not-found'
  return { row, manage: can(standing, 'manage-recipients', row.account_id) }
}

/** The same for whoever is going to change it. */
export async function managedRecipient(
  tx: LedgerReads,
  actor: Actor,
  id: string,
): Promise<Row | 'not-found' | 'forbidden'> {
  const place = await recipientPlace(tx, actor, id)
  if (place === 'not-found') return place
  return place.manage ? place.row : 'forbidden'
}

/** Notes a deed on a recipient, for the audit and for whoever watches; ids alone. */
export async function noteDeed(
  { world }: Pick<House, 'world'>,
  tx: LedgerTx,
  deed: { actor: Actor; act: string; accountId: string; recipientId: string },
): Promise<void> {
  const { actor, act, accountId } = deed
  const subject = `recipient:${deed.recipientId}`
  await record(tx, world, { actor: actorName(actor), act, accountId, subject, details: '{}' })
  await tell(tx, world, { accountId, topic: subject, body: JSON.stringify({ act }) })
}
