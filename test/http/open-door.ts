import { generateKeyPairSync } from 'node:crypto'
import { join } from 'node:path'
import { Registry } from 'prom-client'
import type { Level } from '../../src/accounts/actor.ts'
import { passwords } from '../../src/accounts/password.ts'
import { publicBytes } from '../../src/devices/signature.ts'
import type { House } from '../../src/flows/house.ts'
import { type Live, startLive } from '../../src/flows/live.ts'
import { mint } from '../../src/flows/mint.ts'
import { openAccount } from '../../src/flows/people.ts'
import { registerDevice } from '../../src/flows/register-device.ts'
import { MIGRATIONS, type Tables } from '../../src/flows/tables.ts'
import { buildApp } from '../../src/http/app.ts'
import type { Api } from '../../src/http/door.ts'
import type { DoorParts } from '../../src/http/parts.ts'
import type { Log } from '../../src/std/log.ts'
import { luhnDigit } from '../../src/std/luhn.ts'
import { type ManualClock, manualClock } from '../../src/std/manual-clock.ts'
import { pinoLog } from '../../src/std/pino-log.ts'
import { seededRandom } from '../../src/std/random.ts'
import { signal } from '../../src/std/signal.ts'
import { loadTexts } from '../../src/std/texts.ts'
import { openKeyring } from '../../src/store/keyring.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { openEmbeddedTelemetry } from '../../src/telemetry/embedded.ts'
import type { Place } from '../setup/ledgers.ts'

export const PASSWORD = 'correct horse'
export const OPERATOR_TOKEN = 'operator-token-of-the-test'
const TEXTS = loadTexts(join(import.meta.dirname, '../../texts'), { timeZone: 'UTC' })
/** As cheap as argon2 gets: a suite signs in often. */
const PASSWORD_MEMORY_KIB = 64

export type Person = { email: string; userId: string; accountId: string; token: string }
export type OpenDoor = {
  api: Api
  house: House
  live: Live
  clock: ManualClock
  /** Lines of the log. */
  lines: string[]
  metrics: Registry
  person(level: Level, kind?: 'customer' | 'office' | 'reseller'): Promise<Person>
  /** A collar with a Tele2 SIM, or another kind; gives the device's id. */
  collar(accountId: string, kind?: 'tele2' | 'telia-iot' | 'travel-sim'): Promise<string>
  codes(count: number, kind?: 'tele2' | 'travel-sim'): Promise<string[]>
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
    : await openSqlite<Tables>({ file: ':memory:', migrations: MIGRATIONS, world })
  const keys = await openKeyring({ store: ledger, world, secret: Buffer.alloc(32, 3) })
  const telemetry = await openEmbeddedTelemetry({ memory: true, world })
  const house: House = {
    world,
    ledger,
    keys,
    telemetry,
    passwords: passwords(random, PASSWORD_MEMORY_KIB),
    wake: signal<string>(),
  }
  const live = startLive(house)
  const metrics = new Registry()
  const api = await buildApp({
    house,
    live,
    metrics,
    texts: TEXTS,
    config: { publicUrl: 'http://koppel.test', support: { phone: '0771-123', email: 'help@koppel.test' } },
    version: '0.0.0',
    ready: async () => ({ ledger: { ready: true } }),
    operatorToken: OPERATOR_TOKEN,
    ...changed,
  })
  let serial = 0
  const numbered = (prefix: string, length: number): string => {
    const digits = prefix + String(++serial).padStart(length - prefix.length - 1, '0')
    return digits + luhnDigit(digits)
  }
  return {
    api,
    house,
    live,
    clock,
    lines,
    metrics,
    async person(level, kind = 'customer') {
      const email = `${level}${++serial}@example.org`
      const account = { kind, name: `account of ${level}`, country: 'SE' }
      const user = { email, name: level, language: 'sv', password: PASSWORD, level }
      const opened = await openAccount(house, 'operator', { account, user })
      if (!opened) throw new Error('the address is taken')
      const answer = await api.inject({
        method: 'POST',
        url: '/api/v1/session',
        payload: { email, password: PASSWORD },
      })
      return { email, ...opened, token: answer.json().token }
    },
    async collar(accountId, kind = 'tele2') {
      const carried =
        kind === 'travel-sim' ? { balanceMinor: 5_000, currency: 'SEK' } : { validUntil: clock.now() + 90 * 86_400_000 }
      const outcome = await registerDevice(house, 'operator', {
        imei: numbered('35', 15),
        name: 'Bella',
        secret: Buffer.alloc(32, ++serial).toString('base64url'),
        publicKey: publicBytes(generateKeyPairSync('ed25519').privateKey),
        sim: { iccid: numbered('8946', 20), kind, carried },
        accountId,
      })
      if (outcome.kind !== 'registered') throw new Error(JSON.stringify(outcome))
      return outcome.deviceId
    },
    async codes(count, kind = 'tele2') {
      const product =
        kind === 'tele2'
          ? { type: 'sim-extend' as const, simKind: kind, period: 'P1Y' }
          : { type: 'sim-top-up' as const, simKind: kind, amountMinor: 10_000, currency: 'SEK' }
      const order = { family: 'sim-activation', product, count, anchor: 'redemption' as const, channel: 'own-shop' }
      return (await mint(house, 'operator', order)).codes
    },
    async close() {
      await api.close()
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
