import type { FormEvent } from 'react'
import type { BillingProfile, Payer } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { useWorld } from '../world.tsx'

const FIELDS = [
  ['name', 100],
  ['street', 100],
  ['postcode', 20],
  ['city', 60],
  ['country', 2],
  ['vatId', 20],
  ['reference', 60],
  ['email', 254],
  ['endpoint', 104],
] as const

/** To whom invoices are made out from now on. */
export function PayerForm({ payer, onSaved }: { payer: Payer; onSaved: () => void }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { working, trouble, act } = useAct(onSaved)
  const { profile, accountId } = payer
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    act(api.setPayer(profileIn(new FormData(event.currentTarget)), accountId))
  }
  return (
    <form className="panel form" onSubmit={submit} data-testid="payer-form">
      <h2>{text('console.billing.profile')}</h2>
      {FIELDS.map(([name, maxLength]) => (
        <p key={name}>
          <label htmlFor={`payer-${name}`}>{text(`console.billing.profile.${name}`)}</label>
          <input
            id={`payer-${name}`}
            name={name}
            maxLength={maxLength}
            required={name === 'name' || name === 'country'}
            defaultValue={profile?.[name] ?? (name === 'country' ? payer.country : '')}
          />
        </p>
      ))}
      <label className="tick">
        <input name="company" type="checkbox" defaultChecked={profile?.company ?? false} />
        <span>{text('console.billing.profile.company')}</span>
      </label>
      {trouble && <TroubleNotice trouble={trouble} />}
      <button type="submit" className="primary" disabled={working} data-testid="payer-save">
        {text('console.billing.profile.save')}
      </button>
    </form>
  )
}

function profileIn(form: FormData): BillingProfile {
  const typed = (name: string): string => String(form.get(name) ?? '').trim()
  const said = FIELDS.flatMap(([name]) => (typed(name) === '' ? [] : [[name, typed(name)]]))
  const country = typed('country').toUpperCase()
  return { ...Object.fromEntries(said), name: typed('name'), country, company: form.get('company') !== null }
}
