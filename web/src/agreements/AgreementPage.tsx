import { useState } from 'react'
import { Link } from 'wouter'
import type { MergePlan } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { useChanges } from '../live/changes.tsx'
import { useLoad } from '../live/use-load.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { useWorld } from '../world.tsx'
import { AgreementState } from './AgreementsPage.tsx'
import { ConfirmPanel } from './ConfirmPanel.tsx'
import { SideFacts } from './SideFacts.tsx'

const MOVES = ['devices', 'users', 'codes', 'credits', 'invoices', 'due', 'recipients', 'alarms'] as const

/** One agreement: what would be done, and the buttons to confirm or cancel it. */
export function AgreementPage({ id }: { id: string }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { changes } = useChanges()
  const [accountId, setAccountId] = useState('')
  const loaded = useLoad(() => api.agreement(id, accountId), `agreement ${id}`, `${changes} ${accountId}`)
  const staff = loaded.data?.sides !== undefined
  return (
    <>
      <p>
        <Link href={staff ? '/support/agreements' : '/agreements'} className="back">
          {text(staff ? 'console.openAgreements.title' : 'console.agreements.title')}
        </Link>
      </p>
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {(one) => (
          <>
            <h1>
              {[text(`console.agreements.kind.${one.kind}`), one.deviceName ?? one.imei ?? one.caratId]
                .filter(Boolean)
                .join(': ')}
            </h1>
            <AgreementState one={one} />
            <SideFacts one={one} />
            {one.plan && <Plan plan={one.plan} />}
            {one.state === 'open' && <ConfirmPanel one={one} onDone={loaded.again} onChoose={setAccountId} />}
            {one.cancelReason !== undefined && (
              <p className="notice spaced" data-testid="agreement-cancel-reason">
                {text('console.agreements.cancel-reason', { reason: one.cancelReason })}
              </p>
            )}
            {one.state === 'done' && (
              <p className="notice good spaced" data-testid="agreement-done">
                {text(`console.agreements.done.${one.kind}`)}
              </p>
            )}
          </>
        )}
      </LoadedView>
    </>
  )
}

function Plan({ plan }: { plan: MergePlan }) {
  const { text, format } = useLanguage()
  return (
    <section className="panel spaced" data-testid="merge-plan">
      <h2>{text('console.agreements.plan', { gone: plan.gone.name, kept: plan.kept.name })}</h2>
      <ul>
        {MOVES.map((what) => (
          <li key={what}>
            {text(`console.agreements.moves.${what}`)}: {plan.moves[what]}
          </li>
        ))}
        {Object.entries(plan.moves.owed)
          .filter(([, minor]) => minor !== 0)
          .map(([currency, minor]) => (
            <li key={currency}>
              {text('console.billing.owed')}: {format.money(minor, currency)}
            </li>
          ))}
        {plan.collisions.map(({ what, count }) => (
          <li key={what}>{text(`console.agreements.collision.${what}`, { count, kept: plan.kept.name })}</li>
        ))}
      </ul>
      {plan.after.subscriptionEndsAt && (
        <p>{text('console.agreements.subscription-ends', { date: format.day(plan.after.subscriptionEndsAt) })}</p>
      )}
    </section>
  )
}
