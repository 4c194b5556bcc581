import type { Product, SupportFinding } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { worthText } from '../parts/worth.ts'
import { Fact } from './Fact.tsx'

type Found = SupportFinding['codes'][number]

/** A code: its state, and what its batch says of where it came from. */
export function CodeFound({ code }: { code: Found }) {
  const language = useLanguage()
  const { text, format, has } = language
  const { batch, card, activatedAt, usedAt } = code
  const state = `console.support.code.${code.state}`
  return (
    <section className="panel" data-testid="support-code">
      <h2>
        {text(`family.${code.family}`)} {code.last4 && <span className="mono">…{code.last4}</span>}
      </h2>
      <dl className="facts">
        <Fact name="state">{has(state) ? text(state) : code.state}</Fact>
        <Fact name="minted">
          {format.instant(batch.mintedAt)}, {batch.mintedBy}
        </Fact>
        <Fact name="soldTo">{[batch.channel, batch.soldTo].filter(Boolean).join(', ')}</Fact>
        <Fact name="product">{worthText({ family: code.family, product: productOf(batch.product) }, language)}</Fact>
        {batch.purchasedAt && <Fact name="purchased">{format.calendarDay(batch.purchasedAt)}</Fact>}
        {card !== undefined && (
          <Fact name="card">{text('console.support.card', { card, packSize: batch.packSize ?? 1 })}</Fact>
        )}
        {activatedAt && <Fact name="activated">{format.instant(activatedAt)}</Fact>}
        {usedAt && <Fact name="used">{format.instant(usedAt)}</Fact>}
        <Fact name="batch">
          <span className="mono">{batch.id}</span>
        </Fact>
      </dl>
    </section>
  )
}

/** The batch's product out of its facts, which are text. */
function productOf(facts: Found['batch']['product']): Product {
  const product = facts.map(({ name, value }) => [name, name === 'amountMinor' ? Number(value) : value])
  return Object.fromEntries(product) as Product
}
