import { type Actor, actorName } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import { standingOf } from '../../accounts/standing.ts'
import { enterProfile, enterSeller, type Profile, type Seller, sellerNow } from '../../billing/parties.ts'
import { readVatId } from '../../billing/vat.ts'
import { inUnion } from '../../billing/vat-rates.ts'
import { record } from '../../store/audit.ts'
import { accountPlaceOf, type NoAccountPlace } from '../account-place.ts'
import type { House } from '../house.ts'

/** What entering a party comes to. `not-in-union`: VAT is computed for sellers that are established in the Union. */
export type PartyOutcome = 'entered' | 'forbidden' | 'invalid-vat-id' | 'not-in-union' | NoAccountPlace

/** Enters to whom an account's invoices are made out from now on. What is invoiced already stays as it is. */
export async function setProfile(
  house: House,
  wish: { actor: Actor; accountId?: string; profile: Profile },
): Promise<PartyOutcome> {
  const { world, ledger } = house
  const { country, company, vatId } = wish.profile
  const read = vatId === null ? null : readVatId(vatId, country)
  if (vatId !== null && (!company || read === null)) return 'invalid-vat-id'
  const profile = { ...wish.profile, vatId: read }
  return ledger.transact('set-billing-profile', async (tx): Promise<PartyOutcome> => {
    const place = await accountPlaceOf(tx, wish.actor, wish.accountId, 'set-billing-profile')
    if (typeof place === 'string') return place
    const { accountId, actor } = place
    await enterProfile(tx, { accountId, profile, at: world.clock.now() })
    const details = JSON.stringify({ country, company, withVatId: read !== null })
    await record(tx, world, { actor, act: 'set-billing-profile', accountId, subject: `account:${accountId}`, details })
    return 'entered'
  })
}

/** Enters who sells from now on. */
export async function setSeller(house: House, actor: Actor, wish: Seller): Promise<PartyOutcome> {
  const { world, ledger } = house
  if (!inUnion(wish.country)) return 'not-in-union'
  const vatId = readVatId(wish.vatId, wish.country)
  if (vatId === null) return 'invalid-vat-id'
  return ledger.transact('set-seller', async (tx): Promise<PartyOutcome> => {
    if (!can(await standingOf(tx, actor), 'bill', null)) return 'forbidden'
    const name = actorName(actor)
    await enterSeller(tx, world, { seller: { ...wish, vatId }, actor: name })
    const details = JSON.stringify({ country: wish.country })
    await record(tx, world, { actor: name, act: 'set-seller', accountId: null, subject: 'seller', details })
    return 'entered'
  })
}

/** Who sells now; null: nobody yet. */
export async function seeSeller({ ledger }: House, actor: Actor): Promise<Seller | null | 'forbidden'> {
  if (!can(await standingOf(ledger.reads, actor), 'see-billing', null)) return 'forbidden'
  return sellerNow(ledger.reads)
}
