import { hmacSha256 } from '../../std/hmac.ts'
import { newId } from '../../std/ids.ts'
import { seal, unseal } from '../../store/sealed.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import type { PushTables } from './schema.ts'

const HOUR_MS = 3_600_000
const USEFUL_MS = 12 * HOUR_MS
const RECEIPT_BYTES = 24
/** A push service takes 4,096 octets, of which encryption needs 103 (RFC 8291 §4, RFC 8188 §2). */
const WORDS_BYTES_MAX = 3_500

/** What a push is for. `replaced` tells a device that it gets no more. */
export type PushPurpose = 'alarm' | 'test' | 'notice' | 'replaced'

/** What a browser shows. `path`: what is opened by a click, behind the console's `#`. Two with the same `tag` stand in one place. */
export type PushWords = { title: string; body: string; path: string; tag: string }

export type NewPush = {
  accountId: string | null
  userId: string
  subscriptionId: string
  purpose: PushPurpose
  words: PushWords
  once?: string
  /** Never sent after this, milliseconds since 1970; absent: twelve hours from now. */
  notAfter?: number
}

/** Puts a push into the outbox, in the story's own transaction; it leaves after the commit. @returns its id; null: one with the same `once` was put before */
export async function queuePush(
  { world, keys }: Pick<House, 'world' | 'keys'>,
  tx: LedgerTx,
  push: NewPush,
): Promise<string | null> {
  const id = newId(world.clock, world.random)
  const key = keys.current('push')
  const now = world.clock.now()
  const receipt = Buffer.from(world.random.bytes(RECEIPT_BYTES)).toString('base64url')
  const plain = Buffer.from(JSON.stringify({ ...push.words, receipt }))
  if (plain.length > WORDS_BYTES_MAX) throw new RangeError('too many words for a push')
  const put = await tx
    .insertInto('push_messages')
    .values({
      id,
      account_id: push.accountId,
      user_id: push.userId,
      subscription_id: push.subscriptionId,
      purpose: push.purpose,
      once: push.once ?? null,
      sealed: seal(key.bytes, contextOf(id), plain, world.random),
      seal_key_id: key.id,
      state: 'queued',
      attempts: 0,
      due_at: now,
      not_after: push.notAfter ?? now + USEFUL_MS,
      receipt_hash: receiptHash(key, receipt),
      hash_key_id: key.id,
      created_at: now,
    })
    .onConflict((clash) => clash.column('once').doNothing())
    .returning('id')
    .execute()
  return put.length === 1 ? id : null
}

/** The octets that the browser gets, JSON of `PushWords` and `receipt`; null once they have been erased. @throws Error when they cannot be read */
export function openPush(
  { keys }: Pick<House, 'keys'>,
  { id, sealed, seal_key_id }: Pick<PushTables['push_messages'], 'id' | 'sealed' | 'seal_key_id'>,
): Uint8Array | null {
  return sealed && unseal(keys.byId(seal_key_id).bytes, contextOf(id), sealed)
}

/** How a receipt is at rest. */
export function receiptHash(key: { bytes: Uint8Array }, receipt: string): Uint8Array {
  return hmacSha256(key.bytes).update('koppel/v1/push-receipt\0').update(receipt).digest()
}

function contextOf(id: string): string {
  return `push:${id}`
}
