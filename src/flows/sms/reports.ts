import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import { reasonText, tellSms } from './tell-sms.ts'
import { type SmsState, smsTransition } from './transition.ts'
import type { DeliveryReport } from './transport.ts'

/** Reports kept for messages that are not known yet: they overtake a commit by seconds, not by thousands. */
const EARLY_MAX = 1_000
/** A modem counts its messages from 0 to 255: an old report with such a number must not be taken for that of a new message. */
export const EARLY_MS_MAX = 600_000
const OPEN = ['handed-over', 'buffered']

type Report = Pick<DeliveryReport, 'transport' | 'providerId' | 'state' | 'reason' | 'at'>

/**
 * Enters what became of a part, and of the message once all its parts are settled: delivered when all are, failed when one is. The newest message with that
 * provider id is meant, since modems count to 255 and begin anew. A report that comes before the message's own commit is kept for it.
 */
export async function noteReport(house: House, report: DeliveryReport): Promise<'noted' | 'kept' | 'ignored'> {
  const { ledger, world } = house
  return ledger.transact('sms-report', async (tx) => {
    const part = await tx
      .selectFrom('sms_parts')
      .select(['sms_id', 'part', 'state'])
      .where('transport', '=', report.transport)
      .where('provider_id', '=', report.providerId)
      .orderBy('at', 'desc')
      .orderBy('sms_id', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (!part || !OPEN.includes(part.state)) return keepEarly(tx, report, world.clock.now())
    await enterReport(house, tx, part, report)
    return 'noted'
  })
}

/** Enters the reports that came before the parts they are about. */
export async function takeEarlyReports(
  house: House,
  tx: LedgerTx,
  smsId: string,
  { transport, providerIds }: { transport: string; providerIds: readonly string[] },
): Promise<void> {
  if (providerIds.length === 0) return
  const early = await tx
    .deleteFrom('sms_early_reports')
    .where('transport', '=', transport)
    .where('provider_id', 'in', [...providerIds])
    .returningAll()
    .execute()
  const since = house.world.clock.now() - EARLY_MS_MAX
  for (const { provider_id, state, reason, at, received_at } of early) {
    if (received_at < since) continue
    const part = { sms_id: smsId, part: providerIds.indexOf(provider_id) }
    const report = { transport, providerId: provider_id, state: state as DeliveryReport['state'], at }
    await enterReport(house, tx, part, { ...report, ...(reason === null ? {} : { reason }) })
  }
}

async function enterReport(
  house: House,
  tx: LedgerTx,
  part: { sms_id: string; part: number },
  report: Report,
): Promise<void> {
  const reason = report.reason === undefined ? null : reasonText(report.state, report.reason)
  // Takes the message's row: of two parts that are reported at once, the later must see what became of the other.
  await tx.updateTable('sms_messages').set({ holder: null }).where('id', '=', part.sms_id).execute()
  await tx
    .updateTable('sms_parts')
    .set({ state: report.state, reason, at: report.at })
    .where('sms_id', '=', part.sms_id)
    .where('part', '=', part.part)
    .where('state', 'in', OPEN)
    .execute()
  const parts = await tx.selectFrom('sms_parts').select('state').where('sms_id', '=', part.sms_id).execute()
  if (parts.some(({ state }) => state === 'failed')) await settle(house, tx, part.sms_id, 'undeliver', reason)
  else if (parts.every(({ state }) => state === 'delivered')) await settle(house, tx, part.sms_id, 'deliver', null)
}

async function settle(
  house: House,
  tx: LedgerTx,
  id: string,
  input: 'deliver' | 'undeliver',
  reason: string | null,
): Promise<void> {
  const row = await tx
    .selectFrom('sms_messages')
    .select(['state', 'doubts', 'account_id'])
    .where('id', '=', id)
    .executeTakeFirst()
  const next = row && smsTransition(row.state as SmsState, input, row.doubts)
  if (!row || !next || !('to' in next)) return
  await tx
    .updateTable('sms_messages')
    .set({ state: next.to, settled_at: house.world.clock.now(), reason })
    .where('id', '=', id)
    .where('state', '=', row.state)
    .execute()
  await tellSms(house, tx, { id, account_id: row.account_id, state: next.to })
}

async function keepEarly(tx: LedgerTx, report: Report, now: number): Promise<'kept' | 'ignored'> {
  const kept = await tx.selectFrom('sms_early_reports').select('provider_id').limit(EARLY_MAX).execute()
  if (kept.length === EARLY_MAX) return 'ignored'
  const { transport, providerId: provider_id, state, reason, at } = report
  const row = { state, reason: reason ?? null, at, received_at: now }
  await tx
    .insertInto('sms_early_reports')
    .values({ transport, provider_id, ...row })
    .onConflict((clash) => clash.columns(['transport', 'provider_id']).doUpdateSet(row))
    .execute()
  return 'kept'
}
