import type { FastifyRequest } from 'fastify'
import { cancel } from '../../flows/cancel.ts'
import { seeRedemption } from '../../flows/see-redemptions.ts'
import { ProblemError } from '../../std/problems.ts'
import type { Api, Door } from '../door.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { IdParams, knownId } from '../query.ts'
import { Redemption, type RedemptionBody } from '../redemption-schemas.ts'
import { redemptionBody } from '../telling/redemption-body.ts'

/** Redemptions by themselves: how they stand, and taking one back. */
export function redemptionRoutes(api: Api, { auth, house }: Door): void {
  const tags = ['redemptions']

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
