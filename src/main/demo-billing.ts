import { startDeviceSubscription } from '../billing/device-subscriptions.ts'
import { enterSeller, type Seller, sellerNow } from '../billing/parties.ts'
import type { House } from '../flows/house.ts'

const DAY_MS = 86_400_000
/** Long enough ago that the run of the present month invoices what the demo's collars began then. */
const REGISTERED_DAYS_AGO = 40

/** A company that does not exist, with numbers that pass their checks. */
const DEMO_SELLER: Seller = {
  name: 'Koppel Demo AB',
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

/** Gives a demo something to invoice: somebody who sells, and a subscription for each collar of a customer. Once: what is there already stays. */
export async function seedDemoBilling({ ledger, world }: Pick<House, 'ledger' | 'world'>): Promise<void> {
  if (await sellerNow(ledger.reads)) return
  const collars = await ledger.reads
    .selectFrom('ownerships')
    .innerJoin('devices', 'devices.id', 'ownerships.device_id')
    .innerJoin('accounts', 'accounts.id', 'ownerships.account_id')
    .select(['devices.id as deviceId', 'accounts.id as accountId'])
    .where('devices.kind', '=', 'collar')
    .where('accounts.kind', '=', 'customer')
    .where('ownerships.until_at', 'is', null)
    .orderBy('devices.id')
    .limit(100)
    .execute()
  await ledger.transact('seed-billing', async (tx) => {
    await enterSeller(tx, world, { seller: DEMO_SELLER, actor: 'operator' })
    const at = world.clock.now() - REGISTERED_DAYS_AGO * DAY_MS
    for (const { deviceId, accountId } of collars) await startDeviceSubscription(tx, world, { deviceId, accountId, at })
  })
}
