import { useState } from 'react'
import { Link } from 'wouter'
import { useLanguage } from '../language/language.tsx'
import { useChanges } from '../live/changes.tsx'
import { useLoad } from '../live/use-load.ts'
import { usePages } from '../live/use-pages.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { MessagesLink } from '../parts/MessagesLink.tsx'
import { Pager } from '../parts/Pager.tsx'
import { useWorld } from '../world.tsx'
import { AlarmRow } from './AlarmRow.tsx'

/** What has happened to collars, newest first, and taking it on. */
export function AlarmsPage() {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { changes } = useChanges()
  const pages = usePages()
  const [open, setOpen] = useState(false)
  const { cursor } = pages
  const loaded = useLoad(() => api.alarms({ cursor, open }), `alarms ${open} ${cursor ?? ''}`, changes)
  const filter = (chosen: boolean): void => {
    pages.first()
    setOpen(chosen)
  }
  return (
    <>
      <div className="headline">
        <h1>{text('console.alarms.title')}</h1>
        <div className="ways">
          <MessagesLink />
          <Link href="/alarm-defaults">{text('console.watch.defaults')}</Link>
        </div>
      </div>
      <label className="tick filtering">
        <input type="checkbox" checked={open} onChange={(event) => filter(event.currentTarget.checked)} />{' '}
        {text('console.alarms.open')}
      </label>
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {({ items, next }) => (
          <>
            {items.length === 0 && (
              <p className="soft">{text(open ? 'console.alarms.noneOpen' : 'console.alarms.empty')}</p>
            )}
            <ul className="talk">
              {items.map((alarm) => (
                <li key={alarm.id} className="panel" data-testid="alarm">
                  <AlarmRow alarm={alarm} onChange={loaded.again} />
                </li>
              ))}
            </ul>
            <Pager pages={pages} next={next} />
          </>
        )}
      </LoadedView>
    </>
  )
}
