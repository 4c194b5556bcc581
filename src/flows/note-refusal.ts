import { type Actor, actorName } from '../accounts/actor.ts'
import { record } from '../store/audit.ts'
import type { House } from './house.ts'
import type { Refused } from './redeem-outcome.ts'
import type { LedgerTx } from './tables.ts'

/** A refusal leaves an audit entry without the code. */
export async function noteRefusal(
  { world }: House,
  tx: LedgerTx,
  note: { actor: Actor; accountId: string; deviceId: string; refusal: Refused },
): Promise<void> {
  await record(tx, world, {
    actor: actorName(note.actor),
    act: 'refuse',
    accountId: note.accountId,
    subject: `device:${note.deviceId}`,
    details: JSON.stringify({ refusal: note.refusal.refusal }),
  })
}
