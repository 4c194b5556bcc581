import { useState } from 'react'
import { Link } from 'wouter'
import { AccountCodeDialog } from '../account/AccountCodeDialog.tsx'
import { useLanguage } from '../language/language.tsx'
import { useChanges } from '../live/changes.tsx'
import { useLoad } from '../live/use-load.ts'
import { usePages } from '../live/use-pages.ts'
import { useAttempt } from '../redeem/use-attempt.ts'
import { useSession } from '../session/session.tsx'
import { useWorld } from '../world.tsx'
import { CreditLedger } from './CreditLedger.tsx'

/** One's own SMS credits, and how to come by more. Whoever belongs to several accounts sees those of the first; the others' by the command line. */
export function CreditsPage() {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { changes } = useChanges()
  const { state } = useSession()
  const accountId = state.kind === 'in' ? state.user.memberships[0]?.accountId : undefined
  const pages = usePages()
  const { cursor } = pages
  const loaded = useLoad(() => api.credits({ accountId, cursor }), `credits ${accountId} ${cursor ?? ''}`, changes)
  const [open, setOpen] = useState(false)
  const [attempt, acts] = useAttempt(null)
  return (
    <>
      <p>
        <Link href="/recipients" className="back">
          {text('console.recipients.title')}
        </Link>
      </p>
      <h1>{text('console.account.credits')}</h1>
      <CreditLedger loaded={loaded} pages={pages}>
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
