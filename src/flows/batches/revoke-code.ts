import { type Actor, actorName } from '../../accounts/actor.ts'
import { record } from '../../store/audit.ts'
import type { House } from '../house.ts'
import type { Refused } from '../redeem-outcome.ts'
import { onOneCard } from './card.ts'
import type { RevokeReason } from './revoke.ts'
import { scannedCode } from './scanned-code.ts'

/**
 * Takes one unused code out of use, or with `wholeCard` all that are unused on its card. Revoking again changes nothing.
 * @returns `changed`: how many could be redeemed until now
 */
export function revokeCode(
  house: House,
  actor: Actor,
  request: { text: string; reason: RevokeReason; wholeCard?: boolean },
): Promise<
  { kind: 'revoked'; batchId: string; changed: number } | { kind: 'code-in-use' } | { kind: 'forbidden' } | Refused
> {
  const { text, reason, wholeCard = false } = request
  return house.ledger.transact('revoke-code', async (tx) => {
    const code = await scannedCode(house, tx, actor, text)
    if (code.kind !== 'found') return code
    const ids = wholeCard ? await onOneCard(tx, code) : [code.id]
    const revoked = await tx
      .updateTable('codes')
      .set({ state: 'revoked' })
      .where('id', 'in', ids)
      .where('state', '=', 'unused')
      .returning('id')
      .execute()
    if (revoked.length === 0 && code.state !== 'revoked') return { kind: 'code-in-use' }
    for (const { id } of revoked)
      await record(tx, house.world, {
        actor: actorName(actor),
        act: 'revoke-code',
        accountId: code.batch.account_id,
        subject: `code:${id}`,
        details: JSON.stringify({ batchId: code.batch.id, reason }),
      })
    return { kind: 'revoked', batchId: code.batch.id, changed: revoked.length }
  })
}
