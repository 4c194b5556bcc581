import type { AlarmClass } from '../../recipients/recipient.ts'
import { newId } from '../../std/ids.ts'
import { tell } from '../../store/events.ts'
import type { House } from '../house.ts'
import { alarmStep } from '../recipients/alarm-step.ts'
import type { LedgerTx } from '../tables.ts'

/** Every rule, and what kind of news it is. */
export const ALARM_RULES = {
  'zone-left': 'security',
  'zone-entered': 'security',
  movement: 'security',
  battery: 'function',
  'no-contact': 'function',
  'contact-storm': 'function',
  balance: 'function',
  validity: 'function',
  disagreement: 'function',
  'sim-swapped': 'security',
} as const satisfies Record<string, AlarmClass>
export type AlarmRule = keyof typeof ALARM_RULES

/** Whose an alarm is that reaches over several accounts: nobody's but ours. */
export const HOUSE_ACCOUNT = 'house'

/** Reported so long after it happened, it is told as late. */
export const LATE_MS = 10 * 60_000

/** What an alarm is about: of one device, rule and subject there is one at a time. */
export type AlarmOf = { accountId: string; deviceId: string; rule: AlarmRule; subject: string }
/** What happened. @property at when, by the device's corrected time @property knownAt when the house received it; both milliseconds since 1970 */
export type Happened = { at: number; knownAt: number }

/** A step that was taken: for metrics. */
export type TakenStep = { rule: AlarmRule; step: 'opened' | 'closed' }

/**
 * Opens an alarm unless one is open for the same happening, and notes it for recipients and live views in the same transaction.
 * @param details numbers and stable names, no personal data
 */
export async function openAlarm(
  { world }: Pick<House, 'world'>,
  tx: LedgerTx,
  of: AlarmOf,
  { at, knownAt }: Happened,
  details: Readonly<Record<string, string | number | null>> = {},
): Promise<TakenStep[]> {
  const id = newId(world.clock, world.random)
  const late = knownAt - at > LATE_MS
  const opened = await tx
    .insertInto('alarms')
    .values({
      id,
      account_id: of.accountId,
      device_id: of.deviceId,
      rule: of.rule,
      class: ALARM_RULES[of.rule],
      subject: of.subject,
      open_key: openKey(of),
      opened_at: at,
      late: late ? 1 : 0,
      acknowledged_at: null,
      closed_at: null,
      details: JSON.stringify(details),
    })
    .onConflict((conflict) => conflict.column('open_key').doNothing())
    .returning('id')
    .execute()
  if (opened.length === 0) return []
  await enterStep(world, tx, { alarmId: id, step: 'opened', at, actor: `device:${of.deviceId}` })
  // What is of the whole house is for those who run it.
  if (of.accountId === HOUSE_ACCOUNT) return [{ rule: of.rule, step: 'opened' }]
  await alarmStep({ world }, tx, { ...told(of), alarmId: id, step: 'opened', at, late })
  await announce(world, tx, of, { alarmId: id, step: 'opened' })
  return [{ rule: of.rule, step: 'opened' }]
}

/** Closes the alarm of a happening that is over, if one is open. @param actor who found it over; absent: the device */
export async function closeAlarm(
  { world }: Pick<House, 'world'>,
  tx: LedgerTx,
  of: Omit<AlarmOf, 'accountId'>,
  { at, knownAt }: Happened,
  actor = `device:${of.deviceId}`,
): Promise<TakenStep[]> {
  const closed = await tx
    .updateTable('alarms')
    .set({ open_key: null, closed_at: at })
    .where('open_key', '=', openKey(of))
    .returning(['id', 'account_id'])
    .executeTakeFirst()
  if (!closed) return []
  const whole = { ...of, accountId: closed.account_id }
  await enterStep(world, tx, { alarmId: closed.id, step: 'closed', at, actor })
  if (closed.account_id === HOUSE_ACCOUNT) return [{ rule: of.rule, step: 'closed' }]
  const late = knownAt - at > LATE_MS
  await alarmStep({ world }, tx, { ...told(whole), alarmId: closed.id, step: 'closed', at, late })
  await announce(world, tx, whole, { alarmId: closed.id, step: 'closed' })
  return [{ rule: of.rule, step: 'closed' }]
}

type Entry = { alarmId: string; step: 'opened' | 'acknowledged' | 'closed'; at: number; actor: string }

/** Appends to the history of an alarm: each step once. */
export async function enterStep(
  world: House['world'],
  tx: LedgerTx,
  { alarmId, step, at, actor }: Entry,
): Promise<void> {
  const row = {
    id: newId(world.clock, world.random),
    alarm_id: alarmId,
    step,
    at,
    noted_at: world.clock.now(),
    actor,
  }
  await tx.insertInto('alarm_entries').values(row).execute()
}

/** Tells live views of the device that an alarm of it has changed. */
export async function announce(
  world: House['world'],
  tx: LedgerTx,
  { accountId, deviceId, rule }: Pick<AlarmOf, 'accountId' | 'deviceId'> & { rule: string },
  { alarmId, step }: Pick<Entry, 'alarmId' | 'step'>,
): Promise<void> {
  const body = JSON.stringify({ event: 'alarm', alarmId, rule, step })
  await tell(tx, world, { accountId, topic: `device:${deviceId}`, body })
}

function openKey({ deviceId, rule, subject }: Omit<AlarmOf, 'accountId'>): string {
  return `${deviceId}:${rule}:${subject}`
}

function told({ accountId, deviceId, rule }: AlarmOf) {
  return { accountId, deviceId, rule, class: ALARM_RULES[rule] }
}
