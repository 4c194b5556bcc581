import { type FormEvent, useState } from 'react'
import { Link } from 'wouter'
import type { RunPreview } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { useChanges } from '../live/changes.tsx'
import { useLoad } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { useMay } from '../session/session.tsx'
import { useWorld } from '../world.tsx'
import { InvoiceRows } from './InvoiceRows.tsx'

/** The office's invoicing: the run of a month, previewed first, what was run before, and what is overdue. */
export function BillingOfficePage() {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { ticks } = useChanges()
  const mayRun = useMay('bill')
  const runs = useLoad(() => api.invoiceRuns(), 'invoice runs', ticks)
  const overdue = useLoad(() => api.invoices({ state: 'overdue' }), 'overdue', ticks)
  return (
    <>
      <div className="headline">
        <h1>{text('console.billing.office')}</h1>
        <Link href="/invoices">{text('console.billing.all')}</Link>
      </div>
      {mayRun && <RunForm onRun={runs.again} />}
      <LoadedView loaded={runs} waiting={<div className="bone row" />}>
        {({ items, next }) => (
          <ul className="talk">
            <li className="soft" data-testid="next-run">
              {next
                ? text('console.billing.run.next', { month: next.month, when: Date.parse(next.at) })
                : text('console.billing.run.by-hand')}
            </li>
            {items.map(({ id, month, state, invoices }) => (
              <li key={id} className="panel" data-testid="invoice-run">
                {month} · {text(`console.billing.run.${state}`)} ·{' '}
                {text('console.billing.run.count', { count: invoices })}
              </li>
            ))}
          </ul>
        )}
      </LoadedView>
      <h2>{text('console.billing.overdue')}</h2>
      <LoadedView loaded={overdue} waiting={<div className="bone row" />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft">{text('console.billing.overdue.none')}</p>
          ) : (
            <InvoiceRows items={items} />
          )
        }
      </LoadedView>
    </>
  )
}

function RunForm({ onRun }: { onRun: () => void }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const [preview, setPreview] = useState<RunPreview | null>(null)
  const { working, trouble, act } = useAct(onRun)
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const month = String(new FormData(event.currentTarget).get('month') ?? '')
    if (preview?.month === month) act(api.runInvoices(month).then(() => setPreview(null)))
    else act(api.previewInvoices(month).then(setPreview))
  }
  return (
    <form className="panel form" onSubmit={submit}>
      <label htmlFor="run-month">{text('console.billing.month')}</label>
      <input id="run-month" name="month" type="month" required onChange={() => setPreview(null)} />
      {preview && <Previewed preview={preview} />}
      {trouble && <TroubleNotice trouble={trouble} />}
      <button type="submit" className="primary" disabled={working} data-testid="run-submit">
        {text(preview ? 'console.billing.run.do' : 'console.billing.run.preview')}
      </button>
    </form>
  )
}

function Previewed({ preview: { invoices, more } }: { preview: RunPreview }) {
  const { text, format } = useLanguage()
  return (
    <div data-testid="run-preview">
      <p>{text('console.billing.run.count', { count: invoices.length })}</p>
      {more && <p className="notice">{text('console.billing.run.more')}</p>}
      <ul>
        {invoices.map(({ accountId, name, currency, lines, totalMinor }) => (
          <li key={`${accountId} ${currency}`}>
            {name} · {format.number(lines)} · {format.money(totalMinor, currency)}
          </li>
        ))}
      </ul>
    </div>
  )
}
