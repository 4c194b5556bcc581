import { useState } from 'react'
import { Link } from 'wouter'
import { SmsTabs } from '../dialogue/SmsTabs.tsx'
import { useLanguage } from '../language/language.tsx'
import { useLoad } from '../live/use-load.ts'
import { usePages } from '../live/use-pages.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { Pager } from '../parts/Pager.tsx'
import { useMay } from '../session/session.tsx'
import { useWorld } from '../world.tsx'
import { NumberRow } from './NumberRow.tsx'
import { RegisterForm } from './RegisterForm.tsx'
import { RequestList } from './RequestList.tsx'

/** Numbers that may use the SMS dialogue: who asks, who may, and ending it. */
export function NumbersPage() {
  const { api } = useWorld()
  const { text } = useLanguage()
  const mayManage = useMay('manage-numbers')
  const [version, setVersion] = useState(0)
  const pages = usePages()
  const { cursor } = pages
  const loaded = useLoad(() => api.numbers({ cursor }), `numbers ${cursor ?? ''}`, version)
  const changed = (): void => setVersion((count) => count + 1)
  const known = loaded.data?.items ?? []
  return (
    <>
      <h1>{text('console.numbers.title')}</h1>
      <SmsTabs />
      {mayManage && <RequestList known={known} version={version} onDecided={changed} />}
      <section className="panel" data-testid="numbers">
        <h2>{text('console.numbers.registered')}</h2>
        <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
          {({ items, next }) => (
            <>
              {items.length === 0 && <p className="soft">{text('console.numbers.none')}</p>}
              <ul className="lines">
                {items.map((number) => (
                  <li key={number.id} data-state={number.state}>
                    <NumberRow number={number} mayManage={mayManage} onChanged={changed} />
                  </li>
                ))}
              </ul>
              <Pager pages={pages} next={next} />
            </>
          )}
        </LoadedView>
        {mayManage && <RegisterForm known={known} onRegistered={changed} />}
      </section>
      <p>
        <Link href="/number-request">{text('console.numbers.toForm')}</Link>
      </p>
    </>
  )
}
