import { useLanguage } from '../language/language.tsx'
import { useChanges } from '../live/changes.tsx'
import { useLoad } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { useWorld } from '../world.tsx'

/** The way to the telephone network: whether it is open, and what waits before it. */
export function TransportPanel() {
  const { api } = useWorld()
  const { text, format } = useLanguage()
  const { ticks } = useChanges()
  const loaded = useLoad(() => api.smsTransport(), 'sms transport', ticks)
  return (
    <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
      {({ name, ready, why, signalDbm, network, waiting, oldestAt }) => (
        <dl className="instruments panel" data-testid="transport" data-ready={ready}>
          <div>
            <dt>{text('console.dialogue.transport')}</dt>
            <dd>{name}</dd>
          </div>
          <div>
            <dt>{text('console.dialogue.transport.state')}</dt>
            <dd>
              <span className={ready ? 'badge applied' : 'badge refused'}>
                {text(ready ? 'console.dialogue.transport.ready' : 'console.dialogue.transport.away')}
              </span>
              {why !== undefined && <span className="soft"> {why}</span>}
            </dd>
          </div>
          {network !== undefined && (
            <div>
              <dt>{text('console.dialogue.transport.network')}</dt>
              <dd>
                {network}
                {signalDbm !== undefined && `, ${format.signal(signalDbm)}`}
              </dd>
            </div>
          )}
          <div>
            <dt>{text('console.dialogue.transport.waiting')}</dt>
            <dd>
              {format.number(waiting)}
              {oldestAt !== undefined && (
                <span className="soft">
                  {' '}
                  {text('console.dialogue.transport.since', { when: format.ago(oldestAt) })}
                </span>
              )}
            </dd>
          </div>
        </dl>
      )}
    </LoadedView>
  )
}
