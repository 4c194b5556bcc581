import { inject } from 'vitest'
import { systemRandom } from '../../src/std/random.ts'
import type { Migrations } from '../../src/store/migrate.ts'
import { askAt } from './desk.ts'
import { databaseUrl, EMPTY, templateOf } from './migrated.ts'
import { type Row, runSql } from './run-sql.ts'

/** A database of one's own on the PostgreSQL server of this test run. */
export type TestDatabase = {
  url: string
  /** Runs SQL past the store, as an operator or another program would. */
  sql(statement: string): Promise<Row[]>
  drop(): Promise<void>
}

/** @param migrations to begin behind; none = empty. @throws Error that says how to get PostgreSQL when there is none */
export async function createDatabase(migrations: Migrations = {}): Promise<TestDatabase> {
  const server = await askForServer()
  const name = `koppel_${Buffer.from(systemRandom().bytes(8)).toString('hex')}`
  const template = await templateOf(server, migrations)
  await runSql(server, (sql) => sql(`create database ${name} ${template ? `template ${template}` : EMPTY}`))
  const url = databaseUrl(server, name)
  return {
    url,
    sql: (statement) => runSql(url, (sql) => sql(statement)),
    async drop() {
      await runSql(server, (sql) => sql(`drop database if exists ${name} with (force)`))
    },
  }
}

/** The URL of the PostgreSQL server of this test run. @throws Error that says how to get PostgreSQL when there is none */
export function askForServer(): Promise<string> {
  return askAt(inject('postgresDesk'))
}
