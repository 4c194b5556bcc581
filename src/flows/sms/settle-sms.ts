import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import { type Claimed, DOUBT_WAIT_MS } from './claim.ts'
import { takeEarlyReports } from './reports.ts'
import type { SmsTables } from './schema.ts'
import { reasonText, tellSms } from './tell-sms.ts'
import { RESENDS_MAX, type SmsInput, type SmsState, smsTransition } from './transition.ts'

/** What handing one message over came to. `again_ms`: when what is certainly not taken is to be tried again. */
export type Outcome =
  | { kind: 'taken'; transport: string; providerIds: readonly string[] }
  | { kind: 'rejected' | 'unclear'; why: string }
  | { kind: 'unavailable'; why: string; again_ms: number }

type Change = Partial<SmsTables['sms_messages']>
const INPUTS = { taken: 'hand-over', rejected: 'refuse', unavailable: 'postpone', unclear: 'lose' } as const

/**
 * Enters the outcome of one sending, in one transaction with the parts' provider ids. It counts only for that very sending: what another process has made of
 * the message meanwhile stands.
 */
export async function settleSms(house: House, sms: Claimed, outcome: Outcome): Promise<void> {
  const { ledger, world } = house
  await ledger.transact('sms-settle', async (tx) => {
    const now = world.clock.now()
    const row = await tx
      .selectFrom('sms_messages')
      .select(['state', 'doubts', 'account_id'])
      .where('id', '=', sms.id)
      .where('attempts', '=', sms.attempt)
      .executeTakeFirst()
    if (!row) return
    const input: SmsInput = INPUTS[outcome.kind]
    const next = smsTransition(row.state as SmsState, input, row.doubts)
    if (!('to' in next)) return
    const done = await tx
      .updateTable('sms_messages')
      .set({ holder: null, ...changeOf(outcome, row.doubts, now), state: next.to })
      .where('id', '=', sms.id)
      .where('attempts', '=', sms.attempt)
      .where('state', '=', row.state)
      .returning('id')
      .execute()
    if (done.length === 0) return
    if (outcome.kind === 'taken') await enterParts(tx, sms.id, outcome, now)
    await tellSms(house, tx, { id: sms.id, account_id: row.account_id, state: next.to })
    if (outcome.kind === 'taken') await takeEarlyReports(house, tx, sms.id, outcome)
  })
}

function changeOf(outcome: Outcome, doubts: number, now: number): Change {
  switch (outcome.kind) {
    case 'taken': {
      const { transport, providerIds } = outcome
      return { due_at: null, transport, parts: providerIds.length, handed_at: now, reason: null }
    }
    case 'rejected':
      return { due_at: null, settled_at: now, reason: reasonText('rejected', outcome.why) }
    case 'unavailable':
      return { due_at: now + Math.ceil(outcome.again_ms), reason: reasonText('unavailable', outcome.why) }
    case 'unclear': {
      const due_at = doubts + 1 > RESENDS_MAX ? null : now + DOUBT_WAIT_MS
      const settled_at = due_at === null ? now : null
      return { due_at, settled_at, doubts: doubts + 1, reason: reasonText('unclear', outcome.why) }
    }
  }
}

async function enterParts(
  tx: LedgerTx,
  smsId: string,
  { transport, providerIds }: { transport: string; providerIds: readonly string[] },
  at: number,
): Promise<void> {
  const parts = providerIds.map((provider_id, part) => {
    return { sms_id: smsId, part, transport, provider_id, state: 'handed-over', reason: null, at }
  })
  if (parts.length > 0) await tx.insertInto('sms_parts').values(parts).execute()
}
