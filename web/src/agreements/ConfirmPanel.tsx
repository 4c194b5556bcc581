import { type FormEvent, useId, useState } from 'react'
import type { Agreement } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { useWorld } from '../world.tsx'
import { OwnAccount } from './OwnAccount.tsx'
import { standingIn } from './standing.ts'

/** What whoever looks at an open agreement may do about it: confirm, for staff for one side with a reason, and cancel. */
export function ConfirmPanel(props: { one: Agreement; onDone: () => void; onChoose: (accountId: string) => void }) {
  const { one, onDone } = props
  const { api } = useWorld()
  const { text } = useLanguage()
  const { working, trouble, act } = useAct(onDone)
  const [reason, setReason] = useState('')
  const { staff, sides, waits, unnamed } = standingIn(one)
  const given = staff ? { reason } : {}
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const side = sides.find((each) => each === form.get('side'))
    const accountId = String(form.get('accountId') ?? '').trim()
    const of = { ...(side ? { side } : {}), ...(accountId === '' ? {} : { accountId }) }
    act(api.confirmAgreement(one.id, { ...given, ...of }))
  }
  return (
    <form className="panel form spaced" onSubmit={submit}>
      <p className="soft">{text(`console.agreements.about.${one.kind}`)}</p>
      {waits && (
        <p className="notice" data-testid="agreement-waits">
          {text(`console.agreements.${waits}`)}
        </p>
      )}
      {!staff && sides.some((side) => side === unnamed) && <OwnAccount kind={one.kind} onChoose={props.onChoose} />}
      {staff && <StaffFields key={sides.join()} one={one} reason={reason} onReason={setReason} />}
      <div aria-live="polite">{trouble && <TroubleNotice trouble={trouble} testId="agreement-trouble" />}</div>
      <div className="buttons">
        {!waits && (
          <button type="submit" className="primary" disabled={working} data-testid="agreement-confirm">
            {text('console.agreements.confirm')}
          </button>
        )}
        <button
          type="button"
          disabled={working}
          data-testid="agreement-cancel"
          onClick={() => act(api.cancelAgreement(one.id, given))}
        >
          {text('console.agreements.cancel')}
        </button>
      </div>
    </form>
  )
}

function StaffFields(props: { one: Agreement; reason: string; onReason: (typed: string) => void }) {
  const { one } = props
  const { text } = useLanguage()
  const id = useId()
  const { sides, unnamed } = standingIn(one)
  const [side, setSide] = useState(sides[0])
  return (
    <>
      <label htmlFor={`${id}-side`}>{text('console.agreements.side')}</label>
      <select
        id={`${id}-side`}
        name="side"
        value={side}
        data-testid="agreement-side"
        onChange={({ target }) => setSide(sides.find((each) => each === target.value))}
      >
        {sides.map((each) => (
          <option key={each} value={each}>
            {text(`console.agreements.side.${each}.${one.kind}`)}
          </option>
        ))}
      </select>
      {side === unnamed && (
        <>
          <label htmlFor={`${id}-account`}>{text('console.agreements.account')}</label>
          <input id={`${id}-account`} name="accountId" maxLength={64} required data-testid="agreement-account" />
        </>
      )}
      <label htmlFor={`${id}-reason`}>{text('console.agreements.reason')}</label>
      <input
        id={`${id}-reason`}
        value={props.reason}
        maxLength={500}
        required
        data-testid="agreement-reason"
        onChange={({ target }) => props.onReason(target.value)}
      />
    </>
  )
}
