import { Link } from 'wouter'
import type { Agreement } from '../api-types.ts'
import { typedSerial } from '../devices/typed-serial.ts'
import { useLanguage } from '../language/language.tsx'
import { useChanges } from '../live/changes.tsx'
import { useLoad } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { useWorld } from '../world.tsx'
import { AskForm } from './AskForm.tsx'

/** What one has to agree on, and the ways to ask. @param serial of a device that is to be asked for */
export function AgreementsPage({ serial: wanted }: { serial?: string }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { changes } = useChanges()
  const loaded = useLoad(() => api.agreements(), 'agreements', changes)
  return (
    <>
      <h1>{text('console.agreements.title')}</h1>
      {/* The ways to ask appear with the list: what stood below it first would slip away under a hand that reaches for it. */}
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {({ items }) => (
          <>
            <ul className="talk">
              {items.length === 0 && <li className="soft">{text('console.agreements.empty')}</li>}
              {items.map((one) => (
                <li key={one.id} className="panel">
                  <Link href={`/agreements/${encodeURIComponent(one.id)}`}>
                    {[text(`console.agreements.kind.${one.kind}`), one.deviceName ?? one.imei ?? one.caratId]
                      .filter(Boolean)
                      .join(': ')}
                  </Link>
                  <AgreementState one={one} />
                </li>
              ))}
            </ul>
            <WaysToAsk serial={wanted} />
          </>
        )}
      </LoadedView>
    </>
  )
}

function WaysToAsk({ serial: wanted }: { serial: string | undefined }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  return (
    <>
      <AskForm
        title={text('console.agreements.ask')}
        note={text('console.agreements.ask.note')}
        label={text('console.register.serial')}
        type="text"
        testId="ask-device"
        {...(wanted === undefined ? {} : { typed: wanted })}
        ownAccountFor="hand-over"
        ask={(serial, of) => api.handOver({ ...typedSerial(serial), ...of })}
      />
      <AskForm
        title={text('console.agreements.merge')}
        note={text('console.agreements.merge.note')}
        label={text('console.agreements.email')}
        type="email"
        testId="ask-merge"
        ownAccountFor="merge"
        ask={(email, of) => api.merge({ email, ...of })}
      />
    </>
  )
}

/** State, and until when it can be confirmed. */
export function AgreementState({ one }: { one: Agreement }) {
  const { text, format } = useLanguage()
  return (
    <p className="soft">
      <span className="badge" data-testid="agreement-state">
        {text(`console.agreements.state.${one.state}`)}
      </span>{' '}
      {one.state === 'open' && (
        <>
          {text('console.agreements.until', { date: format.day(one.expiresAt) })} ·{' '}
          {text('console.agreements.confirmed', { count: one.confirmed.length })}
        </>
      )}
    </p>
  )
}
