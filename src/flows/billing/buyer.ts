import { type Buyer, type Profile, profileOf } from '../../billing/parties.ts'
import { isMailAddress } from '../mail/address.ts'
import { accountLanguage, firstUser, memberLanguage } from '../mail/language.ts'
import type { LedgerReads } from '../tables.ts'

/** To whom an account's invoices are made out, in which language, and by which address they are sent; `email` null: nobody has one. */
export type Payer = { buyer: Buyer; language: string; email: string | null }

/** An account's payer: what was entered as its billing profile, or else the account by its name and country, as a private person. */
export async function payerOf(reads: LedgerReads, accountId: string): Promise<Payer> {
  const account = await reads
    .selectFrom('accounts')
    .select(['name', 'country'])
    .where('id', '=', accountId)
    .executeTakeFirst()
  const owner = await firstUser(reads, accountId)
  const profile = await profileOf(reads, accountId)
  const { email, ...buyer }: Profile = profile ?? {
    name: account?.name ?? '',
    street: '',
    postcode: '',
    city: '',
    country: account?.country ?? '',
    company: false,
    vatId: null,
    reference: null,
    email: null,
    endpoint: null,
  }
  const address = [email, owner?.email].find((one) => one != null && isMailAddress(one)) ?? null
  // A company that gave none is reached in the Peppol network by its e-mail address (code list EAS: EM).
  const endpoint = buyer.endpoint ?? (buyer.company && address !== null ? `EM:${address}` : null)
  // The document is in the language of the mail that brings it.
  const language =
    address === null ? await accountLanguage(reads, accountId) : await memberLanguage(reads, { to: address, accountId })
  return { buyer: { ...buyer, endpoint }, language, email: address }
}
