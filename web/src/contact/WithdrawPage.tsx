import { useState } from 'react'
import { Link } from 'wouter'
import { useLanguage } from '../language/language.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import type { Trouble } from '../trouble.ts'
import { useWorld } from '../world.tsx'

/** Where the link in the mail leads: it erases by a button, and not by being looked at, as scanners of mails do. */
export function WithdrawPage({ token }: { token: string }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const [done, setDone] = useState(false)
  const { working, trouble, act } = useAct(() => setDone(true))
  return (
    <section className="applying">
      <h1>{text('console.contact.withdraw.title')}</h1>
      {done || isOver(trouble) ? (
        <p className="notice good" role="status" data-testid={done ? 'withdraw-done' : 'withdraw-over'}>
          {text(done ? 'console.contact.withdraw.done' : 'console.contact.withdraw.over')}
        </p>
      ) : (
        <div className="panel form">
          <p>{text('console.contact.withdraw.text')}</p>
          <div aria-live="assertive">{trouble && <TroubleNotice trouble={trouble} />}</div>
          <button
            type="button"
            className="primary"
            disabled={working}
            onClick={() => act(api.withdrawContact(token))}
            data-testid="withdraw-confirm"
          >
            {text('console.contact.withdraw.confirm')}
          </button>
        </div>
      )}
      <p className="soft apart">
        <Link href="/contact">{text('console.contact.title')}</Link> ·{' '}
        <Link href="/policy">{text('console.contact.policy')}</Link>
      </p>
    </section>
  )
}

function isOver(trouble: Trouble | null): boolean {
  return trouble?.kind === 'problem' && trouble.problem.code === 'link-over'
}
