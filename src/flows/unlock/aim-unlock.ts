import { type CommandHead, unlockBody } from '../../devices/command-body.ts'
import type { UnlockIntent } from '../../devices/intent.ts'
import { coveringRelease, releasesFor, unlockCodeUnder } from '../../licences/releases.ts'
import type { LicenceType } from '../../licences/unlock-code.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'

/** What the ledger keeps beside the bytes: which unlock code it was, not the code. */
export type UnlockTarget = { counter: number; keyId: string }

/**
 * The bytes of an unlock command, made when it is first sent: the code of the release that covers the type now, which is the code that a person would fetch.
 * @throws Error when nothing covers it: releases are append-only, so it was never released
 */
export async function aimUnlock(
  { keys }: House,
  tx: LedgerTx,
  head: CommandHead,
  intent: UnlockIntent,
): Promise<{ body: Uint8Array; target: UnlockTarget }> {
  const type = typeOf(intent)
  const release = coveringRelease(await releasesFor(tx, intent.licenceNumber), type)
  if (!release) throw new Error('an unlock command serves a release that exists')
  const body = unlockBody(head, intent, unlockCodeUnder(keys, release, type))
  return { body, target: { counter: release.counter, keyId: release.keyId } }
}

/** What an unlock intent is of. */
export function typeOf({ points }: UnlockIntent): LicenceType {
  return points === null ? { kind: 'e' } : { kind: 'points', points }
}
