import { useEffect, useRef } from 'react'
import type { Effect, Preview } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import type { Attempt } from '../redeem/attempt.ts'
import { CodeForm } from '../redeem/CodeForm.tsx'
import type { AttemptActs } from '../redeem/use-attempt.ts'

/** Enter a code for the account, see what it would do, say OK. It counts at once. */
export function AccountCodeDialog(props: { attempt: Attempt; acts: AttemptActs; onClose: () => void }) {
  const { attempt, acts, onClose } = props
  const { text } = useLanguage()
  const dialog = useRef<HTMLDialogElement>(null)
  const close = (): void => dialog.current?.close()

  useEffect(() => dialog.current?.showModal(), [])

  return (
    <dialog ref={dialog} aria-labelledby="account-code-title" onClose={onClose}>
      <header>
        <h2 id="account-code-title">{text('console.account.enter.title')}</h2>
      </header>
      {(attempt.phase === 'entering' || attempt.phase === 'checking') && (
        <CodeForm attempt={attempt} acts={acts} onCancel={close} account />
      )}
      {(attempt.phase === 'previewed' || attempt.phase === 'sending' || attempt.phase === 'undecided') && (
        <AccountPreview attempt={attempt} acts={acts} />
      )}
      {attempt.phase === 'following' && (
        <div className="form" aria-live="polite">
          <p className="state" data-testid="redemption-state" data-state={attempt.redemption.state}>
            {text('console.account.applied')}
          </p>
          <p>{text(mustKeep(attempt.redemption.effect) ? 'console.account.keepLicence' : 'console.step.throwAway')}</p>
          <div className="buttons">
            <button type="button" className="primary" onClick={close}>
              {text('console.close')}
            </button>
          </div>
        </div>
      )}
    </dialog>
  )
}

function AccountPreview(props: {
  attempt: Extract<Attempt, { phase: 'previewed' | 'sending' | 'undecided' }>
  acts: AttemptActs
}) {
  const { attempt, acts } = props
  const { text, has } = useLanguage()
  const { preview } = attempt
  const undecided = attempt.phase === 'undecided'
  return (
    <div className="form">
      <h3>{text('console.preview.title')}</h3>
      <EffectSaid preview={preview} />
      <CountedFrom preview={preview} />
      {preview.notices
        .filter((name) => has(`notice.${name}`))
        .map((name) => (
          <p key={name} className="notice">
            {text(`notice.${name}`)}
          </p>
        ))}
      <div aria-live="assertive">
        {attempt.phase === 'undecided' && <TroubleNotice trouble={attempt.trouble} testId="code-problem" />}
        {undecided && <p className="notice">{text('console.redeem.unsent')}</p>}
      </div>
      <div className="buttons">
        <button type="button" onClick={acts.other} disabled={attempt.phase !== 'previewed'}>
          {text('console.redeem.other')}
        </button>
        <button
          type="button"
          className="primary"
          disabled={attempt.phase === 'sending'}
          onClick={undecided ? acts.again : acts.confirm}
          data-testid="code-confirm"
        >
          {text(undecided ? 'console.redeem.again' : 'console.redeem.confirm')}
        </button>
      </div>
      <p className="soft">{text('console.preview.untouched')}</p>
    </div>
  )
}

/** From when the time is counted: the purchase, the end that there is now, or today. */
function CountedFrom({ preview }: { preview: Preview }) {
  const { text, format } = useLanguage()
  const { anchor, countedFrom, effect } = preview
  if (!countedFrom || 'iccid' in effect || effect.type === 'credits-add') return null
  const goesOn = effect.before?.validUntil === countedFrom
  const from = goesOn ? 'end' : anchor === 'purchase' ? 'purchase' : 'today'
  return (
    <p className={from === 'purchase' ? 'notice' : 'soft'} data-testid="counted-from" data-from={from}>
      {text(`console.account.preview.${from}`, { date: format.day(countedFrom) })}
    </p>
  )
}

/** What the code gives, and where that leads. */
function EffectSaid(props: { preview: Preview }) {
  const { effect } = props.preview
  const { text, format } = useLanguage()
  if ('iccid' in effect) return null
  if (effect.type === 'credits-add') {
    return (
      <p className="say">
        {text('console.account.preview.credits', { credits: effect.credits })} {effect.before.credits} →{' '}
        {effect.after.credits}
      </p>
    )
  }
  const begins = effect.before === undefined
  const what =
    effect.type === 'subscription-extend'
      ? begins
        ? 'subscribed'
        : 'subscription'
      : effect.becameLicenceCode
        ? 'first'
        : 'licence'
  const now = effect.before ? format.day(effect.before.validUntil) : text('console.preview.nothing')
  return (
    <p className="say">
      {text(`console.account.preview.${what}`, { period: format.period(effect.period) })} {now} →{' '}
      {format.day(effect.after.validUntil)}
    </p>
  )
}

function mustKeep(effect: Effect): boolean {
  return 'becameLicenceCode' in effect && effect.becameLicenceCode === true
}
