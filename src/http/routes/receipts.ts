import { publishedKeys, receiptFor } from '../../flows/receipts.ts'
import { KEYS_PATH } from '../../receipts/published-keys.ts'
import { ProblemError } from '../../std/problems.ts'
import type { Api, Door } from '../door.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { IdParams, knownId } from '../query.ts'
import { PublishedKeys, Receipt } from '../receipt-schemas.ts'

/** Proofs that a person can keep, and the keys to check them with. */
export function receiptRoutes(api: Api, { auth, house }: Door): void {
  api.get(
    '/api/v1/redemptions/:id/receipt',
    {
      onRequest: auth.signedIn,
      schema: {
        tags: ['redemptions'],
        summary: 'The receipt of a redemption that was applied',
        description:
          'A file to keep: signed by the device and by us. `koppel receipt verify` checks it without this server.',
        params: IdParams,
        response: { 200: Receipt, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const id = knownId(request.params.id)
      const receipt = await receiptFor(house, auth.actorOf(request), id)
      if (typeof receipt === 'string') throw new ProblemError(receipt)
      reply.header('content-disposition', `attachment; filename="koppel-receipt-${id}.json"`)
      return receipt
    },
  )

  api.get(
    KEYS_PATH,
    {
      schema: {
        tags: ['redemptions'],
        summary: 'The public keys of this house, old ones included',
        security: [],
        response: { 200: PublishedKeys, ...PROBLEM_ANSWERS },
      },
    },
    async () => ({ keys: publishedKeys(house) }),
  )
}
