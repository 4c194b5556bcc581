import { generateKeyPairSync } from 'node:crypto'
import type { Actor } from '../../src/accounts/actor.ts'
import { publicBytes } from '../../src/devices/signature.ts'
import type { House } from '../../src/flows/house.ts'
import { openAccount } from '../../src/flows/people.ts'
import { registerDevice } from '../../src/flows/register-device.ts'
import { MIGRATIONS, type Tables } from '../../src/flows/tables.ts'
import { luhnDigit } from '../../src/std/luhn.ts'
import { type ManualClock, manualClock } from '../../src/std/manual-clock.ts'
import { type Person, raceSetting } from '../races/setting.ts'
import type { PlaceKind } from '../setup/ledgers.ts'
import { testWorld } from '../setup/world.ts'

export type OwningStory = {
  house: House
  clock: ManualClock
  /** With a collar each. */
  people: Person[]
  office: Person
  staff: Actor
  /** Puts collars into the stock; tells their IMEIs. */
  stock(count?: number): Promise<string[]>
  /** Somebody else with an account of this kind. */
  open(kind: 'customer' | 'reseller' | 'office', name: string): Promise<Person>
  rows<T extends keyof Tables>(table: T): Promise<Tables[T][]>
  end(): Promise<void>
}

/** A valid IMEI of one's own. */
export const imeiOf = (at: number): string => {
  const digits = `3599999${String(at).padStart(7, '0')}`
  return digits + luhnDigit(digits)
}

export function personOf(person: Person | undefined, source = '192.0.2.1'): Actor {
  return { kind: 'user', userId: person?.userId ?? '', sessionId: 's', source }
}

/** A vendor with an office and a stock, and people, on one of the engines and a clock moved by hand. */
export async function owningStory(kind: PlaceKind, people_count = 2): Promise<OwningStory> {
  const clock = manualClock()
  const world = testWorld()
  const place = await kind.make()
  const ledger = await place.open<Tables>({ migrations: MIGRATIONS })
  const setting = await raceSetting(ledger, world, people_count)
  const house: House = { ...setting.house, world: { ...world, clock } }
  const open: OwningStory['open'] = async (kind, name) => {
    const level = ({ customer: 'owner', reseller: 'reseller', office: 'support' } as const)[kind]
    const user = { email: `${name}@example.org`, name, language: 'en', password: 'p', level }
    const opened = await openAccount(house, 'operator', { account: { kind, name, country: 'SE' }, user })
    if (!opened) throw new Error('taken')
    return { ...opened, deviceId: '' }
  }
  const office = await open('office', 'office')
  let made = 0
  return {
    house,
    clock,
    people: setting.people,
    office,
    staff: personOf(office),
    open,
    async stock(count = 1) {
      const imeis: string[] = []
      for (let at = 0; at < count; at++) {
        const imei = imeiOf(made++)
        const iccid = `8946123${imei.slice(-12)}`.slice(0, 18)
        const outcome = await registerDevice(house, 'operator', {
          imei,
          name: imei,
          secret: 'A'.repeat(43),
          publicKey: publicBytes(generateKeyPairSync('ed25519').privateKey),
          sim: { iccid: iccid + luhnDigit(iccid), kind: 'tele2', carried: { validUntil: clock.now() } },
          accountId: office.accountId,
        })
        if (outcome.kind !== 'registered') throw new Error(JSON.stringify(outcome))
        imeis.push(imei)
      }
      return imeis
    },
    rows: (table) => ledger.reads.selectFrom(table).selectAll().execute() as never,
    async end() {
      setting.keys.close()
      await place.leave()
    },
  }
}
