import { useState } from 'react'
import { useLanguage } from '../language/language.tsx'
import { useLoad } from '../live/use-load.ts'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { useWorld } from '../world.tsx'

/** Who an account's reseller is, and the end of it; nothing where there is none. */
export function ResellerPanel(props: { accountId: string; name: string; ending: boolean }) {
  const { api } = useWorld()
  const { text, format } = useLanguage()
  const loaded = useLoad(() => api.reseller(props.accountId), `reseller ${props.accountId}`, 0)
  const [sure, setSure] = useState(false)
  const { working, trouble, act } = useAct(loaded.again)
  const reseller = loaded.data?.reseller
  if (!reseller) return null
  return (
    <section className="panel account" data-testid="own-reseller">
      <h2>
        {text('console.reseller.title')} {props.name}
      </h2>
      <p>
        {reseller.name}{' '}
        <span className="soft">{text('console.reseller.since', { date: format.day(reseller.since) })}</span>
      </p>
      <p className="soft">{text('console.reseller.note')}</p>
      <div aria-live="polite">{trouble && <TroubleNotice trouble={trouble} />}</div>
      {props.ending && (
        <button
          type="button"
          disabled={working}
          data-testid="end-reseller"
          onClick={() => (sure ? act(api.endReseller(props.accountId)) : setSure(true))}
        >
          {text(sure ? 'console.customers.end.sure' : 'console.reseller.end')}
        </button>
      )}
    </section>
  )
}
