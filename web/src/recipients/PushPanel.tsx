import { useState } from 'react'
import type { RecipientList } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { useLoad } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { useSession } from '../session/session.tsx'
import { useWorld } from '../world.tsx'
import { canPush, type NoPush, turnOff, turnOn } from './browser-push.ts'

/** Whether alarms come to this browser, and turning that on and off. Who turns it on becomes a recipient by push, where it is none yet. */
export function PushPanel(props: { list: RecipientList; again: () => void }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { state } = useSession()
  const { accountId, items, manage } = props.list
  const loaded = useLoad(() => api.push(), 'push', 0)
  const [hindrance, setHindrance] = useState<NoPush | null>(canPush() ? null : 'unsupported')
  const changed = (): void => {
    loaded.again()
    props.again()
  }
  const { working, trouble, act } = useAct(changed)
  const user = state.kind === 'in' ? state.user : null
  const isRecipient = items.some(({ way, userId }) => way === 'push' && userId === user?.id)

  const begin = async (publicKey: string): Promise<void> => {
    const subscription = await turnOn(publicKey)
    if (typeof subscription === 'string') return setHindrance(subscription)
    await api.subscribePush(subscription)
    if (!isRecipient && manage && user) await api.addRecipient({ accountId, way: 'push', name: user.name })
  }
  const stop = async (): Promise<void> => {
    await turnOff()
    await api.unsubscribePush()
  }
  return (
    <section className="panel account" data-testid="push-panel">
      <h2>{text('console.push.title')}</h2>
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {({ publicKey, standing }) => (
          <>
            <p data-testid="push-standing" data-standing={standing}>
              {text(hindrance ? `console.push.hindrance.${hindrance}` : `console.push.standing.${standing}`)}
            </p>
            {standing === 'ready' && !isRecipient && !manage && <p className="notice">{text('console.push.ask')}</p>}
            <div className="buttons">
              {hindrance === null && standing === 'no-subscription' && (
                <button
                  type="button"
                  className="primary"
                  disabled={working}
                  data-testid="push-on"
                  onClick={() => act(begin(publicKey))}
                >
                  {text('console.push.on')}
                </button>
              )}
              {standing === 'ready' && (
                <button type="button" disabled={working} data-testid="push-off" onClick={() => act(stop())}>
                  {text('console.push.off')}
                </button>
              )}
            </div>
            <div aria-live="polite">{trouble && <TroubleNotice trouble={trouble} />}</div>
          </>
        )}
      </LoadedView>
    </section>
  )
}
