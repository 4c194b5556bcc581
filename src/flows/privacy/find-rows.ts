import type { ExpressionBuilder, SelectQueryBuilder } from 'kysely'
import type { Holding, Whose } from '../../store/holding.ts'
import type { LedgerReads, Tables } from '../tables.ts'

/** Whom it is about: an account, and those of its users who belong to no other. */
export type Subject = { accountId: string; userIds: readonly string[] }

/** Rows of a table by the names of their columns. */
export type Row = Record<string, unknown>
/** Holdings name tables and columns as texts: here, and nowhere else, the compiler is told to believe them. A test tries each. */
type Query = SelectQueryBuilder<Record<string, Row>, string, Row>

/** Who an account's own users are: erasing it erases those who belong to no other account. */
export async function subjectOf(reads: LedgerReads, accountId: string): Promise<Subject> {
  const members = await reads
    .selectFrom('memberships')
    .select('user_id')
    .where('account_id', '=', accountId)
    .orderBy('user_id')
    .execute()
  const ids = members.map(({ user_id }) => user_id)
  if (ids.length === 0) return { accountId, userIds: [] }
  const elsewhere = await reads
    .selectFrom('memberships')
    .select('user_id')
    .where('user_id', 'in', ids)
    .where('account_id', '!=', accountId)
    .execute()
  const shared = new Set(elsewhere.map(({ user_id }) => user_id))
  return { accountId, userIds: ids.filter((id) => !shared.has(id)) }
}

/** Up to `limit` rows of a holding, in the order of their key. @param columns which are read */
export async function rowsOf(
  reads: LedgerReads,
  { table, key, whose }: Pick<Holding, 'table' | 'key' | 'whose'>,
  subject: Subject,
  { columns, limit, offset = 0 }: { columns: readonly string[]; limit: number; offset?: number },
): Promise<Row[]> {
  let query = (reads.selectFrom(table as keyof Tables) as unknown as Query).select(columns as string[])
  query = found(query, whose, subject)
  for (const column of key) query = query.orderBy(column)
  return query.limit(limit).offset(offset).execute()
}

function found(query: Query, { column, of }: Whose, subject: Subject): Query {
  const { accountId, userIds } = subject
  switch (of) {
    case 'account':
      return query.where(column, '=', accountId)
    case 'user':
      return query.where(column, 'in', atLeastOne(userIds))
    case 'actor':
      return query.where(column, 'in', atLeastOne(userIds.map((id) => `user:${id}`)))
    default:
      return query.where(column, 'in', (eb: ExpressionBuilder<Record<string, Row>, string>) =>
        found(eb.selectFrom(of.table).select(of.column) as unknown as Query, of.whose, subject),
      )
  }
}

/** `IN ()` is no SQL; no id is empty. */
function atLeastOne(ids: readonly string[]): string[] {
  return ids.length > 0 ? [...ids] : ['']
}
