import type { Texts } from '../../std/texts.ts'
import { prepared } from '../../store/prepared.ts'
import type { Reads } from '../../store/store.ts'
import type { House } from '../house.ts'
import type { LedgerReads, LedgerTx } from '../tables.ts'
import { openPush, type PushWords } from './queue-push.ts'
import { replacedWords } from './replace.ts'
import type { PushTables } from './schema.ts'
import { newestSession, openTarget } from './subscribe.ts'
import { type OutgoingPush, SEND_TIMEOUT_MS } from './transport.ts'
import { vapidKey } from './vapid.ts'

export const PUSH_STATES = ['queued', 'sending', 'handed-over', 'delivered', 'opened', 'failed'] as const
export type PushState = (typeof PUSH_STATES)[number]

/** A push that this process, and no other, may send now. `attempt` says which of its sendings this is. */
export type ClaimedPush = OutgoingPush & { subscriptionId: string; attempt: number }

/** How long a claim holds: longer than any sending, so that one that lapses is of a process that died. */
export const CLAIM_MS = 120_000
if (SEND_TIMEOUT_MS >= CLAIM_MS) throw new Error('a sending outlasts its claim')

type Row = PushTables['push_messages']

const earliestDue = prepared((reads: Reads<PushTables>) =>
  reads.selectFrom('push_messages').select('due_at').where('due_at', 'is not', null).orderBy('due_at').limit(1),
)

/** When the next push is to be looked at, milliseconds since 1970; null when none waits. Asked after every commit. */
export async function nextPushAt(reads: LedgerReads): Promise<number | null> {
  return (await earliestDue(reads, {})).rows[0]?.due_at ?? null
}

/**
 * Claims up to `pushes_max` pushes that are due. That its session is still the one that signed in last is asked once more, in the claim's own transaction: a push that
 * waited through a sign-in elsewhere goes to nobody. A claim that lapsed is claimed again; browsers show two with one tag in one place.
 */
export async function claimPushes(house: House, texts: Texts, pushes_max: number): Promise<ClaimedPush[]> {
  return house.ledger.transact('push-claim', async (tx) => {
    const now = house.world.clock.now()
    const due = await tx
      .selectFrom('push_messages')
      .selectAll()
      .where('due_at', '<=', now)
      .orderBy('due_at')
      .orderBy('id')
      .limit(pushes_max)
      .execute()
    const claimed: ClaimedPush[] = []
    for (const row of due) {
      const ready = row.not_after <= now ? 'too-late' : await readyOf(house, texts, tx, row, now)
      if (typeof ready === 'string') {
        await step(tx, row, { state: 'failed', due_at: null, settled_at: now, reason: ready })
        continue
      }
      const attempt = row.attempts + 1
      if (!(await step(tx, row, { state: 'sending', attempts: attempt, due_at: now + CLAIM_MS }))) continue
      claimed.push({ ...ready, attempt })
    }
    return claimed
  })
}

/** What is to be sent, or a stable name for why nothing is. */
async function readyOf(
  house: House,
  texts: Texts,
  tx: LedgerTx,
  row: Row,
  now: number,
): Promise<Omit<ClaimedPush, 'attempt'> | 'signed-in-elsewhere' | 'no-subscription' | 'unreadable'> {
  const subscription = await tx
    .selectFrom('push_subscriptions')
    .selectAll()
    .where('id', '=', row.subscription_id)
    .executeTakeFirst()
  if (!subscription || (subscription.state !== 'active' && subscription.state !== 'replaced')) return 'no-subscription'
  const latest = await newestSession(tx, subscription.user_id, now)
  const current = subscription.state === 'active' && subscription.session_id === latest
  if (!current && row.purpose !== 'replaced') return 'signed-in-elsewhere'
  try {
    const [target, queued] = [openTarget(house.keys, subscription), openPush(house, row)]
    if (!target || !queued) return 'unreadable'
    const words = row.purpose === 'replaced' ? await replacedWords(tx, texts, row.user_id, queued) : queued
    const { tag } = JSON.parse(Buffer.from(words).toString('utf8')) as PushWords
    const vapid = vapidKey(house.keys.byId(subscription.vapid_key_id))
    const ttl_s = Math.max(1, Math.floor((row.not_after - now) / 1_000))
    const urgent = row.purpose !== 'notice'
    return { id: row.id, subscriptionId: subscription.id, target, vapid, words, ttl_s, urgent, topic: tag }
  } catch (error) {
    // One row that cannot be opened must not hold up all behind it.
    house.world.log.error({ pushId: row.id, error }, 'a push cannot be read')
    return 'unreadable'
  }
}

/** Claims of a process that has certainly died lapse now instead of by and by: where one process alone holds the ledger. */
export async function lapsePushClaims({ ledger, world }: House): Promise<void> {
  const held = await ledger.reads
    .selectFrom('push_messages')
    .select('id')
    .where('state', '=', 'sending')
    .limit(500)
    .execute()
  if (held.length === 0) return
  const ids = held.map(({ id }) => id)
  await ledger.transact('push-lapse-claims', async (tx) => {
    const due_at = world.clock.now()
    await tx
      .updateTable('push_messages')
      .set({ due_at })
      .where('id', 'in', ids)
      .where('state', '=', 'sending')
      .execute()
  })
}

/** The conditional UPDATE: false when another process was first. */
async function step(tx: LedgerTx, row: Row, change: Partial<Row>): Promise<boolean> {
  const done = await tx
    .updateTable('push_messages')
    .set(change)
    .where('id', '=', row.id)
    .where('state', '=', row.state)
    .where('attempts', '=', row.attempts)
    .where('due_at', '=', row.due_at)
    .returning('id')
    .execute()
  return done.length > 0
}
