import { join } from 'node:path'
import { Registry } from 'prom-client'
import { passwords } from '../../src/accounts/password.ts'
import { type Minter, startMinter } from '../../src/flows/batches/minter.ts'
import type { House } from '../../src/flows/house.ts'
import { type Live, startLive } from '../../src/flows/live.ts'
import { MIGRATIONS, type Tables } from '../../src/flows/tables.ts'
import { buildApp } from '../../src/http/app.ts'
import type { Api } from '../../src/http/door.ts'
import type { DoorParts } from '../../src/http/parts.ts'
import type { Log } from '../../src/std/log.ts'
import { type ManualClock, manualClock } from '../../src/std/manual-clock.ts'
import { pinoLog } from '../../src/std/pino-log.ts'
import { seededRandom } from '../../src/std/random.ts'
import { signal } from '../../src/std/signal.ts'
import { loadTexts } from '../../src/std/texts.ts'
import { openKeyring } from '../../src/store/keyring.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { openEmbeddedTelemetry } from '../../src/telemetry/embedded.ts'
import type { Place } from '../setup/ledgers.ts'
import { copied } from '../setup/migrated.ts'
import { type Population, population } from './populate.ts'

export { PASSWORD, type Person } from './populate.ts'
export const OPERATOR_TOKEN = 'operator-token-of-the-test'
const TEXTS = loadTexts(join(import.meta.dirname, '../../texts'), { timeZone: 'UTC' })
/** As cheap as argon2 gets: a suite signs in often. */
const PASSWORD_MEMORY_KIB = 64

export type OpenDoor = Population & {
  api: Api
  house: House
  live: Live
  minter: Minter
  clock: ManualClock
  /** Lines of the log. */
  lines: string[]
  metrics: Registry
  close(): Promise<void>
}

/** Another ledger, clock or chance than one's own: for two doors on one database. */
type Ground = { place?: Place; clock?: ManualClock; seed?: number }

/** The HTTP door before a real ledger, on a clock moved by hand. */
export async function openDoor(changed: Partial<DoorParts> & Ground = {}): Promise<OpenDoor> {
  const { place, clock = manualClock(), seed = 7 } = changed
  const random = seededRandom(seed)
  const lines: string[] = []
  const log: Log = pinoLog({ level: 'debug', clock, to: { write: (line) => void lines.push(line) } })
  const world = { clock, random, log }
  const ledger = place
    ? await place.open<Tables>({ migrations: MIGRATIONS, world })
    : await openSqlite<Tables>({ file: ':memory:', migrations: MIGRATIONS, world, ...(await copied(MIGRATIONS)) })
  const keys = await openKeyring({ store: ledger, world, secret: Buffer.alloc(32, 3) })
  const telemetry = await openEmbeddedTelemetry({ memory: true, world })
  const house: House = {
    world,
    ledger,
    keys,
    telemetry,
    passwords: passwords(random, PASSWORD_MEMORY_KIB),
    wake: signal<string>(),
    minting: signal<void>(),
  }
  const live = startLive(house)
  const minter = startMinter(house)
  const metrics = new Registry()
  const api = await buildApp({
    house,
    live,
    metrics,
    texts: TEXTS,
    config: {
      publicUrl: 'http://koppel.test',
      support: { phone: '0771-123', email: 'help@koppel.test' },
      smsAppHash: 'ABcDefGHI1R',
    },
    version: '0.0.0',
    ready: async () => ({ ledger: { ready: true } }),
    operatorToken: OPERATOR_TOKEN,
    ...changed,
  })
  return {
    api,
    house,
    live,
    minter,
    clock,
    lines,
    metrics,
    ...population(api, house),
    async close() {
      await api.close()
      await minter.stop()
      await live.stop()
      await telemetry.close()
      keys.close()
      await ledger.close()
    },
  }
}

/** A request with a person's bearer token. */
export function as(
  person: { token: string } | string,
  headers: Record<string, string> = {},
): { headers: Record<string, string> } {
  return { headers: { authorization: `Bearer ${typeof person === 'string' ? person : person.token}`, ...headers } }
}

/** A code that has the right shape and names nothing. */
export const NO_CODE = '22222222222222'
