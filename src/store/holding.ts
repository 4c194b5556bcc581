/**
 * What one table holds of people, as its room states it: where a person's rows are found, what an export gives of them, and what becomes of them when an account
 * is closed (GDPR articles 15, 17 and 20). `test/privacy/holdings.test.ts` fails when a table is stated nowhere.
 */
export type Holding = {
  table: string
  /** Columns of its primary key. */
  key: readonly string[]
  whose: Whose
  /** In words, for who reads the page about it and the certificate; for who reads an export the texts have them (`export.holds.<table>`). */
  holds: string
  /** Columns that an export gives; what is sealed is opened by name (`src/flows/privacy/open-row.ts`). */
  shows: readonly string[]
  end: End
}

/** How rows are found: a column that names the account, one of its users, a user as an actor (`user:<id>`), or a row of another table that is found likewise. */
export type Whose = {
  column: string
  of: 'account' | 'user' | 'actor' | { table: string; column: string; whose: Whose }
}

/** `pseudonymised`: these columns get a name that leads to nobody, the others stay, for a reason. `kept`: nothing in it leads to somebody once the rest is gone. */
export type End =
  | { is: 'deleted' }
  | { is: 'pseudonymised'; columns: readonly string[]; cleared?: readonly string[]; why: string }
  | { is: 'kept'; why: string }

const DELETED: End = { is: 'deleted' }

/** Rows that name the account and go with it. */
export function ofAccount(table: string, key: readonly string[], holds: string, shows: readonly string[]): Holding {
  return { table, key, whose: { column: 'account_id', of: 'account' }, holds, shows, end: DELETED }
}

/** Rows that name a user and go with it. */
export function ofUser(table: string, key: readonly string[], holds: string, shows: readonly string[]): Holding {
  return { table, key, whose: { column: 'user_id', of: 'user' }, holds, shows, end: DELETED }
}

/** Rows that belong to those of another table, and go before them. @param link the column here, and the one there */
export function within(
  table: string,
  key: readonly string[],
  link: readonly [here: string, there: string],
  outer: Pick<Holding, 'table' | 'whose'>,
  told: Pick<Holding, 'holds' | 'shows'>,
): Holding {
  const [column, there] = link
  const whose: Whose = { column, of: { table: outer.table, column: there, whose: outer.whose } }
  return { table, key, whose, ...told, end: DELETED }
}
