import { useId, useState } from 'react'
import type { SmsNumber } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'

/** Who pays: a new account, or one that there is; those of registered numbers are offered. Its fields are read by `payerIn`. */
export function PayerChoice(props: { name: string; known: readonly SmsNumber[] }) {
  const { text } = useLanguage()
  const id = useId()
  const [payer, setPayer] = useState<'new' | 'known'>('new')
  const accounts = new Map(props.known.map(({ accountId, accountName }) => [accountId, accountName]))
  return (
    <>
      <label htmlFor={`${id}-payer`}>{text('console.order.pays')}</label>
      <select
        id={`${id}-payer`}
        name="payer"
        value={payer}
        onChange={({ target }) => setPayer(target.value === 'known' ? 'known' : 'new')}
      >
        <option value="new">{text('console.numbers.payer.new')}</option>
        <option value="known">{text('console.numbers.payer.known')}</option>
      </select>
      {payer === 'new' ? (
        <>
          <label htmlFor={`${id}-name`}>{text('console.numbers.payer.name')}</label>
          <input id={`${id}-name`} name="accountName" required maxLength={100} defaultValue={props.name} />
          <label htmlFor={`${id}-country`}>{text('console.numbers.payer.country')}</label>
          <input
            id={`${id}-country`}
            name="country"
            required
            pattern="[A-Za-z]{2}"
            maxLength={2}
            autoCapitalize="characters"
            data-testid="payer-country"
          />
        </>
      ) : (
        <>
          <label htmlFor={`${id}-account`}>{text('console.numbers.payer.id')}</label>
          <input id={`${id}-account`} name="accountId" required maxLength={64} list={`${id}-accounts`} />
          <datalist id={`${id}-accounts`}>
            {[...accounts].map(([accountId, name]) => (
              <option key={accountId} value={accountId}>
                {name}
              </option>
            ))}
          </datalist>
        </>
      )}
    </>
  )
}
