import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import type { ClaimedPush } from './claim-pushes.ts'
import { receiptHash } from './queue-push.ts'
import { end } from './subscribe.ts'

/** What sending one push came to. `again_ms`: when it is to be tried again. */
export type PushOutcome =
  | { kind: 'taken' }
  | { kind: 'gone' | 'refused'; why: string }
  | { kind: 'unavailable'; why: string; again_ms: number }

/**
 * Enters the outcome of one sending; it counts only for that very sending. A subscription that the service knows no more is dropped; of one that has been told that it
 * gets no more stays that it was replaced, and not where it led.
 */
export async function settlePush({ ledger, world }: House, push: ClaimedPush, outcome: PushOutcome): Promise<void> {
  await ledger.transact('push-settle', async (tx) => {
    const now = world.clock.now()
    const settled = await tx
      .updateTable('push_messages')
      .set(changeOf(outcome, now))
      .where('id', '=', push.id)
      .where('attempts', '=', push.attempt)
      .where('state', '=', 'sending')
      .returning('purpose')
      .executeTakeFirst()
    if (!settled) return
    if (outcome.kind === 'gone') await end(tx, now, 'dead', (query) => query.where('id', '=', push.subscriptionId))
    else if (settled.purpose === 'replaced' && outcome.kind !== 'unavailable')
      await tx
        .updateTable('push_subscriptions')
        .set({ sealed: null, ended_at: now })
        .where('id', '=', push.subscriptionId)
        .where('state', '=', 'replaced')
        .execute()
  })
}

function changeOf(outcome: PushOutcome, now: number) {
  switch (outcome.kind) {
    case 'taken':
      return { state: 'handed-over', due_at: null, handed_at: now, reason: null }
    case 'gone':
    case 'refused':
      return { state: 'failed', due_at: null, settled_at: now, reason: `${outcome.kind}: ${outcome.why}` }
    case 'unavailable':
      return { state: 'queued', due_at: now + Math.ceil(outcome.again_ms), reason: `unavailable: ${outcome.why}` }
  }
}

/** What a browser says of a push: that it was shown, or opened. */
export type PushReceipt = 'delivered' | 'opened'

/**
 * Notes what a browser says. It shows that it is the one by the word that only it could decrypt; whoever has none learns nothing, and what is not known is not
 * told apart.
 */
export async function notePushReceipt(
  { ledger, keys, world }: House,
  receipt: string,
  said: PushReceipt,
): Promise<boolean> {
  const hashes = keys.all('push').map((key) => receiptHash(key, receipt))
  return ledger.transact('push-receipt', async (tx) => {
    const at = world.clock.now()
    if (await noteFirst(tx, hashes, 'delivered', at))
      await tx
        .updateTable('push_messages')
        .set({ state: 'delivered', due_at: null, settled_at: at, reason: null })
        .where('receipt_hash', 'in', hashes)
        .where('state', 'in', ['queued', 'sending', 'handed-over'])
        .execute()
    if (said === 'opened' && (await noteFirst(tx, hashes, 'opened', at)))
      await tx.updateTable('push_messages').set({ state: 'opened' }).where('receipt_hash', 'in', hashes).execute()
    const known = await tx
      .selectFrom('push_messages')
      .select('id')
      .where('receipt_hash', 'in', hashes)
      .executeTakeFirst()
    return known !== undefined
  })
}

/** Sets the instant that is not set yet: the first time counts. */
async function noteFirst(tx: LedgerTx, hashes: Uint8Array[], what: PushReceipt, at: number): Promise<boolean> {
  const column = what === 'delivered' ? 'delivered_at' : 'opened_at'
  const noted = await tx
    .updateTable('push_messages')
    .set({ [column]: at })
    .where('receipt_hash', 'in', hashes)
    .where(column, 'is', null)
    .returning('id')
    .execute()
  return noted.length > 0
}
