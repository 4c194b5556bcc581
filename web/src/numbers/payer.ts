/** Who is to pay for what a number orders, as the API takes it. */
export type Payer = { accountId: string } | { account: { name: string; country: string } }

/** In a form with the fields `payer` (`new` or `known`), `accountName`, `country`, `accountId`. */
export function payerIn(form: FormData): Payer {
  const typed = (name: string): string => String(form.get(name) ?? '').trim()
  if (typed('payer') === 'known') return { accountId: typed('accountId') }
  return { account: { name: typed('accountName'), country: typed('country').toUpperCase() } }
}
