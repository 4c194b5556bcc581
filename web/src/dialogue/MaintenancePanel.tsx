import { useState } from 'react'
import { useLanguage } from '../language/language.tsx'
import { useChanges } from '../live/changes.tsx'
import { useLoad } from '../live/use-load.ts'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { useMay } from '../session/session.tsx'
import { useWorld } from '../world.tsx'

/** Whether the dialogue is in maintenance, and for the office the switch: on only after a question, since every message then gets its final answer. */
export function MaintenancePanel() {
  const { api } = useWorld()
  const { text, format } = useLanguage()
  const { ticks } = useChanges()
  const maySwitch = useMay('maintain')
  const loaded = useLoad(() => api.maintenance(), 'maintenance', ticks)
  const [asking, setAsking] = useState(false)
  const { working, trouble, act } = useAct(() => {
    setAsking(false)
    loaded.again()
  })
  if (!loaded.data) return loaded.trouble && <TroubleNotice trouble={loaded.trouble} again={loaded.again} />
  const { on, changedAt, who } = loaded.data
  if (!on && !maySwitch) return null
  return (
    <section className={on ? 'maintenance notice bad' : 'maintenance'} data-testid="maintenance" data-on={on}>
      {on && (
        <p>
          <strong>{text('console.maintenance.on')}</strong> {text('console.maintenance.effect')}{' '}
          {changedAt !== undefined && (
            <span className="soft">
              {format.instant(changedAt)}
              {who !== undefined && `, ${who}`}
            </span>
          )}
        </p>
      )}
      {asking && <p className="notice">{text('console.maintenance.warning')}</p>}
      {maySwitch && (
        <div className="controls">
          {asking && (
            <button type="button" onClick={() => setAsking(false)}>
              {text('console.cancel')}
            </button>
          )}
          <button
            type="button"
            disabled={working}
            onClick={() => (on || asking ? act(api.setMaintenance(!on)) : setAsking(true))}
            data-testid="maintenance-switch"
          >
            {text(on ? 'console.maintenance.end' : 'console.maintenance.begin')}
          </button>
        </div>
      )}
      {trouble && <TroubleNotice trouble={trouble} />}
    </section>
  )
}
