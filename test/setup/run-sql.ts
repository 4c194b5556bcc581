import pg from 'pg'

export type Row = Record<string, unknown>

/** One connection past the store, as an operator or another program would have it, for as long as `story` runs. */
export async function runSql<T>(
  url: string,
  story: (sql: (statement: string) => Promise<Row[]>) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await story(async (statement) => (await client.query(statement)).rows)
  } finally {
    await client.end()
  }
}
