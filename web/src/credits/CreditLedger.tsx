import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { CreditEntry, CreditList } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import type { Loaded } from '../live/use-load.ts'
import type { Pages } from '../live/use-pages.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { Pager } from '../parts/Pager.tsx'

type Props = { loaded: Loaded<CreditList>; pages: Pages; children?: ReactNode }

/** An account's SMS credits: how many there are, and how each came or went. @param props.children stands between the two */
export function CreditLedger({ loaded, pages, children }: Props) {
  const { text, format } = useLanguage()
  return (
    <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
      {({ credits, items, next }) => (
        <>
          <section className="panel account">
            <p className="value" data-testid="credits-left">
              {text('console.credits.left', { credits })}
            </p>
            <p className="soft">{text('console.credits.cost')}</p>
            {children}
          </section>
          <section className="panel account credits">
            <h2>{text('console.credits.ledger')}</h2>
            {items.length === 0 && <p className="soft">{text('console.credits.none')}</p>}
            <ul className="lines">
              {items.map((entry) => (
                <li key={entry.id} data-testid="credit-entry" data-entry={entry.entry}>
                  <strong className={entry.credits < 0 ? 'amount' : 'amount more'}>
                    {entry.credits < 0 ? `−${format.number(-entry.credits)}` : `+${format.number(entry.credits)}`}
                  </strong>
                  <span>
                    <EntryWords entry={entry} />
                    <span className="soft">{format.instant(entry.at)}</span>
                  </span>
                </li>
              ))}
            </ul>
            <Pager pages={pages} next={next} />
          </section>
        </>
      )}
    </LoadedView>
  )
}

/** What it came from, or what it went for. */
function EntryWords({ entry }: { entry: CreditEntry }) {
  const { text, has } = useLanguage()
  const { spentFor, reason, redemptionId } = entry
  if (entry.entry === 'code')
    return (
      <span>
        {text('console.credits.code')}{' '}
        {redemptionId !== null && (
          <Link href={`/redemptions/${encodeURIComponent(redemptionId)}/receipt`}>
            {text('console.credits.receipt')}
          </Link>
        )}
      </span>
    )
  if (entry.entry === 'granted')
    return (
      <span>{reason === null ? text('console.credits.granted') : text('console.credits.grantedFor', { reason })}</span>
    )
  if (!spentFor) return <span>{text(`console.credits.${entry.entry}`)}</span>
  const { kind, rule, device, recipient } = spentFor
  const key = `alarm.rule.${rule ?? ''}`
  const what =
    kind === 'alarm'
      ? text(has(key) ? key : 'alarm.rule.other', { device: device ?? '' })
      : text(`console.told.${kind}`)
  return <span>{text(`console.credits.${entry.entry}.to`, { what, recipient })}</span>
}
