import { type ServiceChange, type Services, serviceChanges, stillSo } from '../../billing/service.ts'
import { servicesOfPayer } from '../../billing/standing.ts'
import { obstacleOf, type Silence } from '../../recipients/judge.ts'
import { quietAt } from '../../recipients/recipient.ts'
import type { RecipientTables } from '../../recipients/schema.ts'
import { newId } from '../../std/ids.ts'
import type { Texts } from '../../std/texts.ts'
import { minuteOfDay } from '../../std/zone.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import { type Loaded, loadRecipients } from './load.ts'
import { tellRecipient } from './send.ts'
import { serviceWords } from './words.ts'

type Row = RecipientTables['service_notices']

const MINUTE_MS = 60_000
const DAY_MINUTES = 24 * 60

/** What an account is sent of alarms, before something is changed that decides it. Takes the account's row: of two payments at once the second sees the first. */
export async function servicesBefore(tx: LedgerTx, accountId: string): Promise<Services> {
  await tx
    .insertInto('alarm_accounts')
    .values({ account_id: accountId, time_zone: null })
    .onConflict((clash) =>
      clash.column('account_id').doUpdateSet((eb) => ({ account_id: eb.ref('excluded.account_id') })),
    )
    .execute()
  return servicesOfPayer(tx, accountId)
}

/** Notes what has changed since then, in that transaction: whoever is told of the account's alarms is told soon after the commit (`teller.ts`). */
export async function noteServiceChange(
  { world }: Pick<House, 'world'>,
  tx: LedgerTx,
  accountId: string,
  before: Services,
): Promise<void> {
  const changes = serviceChanges(before, await servicesOfPayer(tx, accountId))
  if (changes.length === 0) return
  const anybody = await tx
    .selectFrom('recipients')
    .select('id')
    .where('account_id', '=', accountId)
    .where('removed_at', 'is', null)
    .limit(1)
    .execute()
  if (anybody.length === 0) return
  for (const change of changes) {
    const id = newId(world.clock, world.random)
    const row = { id, notice: id, account_id: accountId, recipient_id: null, tries: 0, due_at: world.clock.now() }
    await tx
      .insertInto('service_notices')
      .values({ ...row, ...change })
      .execute()
  }
}

/** Whether somebody is still to be told that alarms end. */
export async function untoldEnd(tx: LedgerTx, accountId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('service_notices')
    .select('id')
    .where('account_id', '=', accountId)
    .where('what', '=', 'ends')
    .executeTakeFirst()
  return row !== undefined
}

/**
 * Tells an account's recipients of it, each once, in one transaction. It is no alarm, and waits until hours of rest are over; but that security alarms have ended
 * is told at any hour, as they were. What is no longer so is not told.
 */
export async function tellServiceNotice(house: House, texts: Texts, tx: LedgerTx, row: Row): Promise<void> {
  const { clock } = house.world
  const now = clock.now()
  const change = { what: row.what, classes: row.classes, day: row.day } as ServiceChange
  if (!stillSo(change, await servicesOfPayer(tx, row.account_id))) return
  const account = await loadRecipients(tx, row.account_id, now)
  const named = await tx.selectFrom('accounts').select('name').where('id', '=', row.account_id).executeTakeFirst()
  if (!account || !named) return
  const minute = minuteOfDay(now, account.zone)
  let { credits } = account
  for (const to of account.recipients) {
    if (row.recipient_id !== null && row.recipient_id !== to.row.id) continue
    const { quiet } = to.wishes
    const urgent = change.what === 'ended' && change.classes !== 'function' && to.wishes.classes.security
    if (quiet !== null && !urgent && quietAt(quiet, minute)) {
      const rest = (quiet.until - minute + DAY_MINUTES) % DAY_MINUTES
      await later(house, tx, row, to.row.id, now + rest * MINUTE_MS)
      continue
    }
    const classes = classesFor(to, change)
    const reach = to.reach.way === 'sms' ? { ...to.reach, credits } : to.reach
    const told = { ...change, classes: classes ?? change.classes, account: named.name }
    const telling = {
      ...{ to, subject: `service:${row.notice}`, alarmId: null, deviceId: null, kind: 'notice' as const },
      words: (language: string) => serviceWords(texts, language, told, account.zone),
    }
    const silence: Silence | null =
      classes === null ? 'class-not-chosen' : to.wishes.devices?.size === 0 ? 'device-not-chosen' : obstacleOf(reach)
    const outcome = await tellRecipient(house, texts, tx, telling, silence)
    if (outcome === null && reach.way === 'sms') credits--
  }
}

/** What of it concerns a recipient; null: nothing that it would be told of. */
function classesFor({ wishes }: Loaded, { classes }: ServiceChange): ServiceChange['classes'] | null {
  const { security, function: working } = wishes.classes
  if (classes !== 'both') return wishes.classes[classes] ? classes : null
  return security && working ? 'both' : security ? 'security' : working ? 'function' : null
}

async function later({ world }: House, tx: LedgerTx, row: Row, recipientId: string, due_at: number): Promise<void> {
  const id = newId(world.clock, world.random)
  await tx
    .insertInto('service_notices')
    .values({ ...row, id, recipient_id: recipientId, tries: 0, due_at })
    .execute()
}
