import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { chmod, mkdtemp } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { findPostgres } from './find-postgres.ts'
import { type Running, runPostgres } from './run-postgres.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Unix socket that answers with JSON: the URL of a PostgreSQL server for tests, or why there is none. */
    postgresDesk: string
  }
}

/** What the desk answers. */
export type DeskAnswer = { url: string } | { error: string }

/**
 * Vitest's global set-up: a desk at which a test file asks for PostgreSQL. The server starts at the first asking, so that a run without
 * it costs nothing.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'koppel-postgres-'))
  // The server's own user must pass through to its data.
  await chmod(directory, 0o711)
  let starting: Promise<Running> | null = null
  const start = async (): Promise<Running> => {
    const given = process.env.KOPPEL_TEST_POSTGRES_URL
    return given ? { url: given, stop: async () => {} } : runPostgres(await findPostgres(), directory)
  }
  const answer = async (socket: Socket): Promise<void> => {
    starting ??= start()
    const said: DeskAnswer = await starting.then(
      ({ url }) => ({ url }),
      (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }),
    )
    socket.on('error', () => {})
    socket.end(JSON.stringify(said))
  }
  const desk = createServer((socket) => void answer(socket)).listen(join(directory, 'desk'))
  await once(desk, 'listening')
  project.provide('postgresDesk', join(directory, 'desk'))
  return async () => {
    desk.close()
    await starting?.then(
      ({ stop }) => stop(),
      () => {},
    )
    rmSync(directory, { recursive: true, force: true })
  }
}
