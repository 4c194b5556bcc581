import type { FastifyRequest } from 'fastify'
import { cancel } from '../../flows/cancel.ts'
import { redeemOnAccount } from '../../flows/redeem-on-account.ts'
import { seeRedemption } from '../../flows/see-redemptions.ts'
import { ProblemError } from '../../std/problems.ts'
import type { Api, Door } from '../door.ts'
import { idempotencyKey } from '../idempotency-key.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'
import { refusalError } from '../problem/refusal-error.ts'
import { IdParams, knownId } from '../query.ts'
import { RedeemOnAccountBody, Redemption, type RedemptionBody } from '../schemas.ts'
import { redemptionBody } from '../telling/redemption-body.ts'

/** Redemptions by themselves: how they stand, taking one back, and codes that go to an account. */
export function redemptionRoutes(api: Api, { auth, house, measures }: Door): void {
  const tags = ['redemptions']

  api.post(
    '/api/v1/redemptions',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Redeem a code on your account',
        description:
          'For licence, subscription and credits codes. Judges the code; a good one is answered `try-again-later` and stays unused until this version can redeem it. A code for a SIM card is entered at its device.',
        body: RedeemOnAccountBody,
        response: { 202: Redemption, ...PROBLEM_ANSWERS },
      },
    },
    async (request): Promise<never> => {
      const key = idempotencyKey(request)
      const outcome = await redeemOnAccount(house, {
        actor: auth.actorOf(request),
        code: request.body.code,
        idempotencyKey: key,
        ...(request.body.accountId === undefined ? {} : { accountId: request.body.accountId }),
      })
      measures.redemption(outcome.kind === 'refused' ? outcome.refusal : outcome.kind)
      if (outcome.kind === 'refused') throw refusalError(outcome)
      if (outcome.kind === 'key-reused') throw new ProblemError('idempotency-key-reused')
      if (outcome.kind === 'forbidden') throw new ProblemError('forbidden')
      throw new InvalidRequest({ path: '/body/accountId', message: 'is needed: you may use more than one account' })
    },
  )

  api.get(
    '/api/v1/redemptions/:id',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'How a redemption stands',
        params: IdParams,
        response: { 200: Redemption, ...PROBLEM_ANSWERS },
      },
    },
    (request) => redemption(request),
  )

  api.post(
    '/api/v1/redemptions/:id/cancellation',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Take a redemption back before it is sent',
        description: 'The code is unused again.',
        params: IdParams,
        response: { 200: Redemption, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const outcome = await cancel(house, auth.actorOf(request), knownId(request.params.id))
      if (outcome !== 'cancelled') throw new ProblemError(outcome)
      return redemption(request)
    },
  )

  async function redemption(request: FastifyRequest & { params: { id: string } }): Promise<RedemptionBody> {
    const seen = await seeRedemption(house, auth.actorOf(request), knownId(request.params.id))
    if (!seen) throw new ProblemError('not-found')
    return redemptionBody(seen)
  }
}
