import type { Actor } from '../accounts/actor.ts'
import type { Guesser } from '../codes/guesses.ts'
import { hmacSha256 } from '../std/hmac.ts'
import { sourceNetwork } from '../std/network.ts'
import type { Keyring } from '../store/keyring.ts'
import type { DevicePlace } from './place.ts'

/** The source network of an attempt; only as a keyed hash, since an address is personal data. */
export function networkGuesser(keys: Keyring, actor: Actor): { scope: 'source'; subject: string } {
  const subject = hmacSha256(keys.current('subject-hash').bytes).update(sourceNetwork(actor.source)).digest('base64url')
  return { scope: 'source', subject }
}

/** Account, device and source network of an attempt. */
export function guesserOf(keys: Keyring, actor: Actor, place: Pick<DevicePlace, 'accountId' | 'deviceId'>): Guesser {
  return [
    { scope: 'account', subject: place.accountId },
    { scope: 'device', subject: place.deviceId },
    networkGuesser(keys, actor),
  ]
}

/** Tells whether a repeated request is the same. Keyed, because its body holds a code. */
export function requestHash(keys: Keyring, ...parts: readonly string[]): Uint8Array {
  return hmacSha256(keys.current('subject-hash').bytes).update(JSON.stringify(parts)).digest()
}
