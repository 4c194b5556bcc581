import { type Actor, actorName } from '../accounts/actor.ts'
import { can } from '../accounts/can.ts'
import { standingOf } from '../accounts/standing.ts'
import type { House } from './house.ts'
import { type RegisterOutcome, type Registration, registerDevice } from './register-device.ts'

/** A collar of a delivery; without an account it waits on the office's. */
export type StockItem = Omit<Registration, 'accountId'> & { accountId?: string }

/**
 * Takes a delivery of collars into the ledger, each in a transaction of its own: a fault in one is no fault of the others, and sending the list again
 * registers what is missing.
 * @returns outcomes in the order of the items
 */
export async function registerStock(
  house: House,
  actor: Actor,
  items: readonly StockItem[],
): Promise<RegisterOutcome[] | 'forbidden'> {
  const { reads } = house.ledger
  if (!can(await standingOf(reads, actor), 'register-stock', null)) return 'forbidden'
  const accounts = await reads.selectFrom('accounts').select(['id', 'kind']).orderBy('id').execute()
  const office = accounts.find(({ kind }) => kind === 'office')?.id
  const known = new Set(accounts.map(({ id }) => id))
  return Promise.all(
    items.map(async ({ accountId = office, ...item }): Promise<RegisterOutcome> => {
      if (accountId === undefined || !known.has(accountId)) return { kind: 'invalid', field: 'accountId' }
      return registerDevice(house, actorName(actor), { ...item, accountId })
    }),
  )
}
