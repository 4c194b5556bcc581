import type { ReactNode } from 'react'
import type { Device, Unlock, UnlockList as Unlocks } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import type { Loaded } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { isSettled } from '../redeem/progress.ts'
import { Stepper } from '../redeem/Stepper.tsx'
import { useMay } from '../session/session.tsx'
import { useWorld } from '../world.tsx'

/** What was sent to the dongle, newest first; what is still on its way is open. */
export function UnlockList(props: { device: Device; loaded: Loaded<Unlocks>; onCancelled: () => void }) {
  const { device, onCancelled } = props
  const { text } = useLanguage()
  const mayUnlock = useMay('unlock', device.owner.accountId)
  return (
    <section className="panel">
      <h2>{text('console.unlock.title')}</h2>
      <LoadedView loaded={props.loaded} waiting={<div className="bone row" />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft">{text('console.unlock.empty')}</p>
          ) : (
            <ul className="redemptions">
              {items.map((unlock, at) => (
                <Row key={unlock.id} unlock={unlock} online={device.online} newest={at === 0}>
                  {mayUnlock && unlock.state === 'queued' && (
                    <TakeBack deviceId={device.id} id={unlock.id} onCancelled={onCancelled} />
                  )}
                </Row>
              ))}
            </ul>
          )
        }
      </LoadedView>
    </section>
  )
}

function Row(props: { unlock: Unlock; online: boolean; newest: boolean; children: ReactNode }) {
  const { unlock, online, newest } = props
  const { text, format, has } = useLanguage()
  const { id, licenceNumber, type, state, reason, history } = unlock
  const first = history[0]
  return (
    <li data-testid={`unlock-row-${id}`} data-state={state}>
      <details open={newest || !isSettled(unlock)}>
        <summary>
          <span>{type}</span>
          <span className={`badge ${state}`}>{text(`state.${state}`)}</span>
          {first && (
            <time className="soft" dateTime={first.at}>
              {format.shortDay(first.at)}
            </time>
          )}
        </summary>
        <p className="mono soft">{licenceNumber}</p>
        <p>{text(`console.unlock.step.${state}`)}</p>
        {state === 'refused' && reason && (
          <p className="notice bad">{has(`reason.${reason}`) ? text(`reason.${reason}`) : reason}</p>
        )}
        {!isSettled(unlock) && <p>{text(online ? 'console.unlock.waitingOnline' : 'console.unlock.waiting')}</p>}
        <Stepper way={unlock} />
        {props.children}
      </details>
    </li>
  )
}

function TakeBack(props: { deviceId: string; id: string; onCancelled: () => void }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { working, trouble, act } = useAct(props.onCancelled)
  return (
    <div className="takeBack" aria-live="polite">
      <button
        type="button"
        disabled={working}
        onClick={() => act(api.cancelUnlock(props.deviceId, props.id))}
        data-testid="unlock-cancel"
      >
        {text('console.unlock.cancel')}
      </button>
      <p className="soft">{text('console.unlock.cancelHint')}</p>
      {trouble && <TroubleNotice trouble={trouble} />}
    </div>
  )
}
