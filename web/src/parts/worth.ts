import type { Batch, Product } from '../api-types.ts'
import type { Speech } from '../language/speech.ts'

/** What codes are of, and for how much: `Travel SIM · SEK 100.00`. */
export function worthText({ family, product }: Pick<Batch, 'family' | 'product'>, { text, format }: Speech): string {
  const name = 'simKind' in product ? text(`sim.${product.simKind}`) : text(`family.${family}`)
  return `${name} · ${amountText(product, format)}`
}

function amountText(product: Product, format: Speech['format']): string {
  if ('amountMinor' in product) return format.money(product.amountMinor, product.currency)
  return 'period' in product ? format.period(product.period) : String(product.credits)
}
