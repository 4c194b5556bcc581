import { useState } from 'react'
import { Link } from 'wouter'
import type { Agreement, MergePlan } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { useChanges } from '../live/changes.tsx'
import { useLoad } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { useWorld } from '../world.tsx'
import { AgreementState } from './AgreementsPage.tsx'

const MOVES = ['devices', 'users', 'codes', 'credits', 'invoices', 'due', 'recipients', 'alarms'] as const

/** One agreement: what would be done, and the buttons to confirm or cancel it. */
export function AgreementPage({ id }: { id: string }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { changes } = useChanges()
  const loaded = useLoad(() => api.agreement(id), `agreement ${id}`, changes)
  return (
    <>
      <p>
        <Link href="/agreements">{text('console.agreements.title')}</Link>
      </p>
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {(one) => (
          <>
            <h1>
              {text(`console.agreements.kind.${one.kind}`)} {one.deviceName ?? one.imei}
            </h1>
            <AgreementState one={one} />
            {one.plan && <Plan plan={one.plan} />}
            {one.state === 'open' && <Buttons one={one} onDone={loaded.again} />}
          </>
        )}
      </LoadedView>
    </>
  )
}

function Plan({ plan }: { plan: MergePlan }) {
  const { text } = useLanguage()
  return (
    <section className="panel" data-testid="merge-plan">
      <h2>{text('console.agreements.plan', { gone: plan.gone.name, kept: plan.kept.name })}</h2>
      <ul>
        {MOVES.map((what) => (
          <li key={what}>
            {text(`console.agreements.moves.${what}`)}: {plan.moves[what]}
          </li>
        ))}
        {plan.collisions.map(({ what, count }) => (
          <li key={what}>{text(`console.agreements.collision.${what}`, { count, kept: plan.kept.name })}</li>
        ))}
      </ul>
    </section>
  )
}

function Buttons({ one, onDone }: { one: Agreement; onDone: () => void }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { working, trouble, act } = useAct(onDone)
  const [reason, setReason] = useState('')
  const staff = one.voices.every((voice) => voice.staff)
  const consent = staff ? { reason } : {}
  return (
    <div className="panel">
      {staff && (
        <label>
          {text('console.agreements.reason')}{' '}
          <input value={reason} maxLength={500} onChange={({ target }) => setReason(target.value)} />
        </label>
      )}
      <div aria-live="polite">{trouble && <TroubleNotice trouble={trouble} />}</div>
      <div className="buttons">
        <button type="button" disabled={working} onClick={() => act(api.cancelAgreement(one.id, consent))}>
          {text('console.agreements.cancel')}
        </button>
        <button
          type="button"
          className="primary"
          disabled={working}
          data-testid="agreement-confirm"
          onClick={() => act(api.confirmAgreement(one.id, consent))}
        >
          {text('console.agreements.confirm')}
        </button>
      </div>
    </div>
  )
}
