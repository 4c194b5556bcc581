import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import pg from 'pg'
import { inject } from 'vitest'
import { systemRandom } from '../../src/std/random.ts'
import type { DeskAnswer } from './postgres.ts'

/** An empty database of one's own on the PostgreSQL server of this test run. */
export type TestDatabase = {
  url: string
  /** Runs SQL past the store, as an operator or another program would. */
  sql(statement: string): Promise<Record<string, unknown>[]>
  drop(): Promise<void>
}

/** @throws Error that says how to get PostgreSQL when there is none */
export async function createDatabase(): Promise<TestDatabase> {
  const server = await askForServer()
  const name = `koppel_${Buffer.from(systemRandom().bytes(8)).toString('hex')}`
  // A linguistic order: a column that leaves its order to the server is found out.
  await runSql(
    server,
    `create database ${name} template template0 encoding 'UTF8' locale_provider icu icu_locale 'en-US'`,
  )
  const url = new URL(server)
  url.pathname = `/${name}`
  return {
    url: url.href,
    sql: (statement) => runSql(url.href, statement),
    async drop() {
      await runSql(server, `drop database if exists ${name} with (force)`)
    },
  }
}

/** The URL of the PostgreSQL server of this test run. @throws Error that says how to get PostgreSQL when there is none */
export async function askForServer(): Promise<string> {
  const answer = JSON.parse(await text(connect(inject('postgresDesk')))) as DeskAnswer
  if ('error' in answer) throw new Error(answer.error)
  return answer.url
}

async function runSql(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}
