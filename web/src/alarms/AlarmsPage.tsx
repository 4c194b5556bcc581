import { useState } from 'react'
import { Link } from 'wouter'
import type { Alarm } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { useChanges } from '../live/changes.tsx'
import { useLoad } from '../live/use-load.ts'
import { usePages } from '../live/use-pages.ts'
import { LoadedView } from '../parts/LoadedView.tsx'
import { Pager } from '../parts/Pager.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { may } from '../session/may.ts'
import { useSession } from '../session/session.tsx'
import { useWorld } from '../world.tsx'

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
        <Link href="/alarm-defaults">{text('console.watch.defaults')}</Link>
      </div>
      <label className="tick">
        <input type="checkbox" checked={open} onChange={(event) => filter(event.currentTarget.checked)} />{' '}
        {text('console.alarms.open')}
      </label>
      <LoadedView loaded={loaded} waiting={<div className="bone row" />}>
        {({ items, next }) => (
          <>
            {items.length === 0 && <p className="soft">{text('console.alarms.empty')}</p>}
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

/** How a state looks; the words tell it as well. */
const LOOKS: Record<Alarm['state'], string> = { open: 'refused', acknowledged: 'sent', closed: 'applied' }

/** One alarm in a few lines. */
export function AlarmLine({ alarm }: { alarm: Alarm }) {
  const { text, format, has } = useLanguage()
  const { rule, device, state, openedAt, late, zone, details } = alarm
  const key = has(`alarm.rule.${rule}`) ? `alarm.rule.${rule}` : 'alarm.rule.other'
  return (
    <>
      <p>
        <span className={`badge ${LOOKS[state]}`} data-testid="alarm-state">
          {text(`console.alarms.state.${state}`)}
        </span>{' '}
        <strong>{text(key, { device: device?.name ?? '' })}</strong>
      </p>
      <p className="soft">
        {text('console.alarms.when')} {format.instant(openedAt)}
        {late && ` (${text('console.alarms.late')})`}
        {zone !== undefined && ` · ${text('console.alarms.zone', { zone })}`}
        {details.map(({ name, value }) => ` · ${name}: ${value}`)}
      </p>
    </>
  )
}

function AlarmRow({ alarm, onChange }: { alarm: Alarm; onChange: () => void }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { state: session } = useSession()
  const { working, trouble, act } = useAct(onChange)
  const allowed = session.kind === 'in' && may(session.user, 'manage-alarms', alarm.accountId)
  return (
    <>
      <AlarmLine alarm={alarm} />
      {alarm.device && <Link href={`/devices/${encodeURIComponent(alarm.device.id)}`}>{alarm.device.name}</Link>}{' '}
      {alarm.acknowledgedAt === undefined && allowed && (
        <button
          type="button"
          disabled={working}
          data-testid="alarm-acknowledge"
          onClick={() => act(api.acknowledge(alarm.id))}
        >
          {text('console.alarms.acknowledge')}
        </button>
      )}
      {trouble && <TroubleNotice trouble={trouble} />}
    </>
  )
}
