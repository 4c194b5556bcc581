import { generateKeyPairSync } from 'node:crypto'
import type { Level } from '../../src/accounts/actor.ts'
import { publicBytes } from '../../src/devices/signature.ts'
import type { House } from '../../src/flows/house.ts'
import { release } from '../../src/flows/licences/release.ts'
import { mint } from '../../src/flows/mint.ts'
import { openAccount } from '../../src/flows/people.ts'
import { registerDevice } from '../../src/flows/register-device.ts'
import { type DongleSecrets, registerDongle } from '../../src/flows/register-dongle.ts'
import type { Api } from '../../src/http/door.ts'
import type { LicenceType } from '../../src/licences/unlock-code.ts'
import { luhnDigit } from '../../src/std/luhn.ts'

export const PASSWORD = 'correct horse'

export type Person = { email: string; userId: string; accountId: string; token: string }
export type Population = {
  /** Somebody signed in, with an account of their own. */
  person(level: Level, kind?: 'customer' | 'office' | 'reseller'): Promise<Person>
  /** A collar with a Tele2 SIM, or another kind; gives the device's id. */
  collar(accountId: string, kind?: 'tele2' | 'telia-iot' | 'travel-sim'): Promise<string>
  dongle(accountId: string): Promise<{ deviceId: string; caratId: string; told: DongleSecrets }>
  /** Releases and queues a type for a licence number; gives the release's id. */
  release(licenceNumber: string, type: LicenceType): Promise<string>
  codes(count: number, kind?: 'tele2' | 'travel-sim'): Promise<string[]>
}

/** Fills a house with what a story needs, each thing unlike the others. */
export function population(api: Api, house: House): Population {
  const { clock } = house.world
  let serial = 0
  const numbered = (prefix: string, length: number): string => {
    const digits = prefix + String(++serial).padStart(length - prefix.length - 1, '0')
    return digits + luhnDigit(digits)
  }
  return {
    async person(level, kind = 'customer') {
      const email = `${level}${++serial}@example.org`
      const account = { kind, name: `account of ${level}`, country: 'SE' }
      const user = { email, name: level, language: 'sv', password: PASSWORD, level }
      const opened = await openAccount(house, 'operator', { account, user })
      if (!opened) throw new Error('the address is taken')
      const payload = { email, password: PASSWORD }
      const answer = await api.inject({ method: 'POST', url: '/api/v1/session', payload })
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
    async dongle(accountId) {
      const caratId = String(++serial).padStart(8, 'C')
      const outcome = await registerDongle(house, 'operator', { caratId, name: 'till', accountId })
      if (outcome.kind !== 'registered') throw new Error(JSON.stringify(outcome))
      return { ...outcome, caratId }
    },
    async release(licenceNumber, type) {
      const made = await house.ledger.transact('release', (tx) =>
        release(house, tx, { licenceNumber, type, orderId: null, actor: 'operator', accountId: null }),
      )
      if (!made) throw new Error('released already')
      return made.release.id
    },
    async codes(count, kind = 'tele2') {
      const product =
        kind === 'tele2'
          ? { type: 'sim-extend' as const, simKind: kind, period: 'P1Y' }
          : { type: 'sim-top-up' as const, simKind: kind, amountMinor: 10_000, currency: 'SEK' }
      const order = { family: 'sim-activation', product, count, anchor: 'redemption' as const, channel: 'own-shop' }
      return (await mint(house, 'operator', order)).codes
    },
  }
}
