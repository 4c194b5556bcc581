import type { Texts } from '../../std/texts.ts'
import type { House } from '../house.ts'
import type { LedgerReads, LedgerTx } from '../tables.ts'
import { type PushWords, queuePush } from './queue-push.ts'

/** A user has few devices: more than these are not told. */
const TOLD_MAX = 5

/**
 * Ends what earlier sessions of a user get, in the transaction of every sign-in, and tells those devices so by a last push. Their addresses stay for that push, and are
 * taken away with it. What it says is put into words when it leaves: a sign-in has no texts at hand.
 */
export async function replaceEarlier(
  house: Pick<House, 'world' | 'keys'>,
  tx: LedgerTx,
  { userId, sessionId }: { userId: string; sessionId: string },
): Promise<void> {
  const replaced = await tx
    .updateTable('push_subscriptions')
    .set({ state: 'replaced' })
    .where('user_id', '=', userId)
    .where('session_id', '!=', sessionId)
    .where('state', '=', 'active')
    .returning('id')
    .execute()
  for (const { id } of replaced.slice(0, TOLD_MAX)) {
    const words: PushWords = { title: '', body: '', path: '/recipients', tag: 'replaced' }
    await queuePush(house, tx, { accountId: null, userId, subscriptionId: id, purpose: 'replaced', words })
  }
}

/** The words of such a push, in its user's language. @param words JSON of `PushWords` and more */
export async function replacedWords(
  reads: LedgerReads,
  texts: Texts,
  userId: string,
  words: Uint8Array,
): Promise<Uint8Array> {
  const user = await reads.selectFrom('users').select('language').where('id', '=', userId).executeTakeFirst()
  const say = (part: string): string => texts.text(user?.language ?? 'en', `push.replaced.${part}`)
  const kept = JSON.parse(Buffer.from(words).toString('utf8'))
  return Buffer.from(JSON.stringify({ ...kept, title: say('title'), body: say('body') }))
}
