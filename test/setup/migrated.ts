import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { inject } from 'vitest'
import type { Migrations } from '../../src/store/migrate.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { sqliteImage } from '../../src/store/sqlite.ts'
import { runSql } from './run-sql.ts'
import { testWorld } from './world.ts'

/*
 * The house's migrations take a quarter of a second on SQLite and most of one on PostgreSQL, and a few thousand tests begin with them: they are run once,
 * and copied.
 */

/** Below this many, running them is as quick as copying what they made. */
const WORTH_COPYING = 20
const images = new WeakMap<Migrations, Promise<Uint8Array>>()
const templates = new WeakMap<Migrations, Promise<string>>()

const isWorthCopying = (migrations: Migrations): boolean => Object.keys(migrations).length >= WORTH_COPYING

/** What to open a new SQLite ledger with: `{ image }`, or nothing for a few migrations. */
export async function copied(migrations: Migrations): Promise<{ image?: Uint8Array }> {
  if (!isWorthCopying(migrations)) return {}
  const made = images.get(migrations) ?? sharedImage(migrations)
  images.set(migrations, made)
  return { image: await made }
}

/** In a file of this run, for the processes that come after: a sabotage has one of its own. */
async function sharedImage(migrations: Migrations): Promise<Uint8Array> {
  const file = join(dirname(inject('postgresDesk')), `${nameOf(migrations)}.db`)
  if (existsSync(file)) return readFile(file)
  const image = await sqliteImage(migrations, testWorld())
  const unfinished = `${file}.${process.pid}`
  await writeFile(unfinished, image)
  await rename(unfinished, file)
  return image
}

/** @param server URL of a PostgreSQL server that is used by several processes of this run. @returns the name of a migrated database to copy, or null for a few migrations */
export async function templateOf(server: string, migrations: Migrations): Promise<string | null> {
  if (!isWorthCopying(migrations)) return null
  const made = templates.get(migrations) ?? makeTemplate(server, migrations)
  templates.set(migrations, made)
  return made
}

async function makeTemplate(server: string, migrations: Migrations): Promise<string> {
  const name = nameOf(migrations)
  return runSql(server, async (sql) => {
    await sql(`select pg_advisory_lock(hashtext('${name}'))`)
    const [there] = await sql(`select 1 from pg_database where datname = '${name}'`)
    if (there) return name
    const unfinished = `${name}_unfinished`
    await sql(`drop database if exists ${unfinished} with (force)`)
    await sql(`create database ${unfinished} ${EMPTY}`)
    const store = await openPostgres({ url: databaseUrl(server, unfinished), migrations, world: testWorld() })
    await store.close()
    await sql(`alter database ${unfinished} rename to ${name}`)
    return name
  })
}

/** By their text too: in a build without a guarantee they may be others under the same names. */
function nameOf(migrations: Migrations): string {
  const texts = Object.entries(migrations).map(([name, up]) => `${name}\n${up}\n`)
  return `koppel_migrated_${createHash('sha256').update(texts.join('')).digest('hex').slice(0, 16)}`
}

/** A linguistic order: a column that leaves its order to the server is found out. */
export const EMPTY = `template template0 encoding 'UTF8' locale_provider icu icu_locale 'en-US'`

export function databaseUrl(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}
