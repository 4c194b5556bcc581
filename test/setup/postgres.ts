import { rmSync } from 'node:fs'
import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { openDesk } from './desk.ts'
import { findPostgres } from './find-postgres.ts'
import { runPostgres } from './run-postgres.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Desk of the PostgreSQL server of this test run. */
    postgresDesk: string
  }
}

/** Vitest's global set-up: a desk at which a test file asks for PostgreSQL. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'koppel-postgres-'))
  // The server's own user must pass through to its data.
  await chmod(directory, 0o711)
  const close = await openDesk(join(directory, 'desk'), async () => {
    const given = process.env.KOPPEL_TEST_POSTGRES_URL
    return given ? { url: given, stop: async () => {} } : runPostgres(await findPostgres(), directory)
  })
  project.provide('postgresDesk', join(directory, 'desk'))
  return async () => {
    await close()
    rmSync(directory, { recursive: true, force: true })
  }
}
