import { Link } from 'wouter'
import type { Sms } from '../api-types.ts'
import { SmsTabs } from '../dialogue/SmsTabs.tsx'
import { useLanguage } from '../language/language.tsx'
import { useChanges } from '../live/changes.tsx'
import { useLoad } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { useMay } from '../session/session.tsx'
import { TelephonePanel } from '../simulator/TelephonePanel.tsx'
import { useWorld } from '../world.tsx'

/** The last text messages and what became of them: where no provider is connected, the only place where they can be read. */
export function SmsPage() {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { changes } = useChanges()
  const staff = useMay('support')
  const loaded = useLoad(() => api.sms(), 'sms', changes)
  return (
    <>
      {!staff && (
        <p>
          <Link href="/alarms" className="back">
            {text('console.alarms.title')}
          </Link>
        </p>
      )}
      <h1>{text('console.sms.title')}</h1>
      <SmsTabs />
      <TelephonePanel />
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {({ items, transport }) => (
          <>
            {transport === 'console' && <p className="notice">{text('console.sms.note')}</p>}
            {items.length === 0 ? (
              <p className="soft">{text('console.sms.empty')}</p>
            ) : (
              <ul className="talk">
                {items.map((sms) => (
                  <li key={sms.id} className="panel" data-testid="sms">
                    <SmsView sms={sms} />
                  </li>
                ))}
              </ul>
            )}
          </>
        )}
      </LoadedView>
    </>
  )
}

/** How a state looks; the words tell it as well. */
const LOOKS: Record<Sms['state'], string> = {
  queued: 'queued',
  sending: 'sent',
  'handed-over': 'sent',
  delivered: 'applied',
  failed: 'refused',
  unclear: 'refused',
}

function SmsView({ sms }: { sms: Sms }) {
  const { text, format } = useLanguage()
  const state = sms.transport === 'console' ? 'shown' : sms.state
  const more = [
    (sms.parts ?? 0) > 1 && text('console.sms.parts', { parts: sms.parts ?? 0 }),
    sms.state !== 'sending' && sms.nextTryAt && text('console.sms.nextTry', { when: format.time(sms.nextTryAt) }),
    sms.reason,
  ].filter(Boolean)
  return (
    <>
      <p className="soft">
        {sms.to !== null && `${text('console.sms.to')} ${sms.to} · `}
        {format.ago(sms.at)}
      </p>
      <p className="lined">{sms.text ?? text('console.sms.erased')}</p>
      <p className="soft">
        <span className={`badge ${LOOKS[sms.state]}`} data-testid="sms-state">
          {text(`console.sms.state.${state}`)}
        </span>{' '}
        {more.join(' · ')}
      </p>
    </>
  )
}
