import pg from 'pg'
import { backoff_ms } from '../std/backoff.ts'
import type { Cancel } from '../std/clock.ts'
import type { World } from '../std/world.ts'
import { faultName } from './fault-name.ts'

const CHANNEL = 'koppel_commit'
const RETRY_FIRST_MS = 100
const RETRY_MOST_MS = 10_000

export type Wake = {
  /** Tells the other processes; many calls while one is on its way become one. */
  announce(): void
  close(): Promise<void>
}

/**
 * One connection that listens for other processes' commits and announces ours. Announced after the commit and not in it: NOTIFY inside a
 * transaction makes all committers queue for one lock. It only wakes, so that one lost on the way costs time and nothing else.
 * @param onWake another process committed, or may have while the connection was away
 */
export async function listen(url: string, world: World, onWake: () => void): Promise<Wake> {
  const line = new Line(url, world, onWake)
  await line.connect()
  return line
}

class Line implements Wake {
  readonly #url: string
  readonly #world: World
  readonly #onWake: () => void
  #client: pg.Client | null = null
  #closed = false
  #attempt = 0
  #cancelRetry: Cancel = () => {}
  #sending = false
  #owed = false

  constructor(url: string, world: World, onWake: () => void) {
    this.#url = url
    this.#world = world
    this.#onWake = onWake
  }

  async connect(): Promise<void> {
    const client = new pg.Client({ connectionString: this.#url, application_name: 'koppel listens', keepAlive: true })
    this.#client = client
    client.on('error', () => this.#lost(client))
    client.on('end', () => this.#lost(client))
    try {
      await client.connect()
      const { rows } = await client.query('select pg_backend_pid() as pid')
      client.on('notification', ({ processId }) => processId !== rows[0]?.pid && this.#onWake())
      await client.query(`listen ${CHANNEL}`)
      this.#attempt = 0
      if (this.#owed) this.announce()
    } catch (error) {
      this.#world.log.warn({ error: faultName(error) }, 'ledger notifications away')
      this.#lost(client)
    }
  }

  announce(): void {
    this.#owed = true
    if (this.#sending || !this.#client) return
    this.#owed = false
    this.#sending = true
    const sent = (again: boolean): void => {
      this.#sending = false
      if (again && this.#owed) this.announce()
    }
    this.#client.query(`notify ${CHANNEL}`).then(
      () => sent(true),
      () => {
        this.#owed = true
        sent(false)
      },
    )
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#cancelRetry()
    await this.#client?.end().catch(() => {})
  }

  #lost(client: pg.Client): void {
    if (this.#closed || this.#client !== client) return
    this.#client = null
    client.end().catch(() => {})
    const wait_ms = backoff_ms(this.#world.random, this.#attempt++, RETRY_FIRST_MS, RETRY_MOST_MS)
    this.#cancelRetry = this.#world.clock.after(wait_ms, () => {
      // Commits may have been missed while the line was down.
      this.connect().then(this.#onWake, this.#onWake)
    })
  }
}
