/** An amount of money as a person types it in one language, and the minor units that the API speaks of. */
export type AmountNotation = { write(minor: number): string; read(typed: string): number }

/**
 * Decimal comma or point by the language, no sign of the currency: `1 250,50` in Swedish, `1,250.50` in English. Whoever types the other language's decimal sign means it too,
 * where nothing else could be meant: it stands once, before at most as many digits as the currency has.
 * @param currency ISO 4217; absent: two digits behind the sign, as most have
 */
export function amountNotation(language: string, currency?: string): AmountNotation {
  const digits = digitsOf(currency)
  const format = new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits })
  const parts = new Intl.NumberFormat(language, { minimumFractionDigits: 2 }).formatToParts(12_345_678.9)
  const decimal = parts.find(({ type }) => type === 'decimal')?.value ?? '.'
  const group = decimal === ',' ? '.' : ','
  return {
    write: (minor) => format.format(minor / 10 ** digits),
    read(typed) {
      const text = typed.replace(/[\s\u00a0\u202f'’]/g, '')
      const plain = readIn(text, decimal, group, digits) ?? readIn(text, group, null, digits)
      if (plain === null) return Number.NaN
      return Math.round(Number(plain) * 10 ** digits)
    },
  }
}

/** The number with a point for its decimals; null: it is none in that notation. */
function readIn(text: string, decimal: string, group: string | null, digits: number): string | null {
  const [whole = '', part, more] = text.split(decimal)
  if (more !== undefined || (part !== undefined && !new RegExp(`^[0-9]{1,${Math.max(1, digits)}}$`).test(part)))
    return null
  if (part !== undefined && digits === 0) return null
  const thousands = group === null ? [whole] : whole.split(group)
  const sound =
    thousands.length === 1
      ? /^[0-9]{1,12}$/.test(whole)
      : thousands.every((three, at) => (at === 0 ? /^[0-9]{1,3}$/ : /^[0-9]{3}$/).test(three))
  return sound ? `${thousands.join('')}.${part ?? '0'}` : null
}

/** The sign or letters by which a language names a currency, as `money` of the formats has it beside an amount: in Swedish `kr`, elsewhere `SEK`, which are not the only crowns; `€`. */
export function currencySign(language: string, currency: string): string {
  try {
    const parts = new Intl.NumberFormat(language, { style: 'currency', currency })
    return parts.formatToParts(1).find(({ type }) => type === 'currency')?.value ?? currency
  } catch {
    return currency
  }
}

/** Its name in a language, with that sign: `svensk krona (kr)`. */
export function currencyName(language: string, currency: string): string {
  try {
    const name = new Intl.DisplayNames(language, { type: 'currency' }).of(currency) ?? currency
    return name === currency ? currency : `${name} (${currencySign(language, currency)})`
  } catch {
    return currency
  }
}

function digitsOf(currency: string | undefined): number {
  if (currency === undefined) return 2
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  } catch {
    return 2
  }
}
