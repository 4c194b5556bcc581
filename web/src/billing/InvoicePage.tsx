import { type FormEvent, useState } from 'react'
import { Link } from 'wouter'
import type { WholeInvoice } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { useChanges } from '../live/changes.tsx'
import { useLoad } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { useMay } from '../session/session.tsx'
import { useWorld } from '../world.tsx'
import { invoiceFileUrl } from './billing-api.ts'
import { InvoiceState } from './InvoiceRows.tsx'

/** One invoice or credit note: its lines and sums, its files, what became of it, and for the office the way to take it back. */
export function InvoicePage({ id }: { id: string }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { changes } = useChanges()
  const loaded = useLoad(() => api.invoice(id), `invoice ${id}`, changes)
  const mayCredit = useMay('bill')
  return (
    <>
      <p>
        <Link href="/invoices">{text('console.billing.all')}</Link>
      </p>
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {(invoice) => (
          <>
            <Whole invoice={invoice} />
            {mayCredit && invoice.kind === 'invoice' && <CreditForm invoice={invoice} onDone={loaded.again} />}
          </>
        )}
      </LoadedView>
    </>
  )
}

function Whole({ invoice }: { invoice: WholeInvoice }) {
  const { text, format } = useLanguage()
  const { id, kind, number, currency, lines, taxes, payments, creditNotes, steps } = invoice
  return (
    <>
      <h1>
        {text(`billing.${kind}`)} {number}
      </h1>
      <InvoiceState invoice={invoice} />
      <p>
        <a href={invoiceFileUrl(id, 'pdf')}>PDF</a> ·{' '}
        <a href={invoiceFileUrl(id, 'xml')}>{text('console.billing.xml')}</a>
      </p>
      <section className="panel">
        <ul>
          {lines.map((line) => (
            <li key={line.id} data-testid="invoice-line">
              {line.words} · {format.number(line.quantity)} · {format.money(line.netMinor, currency)}
            </li>
          ))}
        </ul>
        {taxes.map(({ vatCategory, vatRate, netMinor, vatMinor }) => (
          <p key={`${vatCategory} ${vatRate}`} className="soft">
            {text(`billing.vat.${vatCategory}`, { rate: vatRate / 100, net: format.money(netMinor, currency) })}:{' '}
            {format.money(vatMinor, currency)}
          </p>
        ))}
        <p>
          {text('billing.total')} <strong>{format.money(invoice.totalMinor, currency)}</strong>
        </p>
      </section>
      <ul>
        {payments.map((payment) => (
          <li key={payment.id}>
            {text('console.billing.paid', { day: payment.paidOn })} {format.money(payment.amountMinor, currency)}
          </li>
        ))}
        {creditNotes.map((note) => (
          <li key={note.id}>
            <Link href={`/invoices/${encodeURIComponent(note.id)}`}>{note.number}</Link>{' '}
            {format.money(note.totalMinor, currency)}
          </li>
        ))}
        {steps.map(({ step, at, nextAt }) => (
          <li key={step}>
            {format.calendarDay(at)} {text(`console.billing.step.${step}`)}
            {nextAt !== undefined && ` (${text('console.billing.nextStep', { day: format.calendarDay(nextAt) })})`}
          </li>
        ))}
      </ul>
    </>
  )
}

function CreditForm({ invoice, onDone }: { invoice: WholeInvoice; onDone: () => void }) {
  const { api, browser } = useWorld()
  const { text } = useLanguage()
  const [key] = useState(() => browser.uniqueText())
  const { working, trouble, act } = useAct(onDone)
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    act(api.credit(invoice.id, String(new FormData(event.currentTarget).get('reason') ?? '').trim(), key))
  }
  return (
    <form className="panel form" onSubmit={submit}>
      <h2>{text('console.billing.credit')}</h2>
      <p className="soft">{text('console.billing.credit.note')}</p>
      <label htmlFor="credit-reason">{text('console.billing.credit.reason')}</label>
      <input id="credit-reason" name="reason" required maxLength={200} />
      {trouble && <TroubleNotice trouble={trouble} />}
      <button type="submit" disabled={working} data-testid="credit-submit">
        {text('console.billing.credit.do')}
      </button>
    </form>
  )
}
