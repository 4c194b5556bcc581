import type { NoAccountPlace } from '../../flows/account-place.ts'
import { previewOnAccount } from '../../flows/preview-on-account.ts'
import { redeemOnAccount } from '../../flows/redeem-on-account.ts'
import type { Refused } from '../../flows/redeem-outcome.ts'
import { instantText } from '../../std/period.ts'
import { ProblemError } from '../../std/problems.ts'
import type { Api, Door } from '../door.ts'
import { idempotencyKey } from '../idempotency-key.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'
import { refusalError } from '../problem/refusal-error.ts'
import { DryRunQuery, KeyHeader } from '../query.ts'
import { Preview, type PreviewBody, RedeemOnAccountBody, Redemption } from '../redemption-schemas.ts'
import { appliedBody, effectBody } from '../telling/redemption-body.ts'

/** Codes that go to an account. */
export function accountRedemptionRoutes(api: Api, { auth, house, measures }: Door): void {
  api.post(
    '/api/v1/redemptions',
    {
      onRequest: auth.signedIn,
      schema: {
        tags: ['redemptions'],
        summary: 'Redeem a code on your account',
        description:
          'For registration (licence), subscription and SMS credits codes; applied at once. The same `Idempotency-Key` and body get the same answer for a week, and no second effect; what is refused with 429 or 503 is not remembered, and judged anew. A code for a SIM card is entered at its device.',
        querystring: DryRunQuery,
        headers: KeyHeader,
        body: RedeemOnAccountBody,
        response: { 200: Preview, 202: Redemption, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const { code, accountId } = request.body
      const wish = { actor: auth.actorOf(request), code, ...(accountId === undefined ? {} : { accountId }) }
      if (request.query.dryRun === true) return reply.code(200).send(await look(wish))
      const outcome = await redeemOnAccount(house, { ...wish, idempotencyKey: idempotencyKey(request) })
      measures.redemption(outcome.kind === 'refused' ? outcome.refusal : outcome.kind)
      if (outcome.kind === 'key-reused') throw new ProblemError('idempotency-key-reused')
      if (outcome.kind !== 'accepted') throw accountTrouble(outcome)
      const location = `/api/v1/redemptions/${outcome.redemptionId}`
      return reply.code(202).header('location', location).send(appliedBody(outcome))
    },
  )

  async function look(wish: Parameters<typeof previewOnAccount>[1]): Promise<PreviewBody> {
    const outcome = await previewOnAccount(house, wish)
    if (outcome.kind !== 'preview') throw accountTrouble(outcome)
    const { family, effect, countedFrom, anchor, notices } = outcome
    return {
      family,
      effect: effectBody(effect),
      ...(countedFrom === null ? {} : { countedFrom: instantText(countedFrom), anchor }),
      notices,
    }
  }
}

function accountTrouble(outcome: Refused | { kind: NoAccountPlace }): ProblemError {
  if (outcome.kind === 'refused') return refusalError(outcome)
  if (outcome.kind === 'forbidden') return new ProblemError('forbidden')
  return new InvalidRequest({ path: '/body/accountId', message: 'is needed: you may use more than one account' })
}
