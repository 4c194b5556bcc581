import { type FormEvent, useState } from 'react'
import type { Held, OrderBody } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { hasType, readLicenceNumber } from './licence-type.ts'
import { NumberField } from './NumberField.tsx'
import { OrderPreviewView } from './OrderPreviewView.tsx'
import { chosenType, TypeChoice } from './TypeChoice.tsx'
import { useOrder } from './use-order.ts'

/** A licence number that can be ordered for, and what is released for it already. */
export type Orderable = { licenceNumber: string; released: Held }

/** Order a licence: choose, see what it costs and who pays, order bindingly. @param numbers the first is offered first; none: it is typed */
export function OrderPanel(props: { numbers: Orderable[]; accountId: string; online: boolean; onOrdered: () => void }) {
  const { text } = useLanguage()
  const [attempt, acts] = useOrder(props.onOrdered)
  return (
    <section className="panel" data-testid="order-panel" data-phase={attempt.phase}>
      <h2>{text('console.order.title')}</h2>
      {(attempt.phase === 'choosing' || attempt.phase === 'checking') && (
        <>
          <Choice {...props} working={attempt.phase === 'checking'} onChosen={acts.check} />
          <div aria-live="assertive">
            {attempt.phase === 'choosing' && attempt.trouble && (
              <TroubleNotice trouble={attempt.trouble} testId="order-problem" />
            )}
          </div>
        </>
      )}
      {(attempt.phase === 'previewed' || attempt.phase === 'sending' || attempt.phase === 'undecided') && (
        <OrderPreviewView attempt={attempt} acts={acts} online={props.online} />
      )}
      {attempt.phase === 'ordered' && (
        <div className="form" aria-live="polite">
          <p className="notice good" data-testid="order-number">
            {text('console.order.done', { number: attempt.order.number, type: attempt.order.type })}
          </p>
          <div className="buttons">
            <button type="button" onClick={acts.back}>
              {text('console.order.another')}
            </button>
          </div>
        </div>
      )}
    </section>
  )
}

type Fault = 'number' | 'released'

function Choice(props: {
  numbers: Orderable[]
  accountId: string
  working: boolean
  onChosen: (wish: OrderBody) => void
}) {
  const { numbers, accountId } = props
  const { text } = useLanguage()
  const [kind, setKind] = useState<'points' | 'e'>('points')
  const [fault, setFault] = useState<Fault | null>(null)

  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const licenceNumber = readLicenceNumber(String(form.get('number')))
    const type = chosenType(kind, form)
    const known = numbers.find((one) => one.licenceNumber === licenceNumber)
    const found = licenceNumber === null ? 'number' : known && hasType(known.released, type) ? 'released' : null
    setFault(found)
    if (licenceNumber !== null && found === null) props.onChosen({ licenceNumber, type, accountId })
  }

  return (
    <form className="form" onSubmit={submit} onChange={() => setFault(null)}>
      {numbers.length === 0 ? (
        <NumberField wrong={fault === 'number'} testId="order-typed" />
      ) : (
        <>
          <label htmlFor="order-number">{text('console.licences.number')}</label>
          <select id="order-number" name="number" className="mono" data-testid="order-choice">
            {numbers.map(({ licenceNumber }) => (
              <option key={licenceNumber}>{licenceNumber}</option>
            ))}
          </select>
        </>
      )}
      <TypeChoice kind={kind} onKind={setKind} points={(numbers[0]?.released.points ?? 0) + 1} />
      <div aria-live="assertive">
        {fault === 'released' && (
          <p className="notice" data-testid="order-released">
            {text('console.order.released')}
          </p>
        )}
      </div>
      <div className="buttons">
        <button type="submit" className="primary" disabled={props.working} data-testid="order-check">
          {text('console.order.check')}
        </button>
      </div>
    </form>
  )
}
