import { prepared } from '../../store/prepared.ts'
import type { Reads } from '../../store/store.ts'
import type { House } from '../house.ts'
import type { LedgerReads, LedgerTx } from '../tables.ts'
import { openSms } from './outbox.ts'
import type { SmsTables } from './schema.ts'
import { reasonText, tellSms } from './tell-sms.ts'
import { RESENDS_MAX, type SmsState, smsTransition } from './transition.ts'
import type { OutgoingSms } from './transport.ts'

/** A message that this process, and no other, may hand over now. `attempt` says which of its sendings this is. */
export type Claimed = OutgoingSms & { attempt: number }

/** How long a claim holds. A sending ends before that (`sender.ts`), so a claim that lapses is one whose process died. */
export const CLAIM_MS = 180_000
/** Before what may have arrived is sent again: time for the transport's late answer, and for a person to have asked again. */
export const DOUBT_WAIT_MS = 60_000
const MINUTE_MS = 60_000

type Row = SmsTables['sms_messages']

const earliestDue = prepared((reads: Reads<SmsTables>) =>
  reads.selectFrom('sms_messages').select('due_at').where('due_at', 'is not', null).orderBy('due_at').limit(1),
)

/** When the next message is to be looked at, milliseconds since 1970; null when none waits. Asked after every commit. */
export async function nextDueAt(reads: LedgerReads): Promise<number | null> {
  const { rows } = await earliestDue(reads, {})
  return rows[0]?.due_at ?? null
}

/**
 * Claims up to `messages_max` messages that are due: the claim is committed before the first byte leaves. Whoever wins the conditional UPDATE sends it.
 * @param perMinute_max messages claimed in any minute, by all processes together
 * @returns `fullUntil` when that limit was met: an instant before which there is no use in asking again
 */
export async function claimDue(
  house: House,
  holder: string,
  limits: { messages_max: number; perMinute_max: number },
): Promise<{ claimed: Claimed[]; fullUntil: number | null }> {
  const { world, ledger } = house
  return ledger.transact('sms-claim', async (tx) => {
    const now = world.clock.now()
    if (ledger.engine === 'postgres') await oneAtATime(tx, holder)
    const minute = await claimedSince(tx, now - MINUTE_MS, limits.perMinute_max)
    const room = Math.min(limits.messages_max, limits.perMinute_max - minute.count)
    if (room <= 0) return { claimed: [], fullUntil: (minute.oldest ?? now) + MINUTE_MS }
    const claimed: Claimed[] = []
    for (const row of await dueRows(tx, now, room)) {
      const won = await look(house, tx, row, holder, now)
      if (won) claimed.push(won)
    }
    return { claimed, fullUntil: null }
  })
}

/** Claims of a process that has certainly died lapse now instead of by and by: where one process alone holds the ledger. */
export async function lapseClaims({ ledger, world }: House): Promise<void> {
  const lapsed = await ledger.reads
    .selectFrom('sms_messages')
    .select('id')
    .where('due_at', 'is not', null)
    .where('state', '=', 'sending')
    .limit(500)
    .execute()
  if (lapsed.length === 0) return
  await ledger.transact('sms-lapse-claims', async (tx) => {
    const ids = lapsed.map(({ id }) => id)
    const due_at = world.clock.now()
    await tx.updateTable('sms_messages').set({ due_at }).where('id', 'in', ids).where('state', '=', 'sending').execute()
  })
}

/** A row that every process must lock: two of them cannot count the same minute at the same time. It is nobody's for longer than the transaction. */
async function oneAtATime(tx: LedgerTx, holder: string): Promise<void> {
  await tx
    .insertInto('leases')
    .values({ name: 'sms-claim', holder, until_at: 0 })
    .onConflict((clash) => clash.column('name').doUpdateSet({ holder }))
    .execute()
}

/** @returns `oldest`: of the newest `limit`, when there are so many */
async function claimedSince(tx: LedgerTx, since: number, limit: number) {
  const recent = tx.selectFrom('sms_messages').where('claimed_at', '>', since)
  // Counted by the engine: of a lively minute thousands of rows would be read for every few messages.
  const { claimed } = await recent.select(({ fn }) => fn.countAll<number>().as('claimed')).executeTakeFirstOrThrow()
  const count = Number(claimed)
  if (count < limit) return { count, oldest: null }
  const [row] = await recent
    .select('claimed_at')
    .orderBy('claimed_at', 'desc')
    .offset(limit - 1)
    .limit(1)
    .execute()
  return { count, oldest: row?.claimed_at ?? null }
}

function dueRows(tx: LedgerTx, now: number, limit: number): Promise<Row[]> {
  return tx
    .selectFrom('sms_messages')
    .selectAll()
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** Decides what is to happen to a message whose time has come. */
async function look(house: House, tx: LedgerTx, row: Row, holder: string, now: number): Promise<Claimed | null> {
  const state = row.state as SmsState
  if (state === 'sending') {
    const doubts = row.doubts + 1
    const due_at = doubts > RESENDS_MAX ? null : now + DOUBT_WAIT_MS
    const settled_at = due_at === null ? now : null
    await step(house, tx, row, 'lose', { doubts, due_at, settled_at, holder: null, reason: 'process-ended' }, now)
    return null
  }
  const opened = readable(house, row)
  if (row.not_after <= now || !opened) {
    const reason = opened ? reasonText('too-late', row.reason) : 'unreadable'
    await step(house, tx, row, 'lapse', { due_at: null, settled_at: now, reason }, now)
    return null
  }
  const attempt = row.attempts + 1
  const change = { attempts: attempt, due_at: now + CLAIM_MS, claimed_at: now, holder }
  if (!(await step(house, tx, row, 'claim', change, now))) return null
  return { id: row.id, ...opened, from: row.sender, notAfter: row.not_after, attempt }
}

/** One row that cannot be opened must not hold up all behind it. */
function readable(house: House, row: Row): { to: string; text: string } | null {
  try {
    return openSms(house, row)
  } catch (error) {
    house.world.log.error({ smsId: row.id, error }, 'a message to a phone cannot be read')
    return null
  }
}

/** The conditional UPDATE: false when another process was first. */
async function step(
  house: House,
  tx: LedgerTx,
  row: Row,
  input: 'claim' | 'lose' | 'lapse',
  change: Partial<Row>,
  now: number,
): Promise<boolean> {
  const next = smsTransition(row.state as SmsState, input, row.doubts)
  const state = 'to' in next ? next.to : row.state
  const set = 'to' in next ? { ...change, state } : { due_at: null, settled_at: now }
  const done = await tx
    .updateTable('sms_messages')
    .set(set)
    .where('id', '=', row.id)
    .where('state', '=', row.state)
    .where('attempts', '=', row.attempts)
    .where('due_at', '=', row.due_at)
    .returning('id')
    .execute()
  if (done.length === 0) return false
  if (input !== 'claim' && state !== row.state)
    await tellSms(house, tx, { id: row.id, account_id: row.account_id, state })
  return 'to' in next
}
