import { createPublicKey } from 'node:crypto'
import type { Actor } from '../../accounts/actor.ts'
import { hmacSha256 } from '../../std/hmac.ts'
import { newId } from '../../std/ids.ts'
import type { Keyring } from '../../store/keyring.ts'
import { seal, unseal } from '../../store/sealed.ts'
import type { House } from '../house.ts'
import type { LedgerReads, LedgerTx } from '../tables.ts'
import { isPushEndpoint } from './endpoint.ts'
import type { PushTables } from './schema.ts'
import { pushPlaces } from './standing.ts'
import type { PushTarget } from './transport.ts'

const P256_BYTES = 65
const AUTH_BYTES = 16

export type Subscribed = 'subscribed' | 'forbidden' | 'signed-in-elsewhere' | 'no-push-service' | 'no-keys'

/**
 * Lets this session of a user get its pushes, in place of what the session or the browser had before. Only the session that signed in last may.
 * @param asked.services that we write to (`endpoint.ts`)
 */
export async function subscribe(
  house: House,
  asked: { actor: Actor; target: PushTarget; services: readonly string[] },
): Promise<Subscribed> {
  const { actor, target } = asked
  const { world, keys, ledger } = house
  if (actor.kind !== 'user') return 'forbidden'
  if (!isPushEndpoint(target.endpoint, asked.services)) return 'no-push-service'
  if (!areKeys(target)) return 'no-keys'
  const vapid = keys.current('vapid')
  return ledger.transact('push-subscribe', async (tx): Promise<Subscribed> => {
    const now = world.clock.now()
    if ((await newestSession(tx, actor.userId, now)) !== actor.sessionId) return 'signed-in-elsewhere'
    const hashes = keys.all('push').map((key) => endpointHash(key, target.endpoint))
    await end(tx, now, 'ended', (query) => query.where('session_id', '=', actor.sessionId))
    await end(tx, now, 'ended', (query) => query.where('endpoint_hash', 'in', hashes))
    await end(tx, now, 'ended', (query) => query.where('user_id', '=', actor.userId).where('ended_at', 'is not', null))
    const id = newId(world.clock, world.random)
    const key = keys.current('push')
    await tx
      .insertInto('push_subscriptions')
      .values({
        id,
        user_id: actor.userId,
        session_id: actor.sessionId,
        endpoint_hash: endpointHash(key, target.endpoint),
        hash_key_id: key.id,
        sealed: seal(key.bytes, contextOf(id), Buffer.from(JSON.stringify(target)), world.random),
        seal_key_id: key.id,
        vapid_key_id: vapid.id,
        state: 'active',
        created_at: now,
        ended_at: null,
      })
      .execute()
    return 'subscribed'
  })
}

/** Ends the pushes of this session. */
export async function unsubscribe(house: House, actor: Actor): Promise<void> {
  if (actor.kind !== 'user') return
  await house.ledger.transact('push-unsubscribe', (tx) =>
    end(tx, house.world.clock.now(), 'ended', (query) => query.where('session_id', '=', actor.sessionId)),
  )
}

/** How this session stands: `ready` when alarms come here. */
export async function ownStanding(
  house: House,
  actor: Actor,
): Promise<'ready' | 'signed-in-elsewhere' | 'no-subscription' | 'forbidden'> {
  if (actor.kind !== 'user') return 'forbidden'
  const { reads } = house.ledger
  const now = house.world.clock.now()
  if ((await newestSession(reads, actor.userId, now)) !== actor.sessionId) return 'signed-in-elsewhere'
  const place = (await pushPlaces(reads, [actor.userId], now)).get(actor.userId)
  return place?.standing === 'ready' ? 'ready' : 'no-subscription'
}

type Ending = ReturnType<typeof activeRows>
function activeRows(tx: LedgerTx, change: Partial<PushTables['push_subscriptions']>) {
  return tx.updateTable('push_subscriptions').set(change).where('state', 'in', ['active', 'replaced'])
}

/** Ends subscriptions, and takes away where they led. */
export async function end(
  tx: LedgerTx,
  now: number,
  state: 'ended' | 'dead',
  which: (query: Ending) => Ending,
): Promise<void> {
  await which(activeRows(tx, { state, ended_at: now, sealed: null })).execute()
}

/** Where a subscription leads; null once it is over. @throws Error when it cannot be read */
export function openTarget(
  keys: Keyring,
  { id, sealed, seal_key_id }: Pick<PushTables['push_subscriptions'], 'id' | 'sealed' | 'seal_key_id'>,
): PushTarget | null {
  if (sealed === null) return null
  return JSON.parse(Buffer.from(unseal(keys.byId(seal_key_id).bytes, contextOf(id), sealed)).toString('utf8'))
}

/** The living session that signed in last; null: none lives. */
export async function newestSession(tx: LedgerReads, userId: string, now: number): Promise<string | null> {
  const newest = await tx
    .selectFrom('sessions')
    .select('id')
    .where('user_id', '=', userId)
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return newest?.id ?? null
}

/** A point of P-256 and sixteen secret octets (RFC 8291 §3.1): what is none would make every sending fail. */
function areKeys({ p256dh, auth }: PushTarget): boolean {
  const [point, secret] = [Buffer.from(p256dh, 'base64url'), Buffer.from(auth, 'base64url')]
  if (point.length !== P256_BYTES || point[0] !== 4 || secret.length !== AUTH_BYTES) return false
  try {
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'))
    createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' }, format: 'jwk' })
    return true
  } catch {
    return false
  }
}

function endpointHash(key: { bytes: Uint8Array }, endpoint: string): Uint8Array {
  return hmacSha256(key.bytes).update('koppel/v1/push-endpoint\0').update(endpoint).digest()
}

function contextOf(id: string): string {
  return `push-subscription:${id}`
}
