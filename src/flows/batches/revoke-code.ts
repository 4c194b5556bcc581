import { type Actor, actorName } from '../../accounts/actor.ts'
import { record } from '../../store/audit.ts'
import type { House } from '../house.ts'
import type { Refused } from '../redeem-outcome.ts'
import type { RevokeReason } from './revoke.ts'
import { scannedCode } from './scanned-code.ts'

/** Takes one unused code out of use. Revoking again changes nothing. */
export function revokeCode(
  house: House,
  actor: Actor,
  text: string,
  reason: RevokeReason,
): Promise<{ kind: 'revoked'; batchId: string } | { kind: 'code-in-use' } | { kind: 'forbidden' } | Refused> {
  return house.ledger.transact('revoke-code', async (tx) => {
    const code = await scannedCode(house, tx, actor, text)
    if (code.kind !== 'found') return code
    const done = { kind: 'revoked' as const, batchId: code.batch.id }
    if (code.state === 'revoked') return done
    const revoked = await tx
      .updateTable('codes')
      .set({ state: 'revoked' })
      .where('id', '=', code.id)
      .where('state', '=', 'unused')
      .returning('id')
      .execute()
    if (revoked.length === 0) return { kind: 'code-in-use' }
    await record(tx, house.world, {
      actor: actorName(actor),
      act: 'revoke-code',
      accountId: code.batch.account_id,
      subject: `code:${code.id}`,
      details: JSON.stringify({ batchId: code.batch.id, reason }),
    })
    return done
  })
}
