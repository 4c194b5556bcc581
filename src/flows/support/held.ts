import type { LedgerReads } from '../tables.ts'
import { namesOf } from './history.ts'

/** Somebody is being refused because a budget is spent, or too often to have an audit entry for each: how often so far, and until when. */
export type HeldBack = {
  id: string
  budget: string
  who: string
  /** Where it began: `device:<id>` or `account:<id>`. */
  subject: string
  refusals: number
  since: number
  until: number
}

const HELD_MAX = 20

/** Refusals that are being counted under this name, or at or of these subjects (`device:<id>`, `user:<id>`), the latest first. */
export async function heldBackAt(tx: LedgerReads, id: string | null, subjects: readonly string[]): Promise<HeldBack[]> {
  if (id === null && subjects.length === 0) return []
  const rows = await tx
    .selectFrom('refusal_tallies')
    .selectAll()
    .where((eb) =>
      eb.or([
        eb('id', '=', id ?? ''),
        ...(subjects.length > 0 ? [eb('place', 'in', subjects), eb('actor', 'in', subjects)] : []),
      ]),
    )
    .orderBy('last_at', 'desc')
    .limit(HELD_MAX)
    .execute()
  const names = await namesOf(
    tx,
    rows.map(({ actor }) => actor),
  )
  return rows.map((row) => ({
    id: row.id,
    budget: row.scope,
    who: names.get(row.actor) ?? row.actor,
    subject: row.place,
    refusals: row.refusals,
    since: row.since,
    until: row.until_at,
  }))
}
