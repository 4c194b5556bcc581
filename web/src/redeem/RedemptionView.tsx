import { useEffect, useRef } from 'react'
import type { Redemption } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { SimValue } from '../parts/SimValue.tsx'
import { isSettled, waitingText } from './progress.ts'
import { Stepper } from './Stepper.tsx'
import { useRedemption } from './use-redemption.ts'

/** A code on its way, live, with what it means for the person. */
export function RedemptionView(props: {
  first: Redemption
  deviceOnline: boolean
  onOther: () => void
  onClose: () => void
}) {
  const { text, has } = useLanguage()
  const redemption = useRedemption(props.first)
  const close = useRef<HTMLButtonElement>(null)
  const { state, effect, reason } = redemption
  const settled = isSettled(redemption)

  useEffect(() => close.current?.focus(), [])

  return (
    <div className="form">
      <div aria-live="polite">
        <p className="state" data-testid="redemption-state" data-state={state}>
          {text(`state.${state}`)}
        </p>
        <p className="say">{text(`console.step.${state}`)}</p>
        {state === 'refused' && reason && has(`reason.${reason}`) && (
          <p className="notice bad">{text(`reason.${reason}`)}</p>
        )}
        {!settled && <p className="notice">{text(waitingText(props.deviceOnline))}</p>}
      </div>
      <Stepper way={redemption} />
      {state === 'applied' && 'iccid' in effect && effect.after && (
        <dl className="turn">
          {effect.before && (
            <div>
              <dt>{text('console.step.before')}</dt>
              <dd>
                <SimValue sim={effect.before} />
              </dd>
            </div>
          )}
          <div>
            <dt>
              {text('console.step.after')}, {text('console.step.byCollar')}
            </dt>
            <dd>
              <SimValue sim={effect.after} />
            </dd>
          </div>
        </dl>
      )}
      <p className="soft">
        {!settled && text('console.step.keepCode')}
        {state === 'applied' && text('console.step.throwAway')}
      </p>
      <div className="buttons">
        <button type="button" onClick={props.onOther}>
          {text('console.redeem.other')}
        </button>
        <button type="button" className="primary" ref={close} onClick={props.onClose}>
          {text('console.close')}
        </button>
      </div>
    </div>
  )
}
