import type { SeenAlarm } from '../../flows/alarms/see-alarms.ts'
import { instantText } from '../../std/period.ts'
import type { AlarmBody } from '../alarm-schemas.ts'

/** An alarm, as the API tells it. */
export function alarmBody(seen: SeenAlarm): AlarmBody {
  const { id, accountId, device, rule, zone, currency, acknowledgedAt, closedAt, details } = seen
  return {
    ...{ id, accountId, rule, class: seen.class, late: seen.late },
    ...(device && { device }),
    ...(zone !== null && { zone }),
    ...(currency !== null && { currency }),
    state: closedAt !== null ? 'closed' : acknowledgedAt !== null ? 'acknowledged' : 'open',
    openedAt: instantText(seen.openedAt),
    ...(acknowledgedAt !== null && { acknowledgedAt: instantText(acknowledgedAt) }),
    ...(closedAt !== null && { closedAt: instantText(closedAt) }),
    details: Object.entries(details).flatMap(([name, value]) =>
      value === null ? [] : [{ name, value: isInstant(rule, value) ? instantText(value) : String(value) }],
    ),
  }
}

/** Numbers of balances, distances and percents are far from those of instants. */
function isInstant(rule: string, value: string | number): value is number {
  return typeof value === 'number' && value > 1e12 && ['validity', 'no-contact', 'disagreement'].includes(rule)
}
