import { newId } from '../std/ids.ts'
import type { World } from '../std/world.ts'
import type { Reads, Tx } from '../store/store.ts'
import type { InvoiceTables } from './invoice-schema.ts'

/** An address as it stands on an invoice. `country` ISO 3166-1 alpha-2. */
export type Address = { name: string; street: string; postcode: string; city: string; country: string }
/** Who sells. `account` and `bank`: IBAN and BIC; `endpoint`: its address in the Peppol network, `scheme:id`. */
export type Seller = Address & {
  vatId: string
  registration: string
  email: string
  iban: string
  bic: string
  endpoint: string | null
}
/** To whom the invoices of an account are made out. */
export type Profile = Address & {
  company: boolean
  vatId: string | null
  /** What the buyer wants to find on the invoice: a name, an order number. */
  reference: string | null
  /** Where invoices go by e-mail; null: to the account's owner. */
  email: string | null
  endpoint: string | null
}
/** The buyer of an invoice, as it was. Without an address for a person who never gave one. */
export type Buyer = Omit<Profile, 'email'>

/** Who sells now, or null: nobody has been entered, and no invoice can be made. */
export async function sellerNow(reads: Reads<InvoiceTables>): Promise<Seller | null> {
  const row = await reads.selectFrom('billing_sellers').select('body').orderBy('id', 'desc').limit(1).executeTakeFirst()
  return row ? (JSON.parse(row.body) as Seller) : null
}

/** Enters who sells from now on: invoices that were made keep who sold them. */
export async function enterSeller(
  tx: Tx<InvoiceTables>,
  { clock, random }: World,
  entered: { seller: Seller; actor: string },
): Promise<void> {
  const { seller, actor } = entered
  const row = { id: newId(clock, random), body: JSON.stringify(seller), actor, at: clock.now() }
  await tx.insertInto('billing_sellers').values(row).execute()
}

/** To whom an account's invoices are made out, or null: to the account by its name and country. */
export async function profileOf(reads: Reads<InvoiceTables>, accountId: string): Promise<Profile | null> {
  const row = await reads
    .selectFrom('billing_profiles')
    .select('body')
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  return row ? (JSON.parse(row.body) as Profile) : null
}

/** Enters to whom an account's invoices are made out from now on. */
export async function enterProfile(
  tx: Tx<InvoiceTables>,
  entered: { accountId: string; profile: Profile; at: number },
): Promise<void> {
  const set = { body: JSON.stringify(entered.profile), updated_at: entered.at }
  await tx
    .insertInto('billing_profiles')
    .values({ account_id: entered.accountId, ...set })
    .onConflict((conflict) => conflict.column('account_id').doUpdateSet(set))
    .execute()
}
