import { passwords } from '../../src/accounts/password.ts'
import type { House } from '../../src/flows/house.ts'
import { mint } from '../../src/flows/mint.ts'
import { openAccount } from '../../src/flows/people.ts'
import { registerDevice } from '../../src/flows/register-device.ts'
import type { Ledger } from '../../src/flows/tables.ts'
import { luhnDigit } from '../../src/std/luhn.ts'
import { signal } from '../../src/std/signal.ts'
import type { World } from '../../src/std/world.ts'
import { type Keyring, openKeyring } from '../../src/store/keyring.ts'

export const SECRET = Buffer.alloc(32, 5)
const PASSWORD_MEMORY_KIB = 64

export type Person = { userId: string; accountId: string; deviceId: string }

/** A house with people who own one collar each, on a given ledger. */
export async function raceSetting(
  ledger: Ledger,
  world: World,
  people_count: number,
): Promise<{ house: House; keys: Keyring; people: Person[] }> {
  const keys = await openKeyring({ store: ledger, world, secret: SECRET })
  const house: House = {
    world,
    ledger,
    keys,
    telemetry: undefined as never,
    passwords: passwords(world.random, PASSWORD_MEMORY_KIB),
    wake: signal(),
    minting: signal(),
  }
  const people: Person[] = []
  for (let at = 0; at < people_count; at++) {
    const user = { email: `p${at}@example.org`, name: 'p', language: 'en', password: 'p', level: 'owner' as const }
    const opened = await openAccount(house, 'operator', {
      account: { kind: 'customer', name: 'p', country: 'SE' },
      user,
    })
    if (!opened) throw new Error('taken')
    people.push({ ...opened, deviceId: await collar(house, opened.accountId, at) })
  }
  return { house, keys, people }
}

async function collar(house: House, accountId: string, at: number): Promise<string> {
  const imei = `0010123400000${at}`.slice(-14)
  const iccid = `89469900000000000${at}`.slice(-18).padStart(18, '8')
  const outcome = await registerDevice(house, 'operator', {
    imei: imei + luhnDigit(imei),
    name: 'collar',
    secret: 'A'.repeat(43),
    publicKey: new Uint8Array(32),
    sim: { iccid: iccid + luhnDigit(iccid), kind: 'telia-iot', carried: { validUntil: house.world.clock.now() } },
    accountId,
  })
  if (outcome.kind !== 'registered') throw new Error(`${outcome.kind} ${'field' in outcome ? outcome.field : ''}`)
  return outcome.deviceId
}

export const mintYears = async (house: House, count: number): Promise<string[]> =>
  (
    await mint(house, 'operator', {
      family: 'sim-activation',
      product: { type: 'sim-extend', simKind: 'telia-iot', period: 'P1Y' },
      count,
      anchor: 'redemption',
      channel: 'own-shop',
    })
  ).codes
