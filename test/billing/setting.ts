import type { Actor } from '../../src/accounts/actor.ts'
import { startDeviceSubscription } from '../../src/billing/device-subscriptions.ts'
import { enterBilling } from '../../src/billing/entries.ts'
import { enterProfile, enterSeller, type Profile, type Seller } from '../../src/billing/parties.ts'
import { creditInvoice } from '../../src/flows/billing/credit.ts'
import { enterPayment } from '../../src/flows/billing/pay.ts'
import { orderRun } from '../../src/flows/billing/run.ts'
import { runPart } from '../../src/flows/billing/run-part.ts'
import type { House } from '../../src/flows/house.ts'
import { MIGRATIONS, type Tables } from '../../src/flows/tables.ts'
import { type ManualClock, manualClock } from '../../src/std/manual-clock.ts'
import { type Person, raceSetting } from '../races/setting.ts'
import type { Place, PlaceKind } from '../setup/ledgers.ts'
import { testWorld } from '../setup/world.ts'

export const OPERATOR: Actor = { kind: 'operator', source: '192.0.2.1' }
export const SELLER: Seller = {
  name: 'Koppel AB',
  street: 'Kopplet 1',
  postcode: '111 22',
  city: 'Stockholm',
  country: 'SE',
  vatId: 'SE556000000101',
  registration: '556000-0001',
  email: 'faktura@koppel.example',
  iban: 'SE3550000000054910000003',
  bic: 'ESSESESS',
  endpoint: '0007:5560000001',
}
export const PERSON: Profile = {
  name: 'Anna Ek',
  street: 'Storgatan 1',
  postcode: '582 22',
  city: 'Linköping',
  country: 'SE',
  company: false,
  vatId: null,
  reference: null,
  email: null,
  endpoint: null,
}
export const GMBH: Profile = {
  ...PERSON,
  name: 'Jagdgerät & Söhne GmbH',
  city: 'Köln',
  country: 'DE',
  company: true,
  vatId: 'DE123456789',
  reference: 'PO <47>',
  endpoint: '9930:DE123456789',
}
export const at = (text: string): number => Date.parse(text)

export type BillingStory = {
  house: House
  clock: ManualClock
  place: Place
  people: Person[]
  /** Subscribes a device of its own name for a person. */
  subscribe(person: number, when: number, device?: string): Promise<void>
  /** Enters something to be invoiced to a person. */
  enter(person: number, amountMinor: number, more?: { currency?: string; at?: number }): Promise<void>
  bill(person: number, profile: Profile): Promise<void>
  /** Orders the run of a month and tells it to its end; tells the run's id. */
  run(month: string): Promise<string>
  pay(invoice: string, amountMinor: number, reference?: string): ReturnType<typeof enterPayment>
  credit(
    invoiceId: string,
    lines?: { lineId: string; netMinor: number }[],
    key?: string,
  ): ReturnType<typeof creditInvoice>
  invoices(): Promise<Tables['invoices'][]>
  rows<T extends keyof Tables>(table: T): Promise<Tables[T][]>
  end(): Promise<void>
}

/** A house that sells, with people who buy, on one of the engines; its clock stands in April 2027. */
export async function billingStory(kind: PlaceKind, people_count = 2, place?: Place): Promise<BillingStory> {
  const clock = manualClock(at('2027-04-02T08:00:00Z'))
  const world = testWorld()
  const home = place ?? (await kind.make())
  const ledger = await home.open<Tables>({ migrations: MIGRATIONS })
  const setting = await raceSetting(ledger, world, people_count)
  const house: House = { ...setting.house, world: { ...world, clock } }
  const { people, keys } = setting
  await ledger.transact('seller', (tx) => enterSeller(tx, house.world, { seller: SELLER, actor: 'operator' }))
  const accountId = (person: number) => people[person]?.accountId ?? ''
  let count = 0
  return {
    house,
    clock,
    place: home,
    people,
    async subscribe(person, when, device = people[person]?.deviceId ?? '') {
      const started = { deviceId: device, accountId: accountId(person), at: when }
      await ledger.transact('start', (tx) => startDeviceSubscription(tx, house.world, started))
    },
    async enter(person, amountMinor, { currency = 'EUR', at: when = at('2027-03-10') } = {}) {
      const entry = { what: 'licence-order', pricing: 'new', priceList: 'test', orderId: `order-${count++}` } as const
      const of = { accountId: accountId(person), amountMinor, currency, at: when }
      await ledger.transact('enter', (tx) => enterBilling(tx, house.world, { ...entry, ...of }))
    },
    async bill(person, profile) {
      const entered = { accountId: accountId(person), profile, at: clock.now() }
      await ledger.transact('profile', (tx) => enterProfile(tx, entered))
    },
    async run(month) {
      const ordered = await orderRun(house, OPERATOR, month)
      if (ordered.kind !== 'running') throw new Error(ordered.kind)
      while ((await runPart(house, 'test')) === 'more');
      return ordered.runId
    },
    pay: (invoice, amountMinor, reference = `bank-${count++}`) =>
      enterPayment(house, OPERATOR, { invoice, amountMinor, currency: 'EUR', paidOn: '2027-04-10', reference }),
    credit: (invoiceId, lines, key = `credit-${count++}`) =>
      creditInvoice(house, {
        ...{ actor: OPERATOR, invoiceId, reason: 'mistake', idempotencyKey: key },
        ...(lines && { lines }),
      }),
    invoices: () => ledger.reads.selectFrom('invoices').selectAll().orderBy('id').execute(),
    rows: (table) => ledger.reads.selectFrom(table).selectAll().execute() as never,
    async end() {
      keys.close()
      await home.leave()
    },
  }
}
