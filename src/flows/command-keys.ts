import { publicBytes, signingKey } from '../devices/signature.ts'
import type { House } from './house.ts'

/** A collar holds up to two public keys (docs/protocol/collar.md §5). */
const HELD_BY_A_COLLAR_MAX = 2

/**
 * What production writes into a collar: the public keys of those that sign commands, the newest first. `publicKey` is the raw Ed25519 key,
 * 32 bytes. After a rotation the one before is still among them, because commands signed with it are sent again unchanged.
 */
export function commandKeys({ keys }: Pick<House, 'keys'>): { id: string; publicKey: Uint8Array }[] {
  return keys
    .all('command-signing')
    .slice(0, HELD_BY_A_COLLAR_MAX)
    .map(({ id, bytes }) => ({ id, publicKey: publicBytes(signingKey(bytes)) }))
}
