import type { ExpressionBuilder, SelectQueryBuilder } from 'kysely'
import type { Holding, Whose } from './holding.ts'
import type { Reads } from './store.ts'

/** Whom it is about: an account, and those of its users who belong to no other. */
export type Subject = { accountId: string; userIds: readonly string[] }

/** Rows of a table by the names of their columns. */
export type Row = Record<string, unknown>
/** Holdings name tables and columns as texts: here the compiler is told to believe them, and `test/privacy/holdings.test.ts` tries each. */
type Query = SelectQueryBuilder<Record<string, Row>, string, Row>

/** Up to `limit` rows of a holding, in the order of their key. @param columns which are read */
export async function rowsOf(
  reads: Reads<never>,
  { table, key, whose }: Pick<Holding, 'table' | 'key' | 'whose'>,
  subject: Subject,
  { columns, limit, offset = 0 }: { columns: readonly string[]; limit: number; offset?: number },
): Promise<Row[]> {
  let query = (reads.selectFrom(table as never) as unknown as Query).select(columns as string[])
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
