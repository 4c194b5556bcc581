import { type FormEvent, useState } from 'react'
import type { CustomerList } from '../api-types.ts'
import { RegisterPanel } from '../devices/RegisterPanel.tsx'
import { IdentifyBox } from '../identify/IdentifyBox.tsx'
import { useLanguage } from '../language/language.tsx'
import { useLoad } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { useWorld } from '../world.tsx'
import { CustomerDevices } from './CustomerDevices.tsx'

/** Where a reseller begins: the customers, what one may register, and a box that says what a code is. */
export function CustomersHome() {
  return (
    <>
      <CustomersPage />
      <RegisterPanel onRegistered={() => {}} />
      <IdentifyBox />
    </>
  )
}

/** A reseller's customers, each with its devices, and the way to another. */
export function CustomersPage() {
  const { api } = useWorld()
  const { text } = useLanguage()
  const [cursor, setCursor] = useState<string>()
  const loaded = useLoad(() => api.customers(cursor), `customers ${cursor}`, 0)
  return (
    <>
      <h1>{text('console.customers.title')}</h1>
      <p className="soft">{text('console.customers.intro')}</p>
      <RegisterCustomer />
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {({ items, next }) => (
          <>
            {items.length === 0 && <p className="soft">{text('console.customers.none')}</p>}
            {items.map((customer) => (
              <CustomerPanel key={customer.accountId} customer={customer} again={loaded.again} />
            ))}
            {next !== null && (
              <button type="button" onClick={() => setCursor(next)}>
                {text('console.customers.more')}
              </button>
            )}
          </>
        )}
      </LoadedView>
    </>
  )
}

function CustomerPanel(props: { customer: CustomerList['items'][number]; again: () => void }) {
  const { accountId, name, country, since } = props.customer
  const { api } = useWorld()
  const { text, format } = useLanguage()
  const [open, setOpen] = useState(false)
  const [sure, setSure] = useState(false)
  const { working, trouble, act } = useAct(props.again)
  return (
    <details
      className="panel apart"
      data-testid="customer"
      onToggle={(event) => setOpen((event.target as HTMLDetailsElement).open)}
    >
      <summary>
        {name}{' '}
        <span className="soft">
          {format.country(country)}, {text('console.customers.since', { date: format.day(since) })}
        </span>
      </summary>
      {open && <CustomerDevices accountId={accountId} />}
      <div aria-live="polite">{trouble && <TroubleNotice trouble={trouble} />}</div>
      <button
        type="button"
        className="quiet"
        disabled={working}
        onClick={() => (sure ? act(api.endReseller(accountId)) : setSure(true))}
      >
        {text(sure ? 'console.customers.end.sure' : 'console.customers.end')}
      </button>
    </details>
  )
}

function RegisterCustomer() {
  const { api } = useWorld()
  const { text } = useLanguage()
  const [done, setDone] = useState(false)
  const { working, trouble, act } = useAct(() => setDone(true))
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    setDone(false)
    const form = new FormData(event.currentTarget)
    const email = String(form.get('email')).trim()
    act(api.registerCustomer({ email, name: String(form.get('name')).trim() || email }))
  }
  return (
    <details className="panel apart" data-testid="register-customer">
      <summary>{text('console.customers.invite')}</summary>
      <form className="form" onSubmit={submit}>
        <label htmlFor="customer-email">{text('console.signIn.email')}</label>
        <input id="customer-email" name="email" type="email" maxLength={254} required />
        <label htmlFor="customer-name">{text('console.customers.name')}</label>
        <input id="customer-name" name="name" maxLength={100} required />
        <div aria-live="polite">
          {trouble && <TroubleNotice trouble={trouble} />}
          {done && <p className="notice">{text('console.customers.asked')}</p>}
        </div>
        <button type="submit" className="primary" disabled={working} data-testid="register-customer-submit">
          {text('console.customers.submit')}
        </button>
      </form>
    </details>
  )
}
