import type { LedgerReads } from '../tables.ts'

/** Somebody did something to what was asked about. `who`: a user's name and address, or `operator`, `device:<id>`. `currency`: of amounts in the details; null: not known. */
export type FoundDeed = {
  at: number
  who: string
  act: string
  subject: string
  details: Record<string, unknown>
  currency: string | null
}

const DEEDS_MAX = 200

/** What the audit tells of these subjects, newest first, at most 200 deeds. */
export async function historyOf(tx: LedgerReads, subjects: readonly string[]): Promise<FoundDeed[]> {
  if (subjects.length === 0) return []
  const rows = await tx
    .selectFrom('audit')
    .select(['id', 'at', 'actor', 'act', 'subject', 'details'])
    .where('subject', 'in', subjects)
    .orderBy('id', 'desc')
    .limit(DEEDS_MAX)
    .execute()
  const names = await namesOf(
    tx,
    rows.map(({ actor }) => actor),
  )
  const currencies = await currenciesOf(tx, subjects)
  return rows.map(({ at, actor, act, subject, details }) => ({
    at,
    who: names.get(actor) ?? actor,
    act,
    subject,
    details: JSON.parse(details) as Record<string, unknown>,
    currency: currencies.get(subject) ?? null,
  }))
}

/** What the SIMs of devices among the subjects count in. */
async function currenciesOf(tx: LedgerReads, subjects: readonly string[]): Promise<Map<string, string | null>> {
  const ids = subjects.flatMap((subject) => (subject.startsWith('device:') ? [subject.slice('device:'.length)] : []))
  if (ids.length === 0) return new Map()
  const rows = await tx
    .selectFrom('devices')
    .innerJoin('sims', 'sims.iccid', 'devices.iccid')
    .select(['devices.id', 'sims.currency'])
    .where('devices.id', 'in', ids)
    .execute()
  return new Map(rows.map(({ id, currency }) => [`device:${id}`, currency]))
}

/** Users among the actors, by how they stand in the audit: staff on the telephone need a name. */
export async function namesOf(tx: LedgerReads, actors: readonly string[]): Promise<Map<string, string>> {
  const ids = [...new Set(actors)].flatMap((actor) => (actor.startsWith('user:') ? [actor.slice('user:'.length)] : []))
  if (ids.length === 0) return new Map()
  const users = await tx.selectFrom('users').select(['id', 'name', 'email']).where('id', 'in', ids).execute()
  return new Map(users.map(({ id, name, email }) => [`user:${id}`, `${name} <${email}>`]))
}
