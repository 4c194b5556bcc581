import { enterBilling } from '../../src/billing/entries.ts'
import { enterProfile, enterSeller, type Profile } from '../../src/billing/parties.ts'
import { monthOf } from '../../src/billing/years.ts'
import { orderRun } from '../../src/flows/billing/run.ts'
import { runPart } from '../../src/flows/billing/run-part.ts'
import { GMBH, OPERATOR, SELLER } from '../billing/setting.ts'
import type { OpenDoor } from './open-door.ts'

/** Has the house sell something to an account, and invoice it. @returns the invoice's id */
export async function invoiceTo(
  { house }: OpenDoor,
  accountId: string,
  profile: Profile = GMBH,
  amountMinor = 10_000,
): Promise<string> {
  const now = house.world.clock.now()
  const entry = {
    accountId,
    what: 'licence-order',
    pricing: 'new',
    priceList: 'test',
    currency: 'EUR',
    amountMinor,
  } as const
  await house.ledger.transact('sell', async (tx) => {
    await enterSeller(tx, house.world, { seller: SELLER, actor: 'operator' })
    await enterProfile(tx, { accountId, profile, at: now })
    await enterBilling(tx, house.world, {
      ...entry,
      orderId: `test:${accountId}:${amountMinor}`,
      at: now - 40 * 86_400_000,
    })
  })
  await orderRun(house, OPERATOR, monthOf(now))
  while ((await runPart(house, 'test')) === 'more');
  const row = house.ledger.reads.selectFrom('invoices').select('id').where('account_id', '=', accountId)
  return (await row.orderBy('id', 'desc').executeTakeFirstOrThrow()).id
}
