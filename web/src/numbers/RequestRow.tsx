import type { FormEvent } from 'react'
import type { NumberRequest, SmsNumber } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { useWorld } from '../world.tsx'
import { LanguageChoice } from './NumberRequestPage.tsx'
import { PayerChoice } from './PayerChoice.tsx'
import { payerIn } from './payer.ts'

type Props = { request: NumberRequest; known: readonly SmsNumber[]; onDecided: () => void }

/** A request in the applicant's own words, which are text and nothing else, and the decision about it. */
export function RequestRow(props: Props) {
  const { request } = props
  const { text, format } = useLanguage()
  const facts: [string, string | undefined][] = [
    ['console.numbers.name', request.name],
    ['console.numbers.company', request.company],
    ['console.numbers.address', request.address],
    ['console.signIn.email', request.email],
    ['console.numbers.remark', request.remark],
    ['console.numbers.language', request.language],
    ['console.numbers.consented', `${format.instant(request.consentAt)} (${request.consent})`],
    ['console.numbers.reason', request.reason],
  ]
  return (
    <>
      <p className="head">
        <strong className="mono">{request.phone}</strong>
        {request.decidedAt !== undefined && (
          <time className="soft" dateTime={request.decidedAt}>
            {format.instant(request.decidedAt)}
          </time>
        )}
      </p>
      <dl className="facts">
        {facts.map(([key, value]) =>
          value ? (
            <div key={key}>
              <dt>{text(key)}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
      {request.state === 'requested' && (
        <>
          <Approval {...props} />
          <Rejection {...props} />
        </>
      )}
    </>
  )
}

function Approval({ request, known, onDecided }: Props) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { working, trouble, act } = useAct(onDecided)
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    act(api.approveNumber(request.id, { ...payerIn(form), language: String(form.get('language')) }))
  }
  return (
    <details>
      <summary data-testid="request-approve">{text('console.numbers.approve')}</summary>
      <form className="form" onSubmit={submit}>
        <PayerChoice name={request.company || request.name || ''} known={known} />
        <label htmlFor={`language-${request.id}`}>{text('console.numbers.language')}</label>
        <LanguageChoice id={`language-${request.id}`} start={request.language} />
        <div aria-live="polite">{trouble && <TroubleNotice trouble={trouble} />}</div>
        <div className="buttons">
          <button type="submit" className="primary" disabled={working} data-testid="request-approve-confirm">
            {text('console.numbers.approve.confirm', { phone: request.phone })}
          </button>
        </div>
      </form>
    </details>
  )
}

function Rejection({ request, onDecided }: Props) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { working, trouble, act } = useAct(onDecided)
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    act(api.rejectNumber(request.id, String(new FormData(event.currentTarget).get('reason')).trim()))
  }
  return (
    <details>
      <summary data-testid="request-reject">{text('console.numbers.reject')}</summary>
      <form className="form" onSubmit={submit}>
        <label htmlFor={`reason-${request.id}`}>{text('console.numbers.reason')}</label>
        <input id={`reason-${request.id}`} name="reason" required maxLength={200} data-testid="request-reason" />
        <p className="soft">{text('console.numbers.reason.hint')}</p>
        <div aria-live="polite">{trouble && <TroubleNotice trouble={trouble} />}</div>
        <div className="buttons">
          <button type="submit" disabled={working} data-testid="request-reject-confirm">
            {text('console.numbers.reject.confirm')}
          </button>
        </div>
      </form>
    </details>
  )
}
