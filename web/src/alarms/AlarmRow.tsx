import { Link } from 'wouter'
import type { Alarm } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { TroubleNotice } from '../parts/TroubleNotice.tsx'
import { useAct } from '../parts/use-act.ts'
import { may } from '../session/may.ts'
import { useSession } from '../session/session.tsx'
import { useWorld } from '../world.tsx'
import { factsOf } from './facts.ts'

/** How a state looks; the words tell it as well. */
const LOOKS: Record<Alarm['state'], string> = { open: 'refused', acknowledged: 'sent', closed: 'applied' }

/** One alarm in a few lines. */
export function AlarmLine({ alarm }: { alarm: Alarm }) {
  const { text, format, has } = useLanguage()
  const { rule, device, state, openedAt, closedAt, late, zone } = alarm
  const key = has(`alarm.rule.${rule}`) ? `alarm.rule.${rule}` : 'alarm.rule.other'
  const facts = [
    ...(zone === undefined ? [] : [text('console.alarms.zone', { zone })]),
    ...factsOf(alarm, { text, format, has }),
  ]
  return (
    <>
      <p className="marks">
        <span className={`badge ${LOOKS[state]}`} data-testid="alarm-state">
          {text(`console.alarms.state.${state}`)}
        </span>
        {alarm.class === 'security' && <span className="badge refused">{text('console.alarms.security')}</span>}
        {late && <span className="badge">{text('console.alarms.late')}</span>}
      </p>
      <p>
        <strong>{text(key, { device: device?.name ?? '' })}</strong>
      </p>
      {facts.length > 0 && <p data-testid="alarm-facts">{facts.join(' · ')}</p>}
      <p className="soft">
        {text('console.alarms.when')} {format.instant(openedAt)}
        {closedAt !== undefined && ` · ${text('console.alarms.over', { when: format.instant(closedAt) })}`}
      </p>
    </>
  )
}

/** An alarm with what can be done about it. @param onCollar it is told on its collar's own page */
export function AlarmRow({
  alarm,
  onChange,
  onCollar = false,
}: {
  alarm: Alarm
  onChange: () => void
  onCollar?: boolean
}) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const { state: session } = useSession()
  const { working, trouble, act } = useAct(onChange)
  const allowed = session.kind === 'in' && may(session.user, 'manage-alarms', alarm.accountId)
  return (
    <>
      <AlarmLine alarm={alarm} />
      <div className="acts level">
        {alarm.state === 'open' && allowed && (
          <button
            type="button"
            disabled={working}
            data-testid="alarm-acknowledge"
            onClick={() => act(api.acknowledge(alarm.id))}
          >
            {text('console.alarms.acknowledge')}
          </button>
        )}
        {alarm.device && !onCollar && (
          <Link href={`/devices/${encodeURIComponent(alarm.device.id)}`}>{text('console.alarms.device')}</Link>
        )}
      </div>
      {trouble && <TroubleNotice trouble={trouble} />}
    </>
  )
}
