import { join, resolve } from 'node:path'
import { openAccount } from '../../src/flows/people.ts'
import { holdDataDir } from '../../src/main/data-dir.ts'
import { serve } from '../../src/main/serve.ts'
import { systemClock } from '../../src/std/clock.ts'
import { silent } from '../../src/std/log.ts'
import { systemRandom } from '../../src/std/random.ts'

/** The real backend on ports of its own, asked as production and staff would ask it: over HTTP. */
export type Backend = {
  mqttUrl: string
  post<T>(path: string, body: object): Promise<T>
  get<T>(path: string): Promise<T>
  stop(): Promise<void>
}

/** Serves a new house with an office, on any free ports of this machine alone. @param folder where it keeps its data */
export async function startBackend(folder: string): Promise<Backend> {
  const world = { clock: systemClock(), random: systemRandom(), log: silent }
  const dir = holdDataDir(join(folder, 'data'))
  const served = await serve(
    {
      host: '127.0.0.1',
      httpPort: 0,
      mqttPort: 0,
      mqtts: null,
      databaseUrl: null,
      secret: null,
      publicUrl: null,
      support: { phone: null, email: null },
      version: '0.0.0',
      root: resolve(import.meta.dirname, '../..'),
    },
    dir,
    world,
  )
  const account = { kind: 'office', name: 'Office', country: 'SE' } as const
  const user = {
    email: 'office@koppel.example',
    name: 'Office',
    language: 'en',
    password: 'correct horse',
    level: 'admin',
  } as const
  await openAccount(served.running.house, 'operator', { account, user })
  let requests = 0
  const ask = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const headers = {
      authorization: `Bearer ${served.operatorToken}`,
      ...(body && { 'content-type': 'application/json', 'idempotency-key': `request-${requests++}` }),
    }
    const answer = await fetch(served.httpUrl + path, { method, headers, ...(body && { body: JSON.stringify(body) }) })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    const json = answer.headers.get('content-type')?.includes('json')
    return (json ? await answer.json() : await answer.text()) as T
  }
  return {
    mqttUrl: served.mqttUrl,
    post: (path, body) => ask('POST', path, body),
    get: (path) => ask('GET', path),
    async stop() {
      await served.stop()
      dir.release()
    },
  }
}
