import { useLanguage } from '../language/language.tsx'
import { useLoad } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { useAct } from '../parts/use-act.ts'
import { useWorld } from '../world.tsx'

/** What one agreed to and when, with the way to take back what can be. */
export function ConsentsPanel() {
  const { api } = useWorld()
  const { text, format } = useLanguage()
  const loaded = useLoad(() => api.consents(), 'consents', 0)
  const { working, act } = useAct(loaded.again)
  return (
    <section className="panel account">
      <h2>{text('console.consents.mine')}</h2>
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {({ items }) => (
          <ul className="talk">
            {items.map(({ document, version, withdrawable, decided }) => (
              <li key={document}>
                {text(`consent.${document}.title`)}{' '}
                {decided && (
                  <span className="soft">
                    {text(`console.consents.decision.${decided.decision}`)} ({decided.version}),{' '}
                    {format.time(decided.at)}
                  </span>
                )}{' '}
                {withdrawable && decided?.decision === 'accepted' && (
                  <button
                    type="button"
                    className="quiet"
                    disabled={working}
                    onClick={() => act(api.decide(document, { version, decision: 'withdrawn' }))}
                  >
                    {text('console.consents.withdraw')}
                  </button>
                )}
              </li>
            ))}
          </ul>
        )}
      </LoadedView>
    </section>
  )
}
