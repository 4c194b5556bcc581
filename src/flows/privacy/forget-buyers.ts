import type { Buyer } from '../../billing/parties.ts'
import type { LedgerTx } from '../tables.ts'

/** Seven years after the end of the calendar year (Swedish Bokföringslag 1999:1078, 7 kap. 2 §). */
const KEPT_YEARS = 7
const ROWS_MAX = 100

const NOBODY: Buyer = {
  name: '(erased)',
  street: '',
  postcode: '',
  city: '',
  country: 'SE',
  company: false,
  vatId: null,
  reference: null,
  endpoint: null,
}

/** Takes the buyer off invoices of closed accounts that the law does not ask for any more. The country stays: it explains the VAT. @returns whether there may be more */
export async function forgetBuyers(tx: LedgerTx, now: number): Promise<boolean> {
  const before = Date.UTC(new Date(now).getUTCFullYear() - KEPT_YEARS, 0, 1)
  const old = await tx
    .selectFrom('invoices')
    .select(['id', 'buyer'])
    .where('account_id', 'like', 'closed:%')
    .where('issued_at', '<', before)
    .where('buyer', 'not like', `%"name":"${NOBODY.name}"%`)
    .limit(ROWS_MAX)
    .execute()
  for (const { id, buyer } of old) {
    const { country } = JSON.parse(buyer) as Buyer
    const nobody = JSON.stringify({ ...NOBODY, country })
    await tx.updateTable('invoices').set({ buyer: nobody }).where('id', '=', id).execute()
  }
  return old.length === ROWS_MAX
}
