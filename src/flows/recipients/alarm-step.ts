import { letsAlarm } from '../../billing/standing.ts'
import { silenceOf } from '../../recipients/judge.ts'
import type { AlarmClass } from '../../recipients/recipient.ts'
import { newId } from '../../std/ids.ts'
import type { Texts } from '../../std/texts.ts'
import { minuteOfDay } from '../../std/zone.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import { type LoadedAccount, loadRecipients } from './load.ts'
import { tellRecipient } from './send.ts'
import { alarmWords } from './words.ts'

/** An alarm that was opened or closed. Instants in milliseconds since 1970. */
export type AlarmStep = {
  alarmId: string
  accountId: string
  deviceId: string
  class: AlarmClass
  rule: string
  step: 'opened' | 'closed'
  at: number
  /** It was reported long after it happened. */
  late: boolean
}

/** Notes a step of an alarm in the transaction that takes it: its recipients are told soon after the commit (`teller.ts`). */
export async function alarmStep({ world }: Pick<House, 'world'>, tx: LedgerTx, step: AlarmStep): Promise<void> {
  const { clock, random } = world
  await tx
    .insertInto('alarm_steps')
    .values({
      id: newId(clock, random),
      alarm_id: step.alarmId,
      account_id: step.accountId,
      device_id: step.deviceId,
      class: step.class,
      rule: step.rule,
      step: step.step,
      at: step.at,
      late: step.late ? 1 : 0,
      tries: 0,
      due_at: clock.now(),
    })
    .execute()
}

/**
 * Tells an account's recipients of an alarm's step, in one transaction: each once, or it is noted why not. That an alarm is over is told to those who were told of it,
 * by mail and push; an SMS costs a credit, and good news waits. An account that is suspended for what it owes is told of security alarms alone, and once it is
 * stopped, after warnings, of none.
 */
export async function tellAlarmStep(house: House, texts: Texts, tx: LedgerTx, step: AlarmStep): Promise<void> {
  const now = house.world.clock.now()
  const account = await loadRecipients(tx, step.accountId, now)
  if (!account) return
  const ended = !(await letsAlarm(tx, step.accountId, step.class))
  const device = await tx.selectFrom('devices').select('name').where('id', '=', step.deviceId).executeTakeFirst()
  const told = { ...step, device: device?.name ?? '' }
  const minute = minuteOfDay(now, account.zone)
  let { credits } = account
  for (const to of await audienceOf(tx, step, account)) {
    const reach = to.reach.way === 'sms' ? { ...to.reach, credits } : to.reach
    const silence = ended ? 'suspended' : silenceOf(to.wishes, reach, step, minute)
    const outcome = await tellRecipient(
      house,
      texts,
      tx,
      {
        to,
        subject: `alarm:${step.alarmId}:${step.step}`,
        alarmId: step.alarmId,
        deviceId: step.deviceId,
        kind: 'alarm',
        words: (language) => alarmWords(texts, language, told, account.zone),
      },
      silence,
    )
    if (outcome === null && reach.way === 'sms') credits--
  }
}

/** Who may be told: of an opened alarm everybody, of its end those who know of it. */
async function audienceOf(tx: LedgerTx, step: AlarmStep, account: LoadedAccount): Promise<LoadedAccount['recipients']> {
  if (step.step === 'opened') return account.recipients
  const told = await tx
    .selectFrom('recipient_tellings')
    .select('recipient_id')
    .where('account_id', '=', step.accountId)
    .where('alarm_id', '=', step.alarmId)
    .where('subject', '=', `alarm:${step.alarmId}:opened`)
    .where('silence', 'is', null)
    .execute()
  const ids = new Set(told.map(({ recipient_id }) => recipient_id))
  return account.recipients.filter(({ row }) => ids.has(row.id) && row.way !== 'sms')
}
