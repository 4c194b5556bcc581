import { useLanguage } from '../language/language.tsx'
import { useLoad } from '../live/use-load.ts'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { useWorld } from '../world.tsx'

/** Asks for what there is no decision on yet, or whose wording has changed; nothing when there is none. */
export function ConsentNotice() {
  const { api } = useWorld()
  const { text } = useLanguage()
  const loaded = useLoad(() => api.consents(), 'consents', 0)
  const { working, trouble, act } = useAct(loaded.again)
  const due = loaded.data?.items.filter((item) => item.due) ?? []
  if (due.length === 0) return null
  return (
    <details className="panel prose" data-testid="consents-due">
      <summary>
        {text('console.consents.title')}:{' '}
        <span className="soft">{due.map(({ document }) => text(`consent.${document}.title`)).join(' · ')}</span>
      </summary>
      {due.map(({ document, version, withdrawable }) => (
        <section key={document}>
          <h2>{text(`consent.${document}.title`)}</h2>
          <p>{text(`consent.${document}.text`)}</p>
          <div className="buttons">
            {withdrawable && (
              <button
                type="button"
                disabled={working}
                onClick={() => act(api.decide(document, { version, decision: 'withdrawn' }))}
              >
                {text('console.consents.decline')}
              </button>
            )}
            <button
              type="button"
              className="primary"
              disabled={working}
              data-testid={`consent-${document}`}
              onClick={() => act(api.decide(document, { version, decision: 'accepted' }))}
            >
              {text('console.consents.accept')}
            </button>
          </div>
        </section>
      ))}
      <div aria-live="polite">{trouble && <TroubleNotice trouble={trouble} />}</div>
    </details>
  )
}
