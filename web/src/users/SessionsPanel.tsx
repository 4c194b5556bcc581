import { useLanguage } from '../language/language.tsx'
import { useLoad } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { useWorld } from '../world.tsx'
import { agentName } from './agent-name.ts'

/** Where one is signed in, and the way to end it. */
export function SessionsPanel() {
  const { api } = useWorld()
  const { text, format } = useLanguage()
  const loaded = useLoad(() => api.sessions(), 'sessions', 0)
  const { working, trouble, act } = useAct(loaded.again)
  return (
    <section className="panel account">
      <h2>{text('console.users.sessions')}</h2>
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {({ items }) => (
          <ul className="talk">
            {items.map(({ id, agent, createdAt, current }) => (
              <li key={id} data-testid="session">
                {format.instant(createdAt)} <Agent agent={agent} />{' '}
                {current ? (
                  <span className="badge">{text('console.users.sessions.this')}</span>
                ) : (
                  <button type="button" className="quiet" disabled={working} onClick={() => act(api.endSessions(id))}>
                    {text('console.users.sessions.end')}
                  </button>
                )}
              </li>
            ))}
          </ul>
        )}
      </LoadedView>
      <div aria-live="polite">{trouble && <TroubleNotice trouble={trouble} />}</div>
      <button type="button" disabled={working} data-testid="sessions-others" onClick={() => act(api.endSessions())}>
        {text('console.users.sessions.others')}
      </button>
    </section>
  )
}

/** `Firefox on Windows`; what it calls itself stands behind it, whole. */
function Agent({ agent }: { agent: string | null }) {
  const { text } = useLanguage()
  if (agent === null || agent === '') return <span className="soft">{text('console.users.sessions.unknown')}</span>
  const { browser, system } = agentName(agent)
  const both = browser !== null && system !== null
  return (
    <span className="soft" title={agent} data-testid="session-agent">
      {both ? text('console.users.sessions.agent', { browser, system }) : (browser ?? system ?? agent)}
    </span>
  )
}
