import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import { AccountCodeDialog } from '../account/AccountCodeDialog.tsx'
import { useLanguage } from '../language/language.tsx'
import { useChanges } from '../live/changes.tsx'
import { useLoad } from '../live/use-load.ts'
import { usePages } from '../live/use-pages.ts'
import { AccountChoice, useAccount } from '../parts/AccountChoice.tsx'
import { useAttempt } from '../redeem/use-attempt.ts'
import { useMay } from '../session/session.tsx'
import { useWorld } from '../world.tsx'
import { CreditLedger } from './CreditLedger.tsx'

/** One's own SMS credits, and how to come by more. @param accountId of several which; absent: the first */
export function CreditsPage({ accountId: named }: { accountId?: string }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { changes } = useChanges()
  const [, go] = useLocation()
  const accountId = useAccount(named)
  const pages = usePages()
  const { cursor } = pages
  const loaded = useLoad(() => api.credits({ accountId, cursor }), `credits ${accountId} ${cursor ?? ''}`, changes)
  const mayRedeem = useMay('redeem', accountId)
  const [open, setOpen] = useState(false)
  const [attempt, acts] = useAttempt(null, accountId)
  return (
    <>
      <p>
        <Link href={named === undefined ? '/recipients' : `/recipients/${encodeURIComponent(named)}`} className="back">
          {text('console.recipients.title')}
        </Link>
      </p>
      <h1>{text('console.account.credits')}</h1>
      <AccountChoice accountId={accountId} onChoose={(one) => go(`/credits/${encodeURIComponent(one)}`)} />
      <CreditLedger loaded={loaded} pages={pages}>
        {mayRedeem && (
          <>
            <h2>{text('console.credits.buy')}</h2>
            <p>{text('console.credits.buy.how')}</p>
            <button
              type="button"
              className="primary"
              data-testid="credits-enter"
              onClick={() => {
                acts.other()
                setOpen(true)
              }}
            >
              {text('console.account.enter')}
            </button>
          </>
        )}
      </CreditLedger>
      {open && (
        <AccountCodeDialog
          attempt={attempt}
          acts={acts}
          onClose={() => {
            setOpen(false)
            loaded.again()
          }}
        />
      )}
    </>
  )
}
