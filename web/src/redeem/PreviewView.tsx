import { useEffect, useRef } from 'react'
import type { Preview, Sim, SimEffect } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { Ago } from '../parts/Ago.tsx'
import { Battery } from '../parts/Gauges.tsx'
import { BATTERY_LOW_PERCENT } from '../parts/levels.ts'
import { SimValue } from '../parts/SimValue.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import type { Attempt } from './attempt.ts'
import type { AttemptActs } from './use-attempt.ts'

/** What will happen, and the OK. */
export function PreviewView(props: {
  attempt: Extract<Attempt, { phase: 'previewed' | 'sending' | 'undecided' }>
  acts: AttemptActs
  sim: Sim
}) {
  const { attempt, acts, sim } = props
  const { preview } = attempt
  const { text, has } = useLanguage()
  const confirm = useRef<HTMLButtonElement>(null)
  const { effect } = preview
  const undecided = attempt.phase === 'undecided'

  // A disabled button loses the focus; when it is of use again it gets it back.
  useEffect(() => {
    if (attempt.phase !== 'sending') confirm.current?.focus()
  }, [attempt.phase])

  return (
    <div className="form">
      <h3>{text('console.preview.title')}</h3>
      {'iccid' in effect && <SimTurn effect={effect} sim={sim} countedFrom={preview.countedFrom} />}
      {preview.notices
        .filter((name) => has(`notice.${name}`))
        .map((name) => (
          <p key={name} className="notice">
            {text(`notice.${name}`)}
          </p>
        ))}
      {preview.device && <DeviceHealth device={preview.device} sim={sim} />}
      <div aria-live="assertive">
        {attempt.phase === 'undecided' && (
          <>
            <TroubleNotice trouble={attempt.trouble} testId="code-problem" />
            <p className="notice">{text('console.redeem.unsent')}</p>
          </>
        )}
      </div>
      <div className="buttons">
        <button type="button" onClick={acts.other} disabled={attempt.phase !== 'previewed'}>
          {text('console.redeem.other')}
        </button>
        <button
          ref={confirm}
          type="button"
          className="primary"
          disabled={attempt.phase === 'sending'}
          onClick={undecided ? acts.again : acts.confirm}
          data-testid="code-confirm"
        >
          {text(confirmText(attempt.phase))}
        </button>
      </div>
      {attempt.phase === 'previewed' && <p className="soft">{text('console.preview.untouched')}</p>}
    </div>
  )
}

function confirmText(phase: 'previewed' | 'sending' | 'undecided'): string {
  if (phase === 'sending') return 'console.redeem.confirming'
  return phase === 'undecided' ? 'console.redeem.again' : 'console.redeem.confirm'
}

/** What the SIM carries now, and afterwards. */
function SimTurn(props: { effect: SimEffect; sim: Sim; countedFrom: string | undefined }) {
  const { effect, sim } = props
  const { text, format } = useLanguage()
  return (
    <>
      <p className="say">
        {effect.type === 'sim-top-up'
          ? text('console.preview.topUp', { amount: format.money(effect.amountMinor ?? 0, effect.currency ?? '') })
          : text('console.preview.extend', { period: format.period(effect.period ?? '') })}{' '}
        {props.countedFrom && text('console.preview.countedFrom', { date: format.day(props.countedFrom) })}
      </p>
      <dl className="turn">
        <div>
          <dt>{text('console.preview.now')}</dt>
          <dd>
            <SimValue sim={sim} />
          </dd>
        </div>
        {effect.after && (
          <div>
            <dt>{text('console.preview.then')}</dt>
            <dd>
              <SimValue sim={effect.after} />
            </dd>
          </div>
        )}
      </dl>
    </>
  )
}

/** Whether the device can take the order now, before the person commits. */
function DeviceHealth(props: { device: NonNullable<Preview['device']>; sim: Sim }) {
  const { online, lastSeenAt, batteryPercent } = props.device
  const { text, format } = useLanguage()
  return (
    <>
      <p className={online ? 'notice good' : 'notice'}>
        {online && text('console.preview.online')}
        {!online && lastSeenAt && text('console.preview.offline', { when: format.ago(lastSeenAt) })}
        {!online && !lastSeenAt && text('console.preview.neverSeen')}
      </p>
      <dl className="facts" data-testid="preview-health">
        {lastSeenAt && (
          <div>
            <dt>{text('console.device.lastSeen')}</dt>
            <dd>
              <Ago at={lastSeenAt} />
            </dd>
          </div>
        )}
        <div>
          <dt>{text('console.device.battery')}</dt>
          <dd>
            <Battery percent={batteryPercent} />
          </dd>
        </div>
        <div>
          <dt>{text(`sim.${props.sim.kind}`)}</dt>
          <dd className="mono">{props.sim.iccid}</dd>
        </div>
      </dl>
      {batteryPercent !== undefined && batteryPercent < BATTERY_LOW_PERCENT && (
        <p className="notice">{text('console.preview.batteryLow', { percent: format.percent(batteryPercent) })}</p>
      )}
    </>
  )
}
