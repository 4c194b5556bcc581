import { type FormEvent, useRef, useState } from 'react'
import { useLanguage } from '../language/language.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { isUndecided, type Trouble, troubleOf } from '../trouble.ts'
import { useWorld } from '../world.tsx'
import { orderOf, unitOf, WARES, type Ware } from './order.ts'

const COUNT_MAX = 1_000_000
const CURRENCIES = ['SEK', 'EUR', 'NOK', 'DKK', 'CHF']

/** A new batch. An order whose answer was lost is sent again under the same key, and so is never doubled. */
export function BatchForm(props: { onOrdered: () => void }) {
  const { text } = useLanguage()
  const { api, browser } = useWorld()
  const [ware, setWare] = useState<Ware>('travel-sim')
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const [working, setWorking] = useState(false)
  const key = useRef<string | null>(null)
  const unit = unitOf(ware)

  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    key.current ??= browser.uniqueText()
    setWorking(true)
    api
      .orderBatch(orderOf(new FormData(event.currentTarget)), key.current)
      .then(() => {
        key.current = null
        setTrouble(null)
        props.onOrdered()
      })
      .catch((caught: unknown) => {
        const told = troubleOf(caught)
        if (!isUndecided(told)) key.current = null
        setTrouble(told)
      })
      .finally(() => setWorking(false))
  }

  return (
    <form className="panel form order" onSubmit={submit} data-testid="batch-form">
      <label>
        {text('console.codes.ware')}
        <select name="ware" value={ware} onChange={(event) => setWare(event.target.value as Ware)}>
          {WARES.map((one) => (
            <option key={one} value={one}>
              {text(`console.codes.ware.${one}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {text(`console.codes.amount.${unit}`)}
        <input key={unit} name="amount" type="number" min={1} required defaultValue={unit === 'months' ? 12 : 100} />
      </label>
      {unit === 'money' && (
        <label>
          {text('console.codes.currency')}
          <select name="currency">
            {CURRENCIES.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
      )}
      <label>
        {text('console.codes.count')}
        <input name="count" type="number" min={1} max={COUNT_MAX} required defaultValue={100} />
      </label>
      <label>
        {text('console.codes.soldTo')}
        <input name="soldTo" maxLength={100} />
      </label>
      <label className="tick">
        <input name="needsActivation" type="checkbox" /> {text('console.codes.needsActivation')}
      </label>
      <label className="tick">
        <input name="campaign" type="checkbox" /> {text('console.codes.campaign')}
      </label>
      {trouble && <TroubleNotice trouble={trouble} testId="batch-problem" />}
      <button type="submit" className="primary" disabled={working} data-testid="batch-order">
        {text('console.codes.order')}
      </button>
    </form>
  )
}
