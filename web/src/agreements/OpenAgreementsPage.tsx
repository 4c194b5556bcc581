import { type FormEvent, useId, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { Agreement } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { useLoad } from '../live/use-load.ts'
import { usePages } from '../live/use-pages.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { Pager } from '../parts/Pager.tsx'
import { SupportTabs } from '../support/SupportTabs.tsx'
import { useWorld } from '../world.tsx'
import { AgreementState } from './AgreementsPage.tsx'
import { SideFacts } from './SideFacts.tsx'

const KINDS = ['all', 'hand-over', 'merge'] as const

/** What others have open to agree on, for staff: each leads to the page where they act for a side. It does not follow what changes, because each look is audited. @param accountId of whom alone */
export function OpenAgreementsPage({ accountId }: { accountId?: string }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const [kind, setKind] = useState<(typeof KINDS)[number]>('all')
  const pages = usePages()
  const { cursor } = pages
  const wish = { cursor, accountId, kind: kind === 'all' ? undefined : kind }
  const loaded = useLoad(() => api.openAgreements(wish), `open ${kind} ${accountId ?? ''} ${cursor ?? ''}`, 0)
  return (
    <>
      <h1>{text('console.openAgreements.title')}</h1>
      <SupportTabs />
      <fieldset className="switch apart" aria-label={text('console.openAgreements.kind')}>
        {KINDS.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={kind === one}
            data-testid={`open-${one}`}
            onClick={() => {
              pages.first()
              setKind(one)
            }}
          >
            {text(`console.openAgreements.kind.${one}`)}
          </button>
        ))}
      </fieldset>
      <AccountFilter key={accountId} {...(accountId === undefined ? {} : { accountId })} />
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {({ items, next }) => (
          <>
            {items.length === 0 && (
              <p className="soft" data-testid="open-none">
                {text('console.openAgreements.none')}
              </p>
            )}
            <ul className="talk">
              {items.map((one) => (
                <OpenOne key={one.id} one={one} />
              ))}
            </ul>
            <Pager pages={pages} next={next} />
          </>
        )}
      </LoadedView>
    </>
  )
}

function OpenOne({ one }: { one: Agreement }) {
  const { text } = useLanguage()
  return (
    <li className="panel" data-testid="open-agreement">
      <Link href={`/agreements/${encodeURIComponent(one.id)}`}>
        {[text(`console.agreements.kind.${one.kind}`), one.deviceName ?? one.imei ?? one.caratId]
          .filter(Boolean)
          .join(': ')}
      </Link>
      <AgreementState one={one} />
      <SideFacts one={one} />
    </li>
  )
}

function AccountFilter({ accountId }: { accountId?: string }) {
  const { text } = useLanguage()
  const id = useId()
  const [, go] = useLocation()
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const typed = String(new FormData(event.currentTarget).get('account')).trim()
    go(typed === '' ? '/support/agreements' : `/support/agreements/${encodeURIComponent(typed)}`)
  }
  return (
    <form className="panel form" onSubmit={submit}>
      <label htmlFor={id}>{text('console.openAgreements.account')}</label>
      <input
        id={id}
        name="account"
        className="mono"
        defaultValue={accountId}
        maxLength={64}
        autoCapitalize="off"
        autoComplete="off"
        spellCheck={false}
        data-testid="open-account"
      />
      <div className="buttons">
        <button type="submit" data-testid="open-filter">
          {text('console.openAgreements.filter')}
        </button>
        {accountId !== undefined && (
          <button type="button" data-testid="open-everybody" onClick={() => go('/support/agreements')}>
            {text('console.openAgreements.everybody')}
          </button>
        )}
      </div>
    </form>
  )
}
