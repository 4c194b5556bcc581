import { actorName } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import { standingOf } from '../../accounts/standing.ts'
import { type BatchOrder, mint } from '../../flows/mint.ts'
import { addPeriod } from '../../std/period.ts'
import { ProblemError } from '../../std/problems.ts'
import type { Api, Door } from '../door.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'
import { instantAt } from '../query.ts'
import { Batch, BatchBody } from '../schemas.ts'

/** Batches of codes, small ones. */
export function batchRoutes(api: Api, { auth, house }: Door): void {
  api.post(
    '/api/v1/batches',
    {
      onRequest: auth.signedIn,
      schema: {
        tags: ['codes'],
        summary: 'Mint a small batch of codes',
        description: 'At most 400. The answer is the only place where the codes ever stand in clear.',
        body: BatchBody,
        response: { 201: Batch, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const actor = auth.actorOf(request)
      if (!can(await standingOf(house.ledger.reads, actor), 'mint', null)) throw new ProblemError('forbidden')
      const { family, product, count, anchor = 'redemption', purchasedAt, channel = 'own-shop', soldTo } = request.body
      if (product.type === 'sim-extend') checkPeriod(product.period)
      if ((anchor === 'purchase') !== (purchasedAt !== undefined)) {
        throw new InvalidRequest({
          path: '/body/purchasedAt',
          message: 'belongs to the anchor "purchase", and only there',
        })
      }
      const order: BatchOrder = {
        family,
        product,
        count,
        anchor,
        channel,
        ...(purchasedAt === undefined ? {} : { purchasedAt: instantAt('/body/purchasedAt', purchasedAt) }),
        ...(soldTo === undefined ? {} : { soldTo }),
      }
      return reply.code(201).send(await mint(house, actorName(actor), order))
    },
  )

  /** A period that leads nowhere would make every redemption of the batch fail. */
  function checkPeriod(period: string): void {
    try {
      if (addPeriod(house.world.clock.now(), period) > house.world.clock.now()) return
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
    }
    throw new InvalidRequest({ path: '/body/product/period', message: 'must be a calendar period, e.g. P1Y or P6M' })
  }
}
