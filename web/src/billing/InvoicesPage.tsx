import { Link } from 'wouter'
import type { Payer } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { useChanges } from '../live/changes.tsx'
import { useLoad } from '../live/use-load.ts'
import { usePages } from '../live/use-pages.ts'
import { AccountChoice, useChosenAccount } from '../parts/AccountChoice.tsx'
import { LoadedView } from '../parts/LoadedView.tsx'
import { Pager } from '../parts/Pager.tsx'
import { useMay } from '../session/session.tsx'
import { CustomerBack } from '../support/AccountsFound.tsx'
import { useWorld } from '../world.tsx'
import { InvoiceRows } from './InvoiceRows.tsx'
import { PayerForm } from './PayerForm.tsx'

/** For staff: the invoices of one account. */
export function AccountInvoicesPage({ accountId }: { accountId: string }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { changes } = useChanges()
  const pages = usePages()
  const { cursor } = pages
  const loaded = useLoad(() => api.invoices({ accountId, cursor }), `invoices ${accountId} ${cursor ?? ''}`, changes)
  return (
    <>
      <CustomerBack accountId={accountId} />
      <h1>{text('console.billing.title')}</h1>
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {({ items, next }) => (
          <>
            <InvoiceRows items={items} />
            <Pager pages={pages} next={next} />
          </>
        )}
      </LoadedView>
    </>
  )
}

/** A person's invoices, how the account stands, what it subscribes to, and to whom invoices are made out. */
export function InvoicesPage() {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { changes } = useChanges()
  const office = useMay('see-billing')
  const pages = usePages()
  const { cursor } = pages
  const [accountId, choose] = useChosenAccount()
  const named = accountId ?? ''
  const loaded = useLoad(() => api.invoices({ accountId, cursor }), `invoices ${named} ${cursor ?? ''}`, changes)
  const payer = useLoad(() => api.payer(accountId), `payer ${named}`, changes)
  return (
    <>
      <div className="headline">
        <h1>{text('console.billing.title')}</h1>
        {office && <Link href="/billing">{text('console.billing.office')}</Link>}
      </div>
      <AccountChoice
        accountId={accountId}
        onChoose={(one) => {
          pages.first()
          choose(one)
        }}
      />
      {payer.data && <Standing payer={payer.data} />}
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {({ items, next }) => (
          <>
            <InvoiceRows items={items} />
            <Pager pages={pages} next={next} />
          </>
        )}
      </LoadedView>
      {payer.data && <Subscriptions payer={payer.data} />}
      {payer.data && <PayerForm key={payer.data.accountId} payer={payer.data} onSaved={payer.again} />}
    </>
  )
}

function Standing({ payer }: { payer: Payer }) {
  const { text, format } = useLanguage()
  const { state, securityEndsAt } = payer.standing
  const day = securityEndsAt === undefined ? '' : format.calendarDay(securityEndsAt)
  const owed = payer.owed.filter(({ amountMinor }) => amountMinor !== 0)
  return (
    <section className={state === 'good' ? 'panel' : 'notice bad'} data-testid="payer-standing" data-state={state}>
      <p>{text(`console.billing.standing.${state}`)}</p>
      {day !== '' && state === 'suspended' && <p>{text('console.billing.securityEnds', { day })}</p>}
      {owed.map(({ currency, amountMinor }) => (
        <p key={currency}>
          {text('console.billing.owed')}: <strong>{format.money(amountMinor, currency)}</strong>
        </p>
      ))}
    </section>
  )
}

function Subscriptions({ payer: { subscriptions, deviceYear } }: { payer: Payer }) {
  const { text, format } = useLanguage()
  return (
    <section className="panel">
      <h2>{text('console.billing.subscriptions')}</h2>
      <p className="soft">
        {text('console.billing.price', { price: format.money(deviceYear.netMinor, deviceYear.currency) })}
      </p>
      <ul>
        {subscriptions.map(({ id, serial, name, startedAt, endedAt, nextInvoiceAt }) => (
          <li key={id} data-testid="device-subscription">
            {name !== undefined && <strong>{name} </strong>}
            <span className="mono soft">{serial}</span> ·{' '}
            {endedAt === undefined
              ? text('console.billing.since', { day: format.calendarDay(startedAt) })
              : `${format.calendarDay(startedAt)} – ${format.calendarDay(endedAt)}`}
            {nextInvoiceAt !== undefined && (
              <span className="soft">
                {' '}
                · {text('console.billing.next', { day: format.calendarDay(nextInvoiceAt) })}
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
