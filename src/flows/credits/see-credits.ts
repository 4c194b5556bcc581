import type { Actor } from '../../accounts/actor.ts'
import { creditsOf } from '../../licences/credits.ts'
import { creditEntries, type SeenEntry } from '../../licences/spend-credit.ts'
import { accountPlaceOf, type NoAccountPlace } from '../account-place.ts'
import type { House } from '../house.ts'
import type { LedgerReads } from '../tables.ts'

/** For what a credit was spent: the recipient, and of an alarm its rule and device. */
export type SpentFor = {
  kind: 'alarm' | 'notice' | 'test'
  recipient: string
  alarmId: string | null
  rule: string | null
  device: string | null
}
/** An entry with what it was for; null where it was for nothing, or nothing is known of it any more. */
export type SeenCredit = SeenEntry & { spentFor: SpentFor | null }
export type SeenCredits = { accountId: string; accountName: string; credits: number; items: SeenCredit[] }

/** An account's credits: how many there are, and how they came and went, newest first. @param asked.before the id behind which to go on */
export async function seeCredits(
  house: House,
  asked: { actor: Actor; accountId?: string | undefined; limit: number; before?: string },
): Promise<SeenCredits | NoAccountPlace> {
  const { reads } = house.ledger
  const place = await accountPlaceOf(reads, asked.actor, asked.accountId, 'see-recipients')
  if (typeof place === 'string') return place
  const { accountId } = place
  const entries = await creditEntries(reads, accountId, asked)
  const spent = await spentFor(
    reads,
    accountId,
    entries.flatMap(({ smsId }) => smsId ?? []),
  )
  const account = await reads.selectFrom('accounts').select('name').where('id', '=', accountId).executeTakeFirst()
  const items = entries.map((entry) => ({ ...entry, spentFor: spent.get(entry.smsId ?? '') ?? null }))
  return { accountId, accountName: account?.name ?? '', credits: await creditsOf(reads, accountId), items }
}

async function spentFor(
  reads: LedgerReads,
  accountId: string,
  smsIds: readonly string[],
): Promise<Map<string, SpentFor>> {
  if (smsIds.length === 0) return new Map()
  const rows = await reads
    .selectFrom('recipient_tellings')
    .innerJoin('recipients', 'recipients.id', 'recipient_tellings.recipient_id')
    .leftJoin('alarms', 'alarms.id', 'recipient_tellings.alarm_id')
    .leftJoin('devices', 'devices.id', 'recipient_tellings.device_id')
    .select(['recipient_tellings.message_id', 'recipient_tellings.subject', 'recipient_tellings.alarm_id'])
    .select(['recipients.name as recipient', 'alarms.rule', 'devices.name as device'])
    .where('recipient_tellings.message_id', 'in', [...new Set(smsIds)])
    .where('recipient_tellings.account_id', '=', accountId)
    .execute()
  return new Map(
    rows.map(({ message_id, subject, alarm_id, ...row }) => {
      const kind = subject.startsWith('test:') ? 'test' : subject.startsWith('service:') ? 'notice' : 'alarm'
      return [message_id ?? '', { ...row, kind, alarmId: alarm_id }]
    }),
  )
}
