import { type FormEvent, useRef, useState } from 'react'
import { useLanguage } from '../language/language.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { isUndecided, type Trouble, troubleOf } from '../trouble.ts'
import { useWorld } from '../world.tsx'
import { SaleFields, UserFields, WareFields } from './OrderFields.tsx'
import { orderOf, type Ware, wrongFields } from './order.ts'

/** A new batch. An order whose answer was lost is sent again under the same key, and so is never doubled. */
export function BatchForm(props: { onOrdered: () => void }) {
  const { text } = useLanguage()
  const { api, browser } = useWorld()
  const [ware, setWare] = useState<Ware>('travel-sim')
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const [working, setWorking] = useState(false)
  const key = useRef<string | null>(null)
  const wrong = wrongFields(trouble?.kind === 'problem' ? (trouble.problem.errors ?? []) : [])

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
      <h2>{text('console.codes.new')}</h2>
      <WareFields ware={ware} onWare={setWare} wrong={wrong} />
      <SaleFields ware={ware} wrong={wrong} />
      <UserFields wrong={wrong} />
      {trouble && <TroubleNotice trouble={trouble} testId="batch-problem" />}
      <button type="submit" className="primary" disabled={working} data-testid="batch-order">
        {text('console.codes.order')}
      </button>
    </form>
  )
}
