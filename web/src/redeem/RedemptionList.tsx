import { useState } from 'react'
import { Link } from 'wouter'
import type { Device, Effect, Redemption } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import type { Speech } from '../language/speech.ts'
import { useChanges } from '../live/changes.tsx'
import { useLoad } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { type Trouble, troubleOf } from '../trouble.ts'
import { useWorld } from '../world.tsx'
import { isSettled, waitingText } from './progress.ts'
import { Stepper } from './Stepper.tsx'

/** The codes that were used on a device, newest first, each with its way behind it. */
export function RedemptionList(props: { device: Device }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { changes } = useChanges()
  const { id, online } = props.device
  const loaded = useLoad(() => api.redemptions(id), id, changes)
  return (
    <section className="panel">
      <h2>{text('console.redemptions.title')}</h2>
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft">{text('console.redemptions.empty')}</p>
          ) : (
            <ul className="redemptions">
              {items.map((redemption) => (
                <Row key={redemption.id} redemption={redemption} deviceOnline={online} again={loaded.again} />
              ))}
            </ul>
          )
        }
      </LoadedView>
    </section>
  )
}

function Row(props: { redemption: Redemption; deviceOnline: boolean; again: () => void }) {
  const { redemption } = props
  const language = useLanguage()
  const { text, format, has } = language
  const first = redemption.history[0]
  const { state, reason } = redemption
  return (
    <li data-testid={`redemption-row-${redemption.id}`} data-state={state}>
      <details>
        <summary>
          <span>
            {effectText(redemption.effect, language)}{' '}
            {redemption.last4 && <span className="mono soft">…{redemption.last4}</span>}
          </span>
          <span className={`badge ${state}`}>{text(`state.${state}`)}</span>
          {first && (
            <time className="soft" dateTime={first.at}>
              {format.shortDay(first.at)}
            </time>
          )}
        </summary>
        <p>{text(`console.step.${state}`)}</p>
        {state === 'refused' && reason && has(`reason.${reason}`) && <p>{text(`reason.${reason}`)}</p>}
        {!isSettled(redemption) && <p>{text(waitingText(props.deviceOnline))}</p>}
        <Stepper way={redemption} />
        {state === 'applied' && (
          <Link href={`/redemptions/${redemption.id}/receipt`}>{text('console.receipt.title')}</Link>
        )}
        {state === 'queued' && <TakeBack id={redemption.id} again={props.again} />}
      </details>
    </li>
  )
}

function TakeBack(props: { id: string; again: () => void }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const cancel = (): void => {
    setTrouble(null)
    api.cancel(props.id).then(props.again, (caught: unknown) => {
      setTrouble(troubleOf(caught))
      // It may have been sent in the meantime: the list tells.
      props.again()
    })
  }
  return (
    <div className="takeBack" aria-live="polite">
      <button type="button" onClick={cancel}>
        {text('console.redemptions.takeBack')}
      </button>
      {trouble && <TroubleNotice trouble={trouble} />}
    </div>
  )
}

/** `100 kr balance`, `1 year validity`. */
function effectText(effect: Effect, { text, format }: Speech): string {
  if (!('iccid' in effect)) return '' // An account's effect is never in a device's list.
  return effect.type === 'sim-top-up'
    ? text('console.redemptions.topUp', { amount: format.money(effect.amountMinor ?? 0, effect.currency ?? '') })
    : text('console.redemptions.extend', { period: format.period(effect.period ?? '') })
}
