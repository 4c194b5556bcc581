import { type Actor, actorName } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import { decideRequest, numberRequest } from '../../accounts/number-requests.ts'
import { standingOf } from '../../accounts/standing.ts'
import { record } from '../../store/audit.ts'
import { RunAgain } from '../../store/errors.ts'
import type { House } from '../house.ts'
import { type Payer, type RegisterOutcome, register } from './register.ts'

/** What approving comes to; `number-registered`: another request for the number was approved before. */
export type ApproveOutcome =
  | Exclude<RegisterOutcome, { kind: 'invalid-phone' }>
  | { kind: 'not-found' | 'decided-already' }

/** Approves a request: the number is registered, and an account named that pays; one transaction. @param decision.language absent: that of the request */
export async function approveRequest(
  house: House,
  actor: Actor,
  requestId: string,
  decision: { payer: Payer; language?: string },
): Promise<ApproveOutcome> {
  const { ledger, keys, world } = house
  return ledger.transact('approve-number', async (tx): Promise<ApproveOutcome> => {
    if (!can(await standingOf(tx, actor), 'manage-numbers', null)) return { kind: 'forbidden' }
    const request = await numberRequest(tx, keys, requestId)
    if (!request) return { kind: 'not-found' }
    if (request.state !== 'requested') return { kind: 'decided-already' }
    const { phone, language } = request
    const by = actorName(actor)
    const made = await register(house, tx, { phone, language, ...decision, actor: by })
    if (made.kind === 'invalid-phone') throw new Error('a number that was kept is one')
    if (made.kind !== 'registered') return { kind: made.kind }
    const { numberId, accountId } = made
    const decided = { state: 'approved', reason: null, numberId, at: world.clock.now() } as const
    if (!(await decideRequest(tx, requestId, decided))) throw new RunAgain('the request was decided meanwhile')
    const subject = `number-request:${requestId}`
    await record(tx, world, {
      actor: by,
      act: 'approve-number',
      accountId,
      subject,
      details: JSON.stringify({ numberId }),
    })
    return made
  })
}

/** Rejects a request. @param reason a few words for the office's own memory, without anybody's data */
export async function rejectRequest(
  { ledger, world }: House,
  actor: Actor,
  requestId: string,
  reason: string,
): Promise<'rejected' | 'forbidden' | 'not-found' | 'decided-already'> {
  return ledger.transact('reject-number', async (tx) => {
    if (!can(await standingOf(tx, actor), 'manage-numbers', null)) return 'forbidden'
    const decision = { state: 'rejected', reason, numberId: null, at: world.clock.now() } as const
    if (!(await decideRequest(tx, requestId, decision))) {
      const known = await tx.selectFrom('sms_number_requests').select('id').where('id', '=', requestId).execute()
      return known.length > 0 ? 'decided-already' : 'not-found'
    }
    const subject = `number-request:${requestId}`
    await record(tx, world, { actor: actorName(actor), act: 'reject-number', accountId: null, subject, details: '{}' })
    return 'rejected'
  })
}
