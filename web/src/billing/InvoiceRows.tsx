import { Link } from 'wouter'
import type { Invoice } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'

/** Invoices and credit notes of a list, each with what is owed of it. */
export function InvoiceRows({ items }: { items: readonly Invoice[] }) {
  const { text } = useLanguage()
  if (items.length === 0) return <p className="panel soft">{text('console.billing.empty')}</p>
  return (
    <ul className="talk">
      {items.map((invoice) => (
        <li key={invoice.id} className="panel" data-testid="invoice">
          <Row invoice={invoice} />
        </li>
      ))}
    </ul>
  )
}

function Row({ invoice }: { invoice: Invoice }) {
  const { text, format } = useLanguage()
  const { id, number, kind, issuedAt, dueAt, name, totalMinor, currency } = invoice
  return (
    <>
      <p className="soft">
        {format.calendarDay(issuedAt)} · {name}
        {kind === 'invoice' && ` · ${text('console.billing.due', { day: format.calendarDay(dueAt) })}`}
      </p>
      <p>
        <Link href={`/invoices/${encodeURIComponent(id)}`}>
          {text(`billing.${kind}`)} {number}
        </Link>{' '}
        <strong>{format.money(totalMinor, currency)}</strong>
      </p>
      <InvoiceState invoice={invoice} />
    </>
  )
}

/** What is owed of an invoice, and the last step against it; the words tell it as well as the colour. */
export function InvoiceState({ invoice }: { invoice: Invoice }) {
  const { text, format } = useLanguage()
  const { outstandingMinor: owed, currency, step } = invoice
  if (owed === undefined) return null
  const state = owed === 0 ? 'paid' : owed < 0 ? 'overpaid' : 'open'
  const look = { paid: 'applied', overpaid: 'queued', open: step === undefined ? 'sent' : 'refused' }[state]
  return (
    <p className="soft">
      <span className={`badge ${look}`} data-testid="invoice-state">
        {text(`console.billing.state.${state}`)}
      </span>
      {owed !== 0 && ` ${format.money(Math.abs(owed), currency)}`}
      {owed > 0 && step !== undefined && ` · ${text(`console.billing.step.${step}`)}`}
    </p>
  )
}
