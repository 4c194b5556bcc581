import { licenceHistory } from '../../licences/licence.ts'
import type { LedgerReads } from '../tables.ts'
import { namesOf } from './history.ts'

/** An app licence with the user whose it is; its code is not told, for whoever asks has it. Instants in milliseconds since 1970. */
export type FoundLicence = {
  id: string
  userId: string
  /** Name and address. */
  who: string
  accounts: { id: string; name: string }[]
  trial: boolean
  startedAt: number
  endsAt: number
  /** Oldest first. */
  history: { entry: string; period: string; until: number; at: number }[]
}

/** Licences by id. */
export async function licencesOf(tx: LedgerReads, ids: readonly string[]): Promise<FoundLicence[]> {
  if (ids.length === 0) return []
  const rows = await tx.selectFrom('licences').selectAll().where('id', 'in', ids).orderBy('id').execute()
  const users = rows.map(({ user_id }) => user_id)
  const names = await namesOf(
    tx,
    users.map((id) => `user:${id}`),
  )
  const accounts = await tx
    .selectFrom('memberships')
    .innerJoin('accounts', 'accounts.id', 'memberships.account_id')
    .select(['memberships.user_id', 'accounts.id', 'accounts.name'])
    .where('memberships.user_id', 'in', users)
    .orderBy('accounts.id')
    .execute()
  const found: FoundLicence[] = []
  for (const { id, user_id, created_at, ends_at } of rows) {
    const history = await licenceHistory(tx, id)
    found.push({
      id,
      userId: user_id,
      who: names.get(`user:${user_id}`) ?? `user:${user_id}`,
      accounts: accounts.filter((one) => one.user_id === user_id).map((one) => ({ id: one.id, name: one.name })),
      trial: history.every(({ entry }) => entry === 'trial'),
      startedAt: created_at,
      endsAt: ends_at,
      history: history.map(({ entry, period, until_at, at }) => ({ entry, period, until: until_at, at })),
    })
  }
  return found
}
