import { hmacSha256 } from '../std/hmac.ts'
import { newId } from '../std/ids.ts'
import type { World } from '../std/world.ts'
import type { Keyring } from '../store/keyring.ts'
import type { Reads, Tx } from '../store/store.ts'
import type { LinkTables } from './link-schema.ts'

const MINUTE_MS = 60_000
const DAY_MS = 1_440 * MINUTE_MS

/** What a link in a mail lets its reader do, and for how long. `none`: nothing, for an address that it must not be told apart from. */
export const LINK_MS = {
  register: DAY_MS,
  invite: 7 * DAY_MS,
  customer: 7 * DAY_MS,
  reset: 30 * MINUTE_MS,
  'factor-reset': DAY_MS,
  'factor-stop': 7 * DAY_MS,
  none: 30 * MINUTE_MS,
} as const
export type LinkKind = keyof typeof LINK_MS

export type Link = LinkTables['mail_links']
type Made = Pick<Link, 'email' | 'language'> & Partial<Link> & { kind: LinkKind }

const FORGOTTEN_MAX = 500

/** Makes a link, which works once. @returns its token: 256 random bits, which stand nowhere else */
export async function makeLink(
  tx: Tx<LinkTables>,
  { world, keys }: { world: World; keys: Keyring },
  made: Made,
): Promise<{ id: string; token: string; expiresAt: number }> {
  const token = Buffer.from(world.random.bytes(32)).toString('base64url')
  const key = keys.current('session-hash')
  const now = world.clock.now()
  const expires_at = now + LINK_MS[made.kind]
  const nothing = { user_id: null, account_id: null, level: null, name: null, account_name: null, country: null }
  const id = newId(world.clock, world.random)
  const hash = { token_hash: linkHash(key, token), key_id: key.id }
  await tx
    .insertInto('mail_links')
    .values({ ...nothing, ...made, ...hash, id, expires_at, used_at: null, created_at: now })
    .execute()
  return { id, token, expiresAt: expires_at }
}

/** The link of a token, while it may still be used; undefined afterwards, and for one that was never given. */
export async function livingLink(
  reads: Reads<LinkTables>,
  keys: Keyring,
  token: string,
  now: number,
): Promise<Link | undefined> {
  return reads
    .selectFrom('mail_links')
    .selectAll()
    .where('token_hash', 'in', hashesOf(keys, token))
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .where('kind', '!=', 'none')
    .executeTakeFirst()
}

/** Uses a link; the condition is the lock, so that it happens once. Undefined: it was used, is too old or was never given. */
export async function takeLink(
  tx: Tx<LinkTables>,
  keys: Keyring,
  token: string,
  now: number,
): Promise<Link | undefined> {
  return tx
    .updateTable('mail_links')
    .set({ used_at: now })
    .where('token_hash', 'in', hashesOf(keys, token))
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .where('kind', '!=', 'none')
    .returningAll()
    .executeTakeFirst()
}

/** Ends what links a user has left for a password, e.g. because it was changed. */
export async function endResets(tx: Tx<LinkTables>, userId: string, now: number): Promise<void> {
  await tx
    .updateTable('mail_links')
    .set({ used_at: now })
    .where('user_id', '=', userId)
    .where('kind', '=', 'reset')
    .where('used_at', 'is', null)
    .execute()
}

/** Takes away up to 500 links that ended before an instant: they hold addresses. True when there may be more. */
export async function forgetLinks(tx: Tx<LinkTables>, before: number): Promise<boolean> {
  const old = await tx
    .selectFrom('mail_links')
    .select('id')
    .where('expires_at', '<', before)
    .limit(FORGOTTEN_MAX)
    .execute()
  const ids = old.map(({ id }) => id)
  if (ids.length > 0) await tx.deleteFrom('mail_links').where('id', 'in', ids).execute()
  return old.length === FORGOTTEN_MAX
}

function hashesOf(keys: Keyring, token: string): Uint8Array[] {
  return keys.all('session-hash').map((key) => linkHash(key, token))
}

function linkHash(key: { bytes: Uint8Array }, token: string): Uint8Array {
  return hmacSha256(key.bytes).update('koppel/v1/mail-link\0').update(token).digest()
}
