/** An amount as a reader of the language writes it, without the narrow spaces that the standard fonts of PDF lack: `1 234,50 SEK`. */
export function moneyText(minor: number, currency: string, language: string): string {
  const format = new Intl.NumberFormat(language, { style: 'currency', currency, currencyDisplay: 'code' })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  return format
    .format(minor / 10 ** digits)
    .replace(/\s/g, ' ')
    .replaceAll('\u2212', '-')
}
