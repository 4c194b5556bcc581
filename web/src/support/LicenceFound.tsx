import { Fragment } from 'react'
import type { SupportFinding } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { useWorld } from '../world.tsx'
import { AccountLink } from './AccountLink.tsx'
import { Fact } from './Fact.tsx'

/** An app licence: whose it is, until when, and what has made it so long. */
export function LicenceFound({ licence }: { licence: SupportFinding['licences'][number] }) {
  const { browser } = useWorld()
  const { text, format } = useLanguage()
  const { who, accounts, accountIds, trial, endsAt, history } = licence
  const ended = Date.parse(endsAt) <= browser.now()
  return (
    <section className="panel" data-testid="support-licence">
      <h2>{text(trial ? 'console.support.licence.trial' : 'console.support.fact.licence')}</h2>
      <dl className="facts">
        <Fact name="holder">
          {who}
          {accounts.map((name, at) => (
            <Fragment key={accountIds[at]}>
              , <AccountLink id={accountIds[at]} name={name} />
            </Fragment>
          ))}
        </Fact>
        <Fact name="state">
          {text(ended ? 'console.account.ended' : 'console.account.until', { date: format.day(endsAt) })}
        </Fact>
        <Fact name="steps">
          <ol className="steps">
            {history.map(({ at, entry, period, until }) => (
              <li key={until}>
                {format.second(at)} {text(`console.account.entry.${entry}`)} ({format.period(period)}){' '}
                {text('console.account.until', { date: format.day(until) })}
              </li>
            ))}
          </ol>
        </Fact>
      </dl>
    </section>
  )
}
