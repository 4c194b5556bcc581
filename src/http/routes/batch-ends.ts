import type { FastifyRequest } from 'fastify'
import { confirmExport } from '../../flows/batches/confirm.ts'
import { revokeBatch } from '../../flows/batches/revoke.ts'
import { ProblemError } from '../../std/problems.ts'
import { Batch, BatchRevocation, type BatchShape } from '../batch-schemas.ts'
import type { Api, Door } from '../door.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { IdParams, knownId } from '../query.ts'
import { seenBatch } from '../seen-batch.ts'

/** The ends of a batch: its codes have arrived, or it is taken out of use. */
export function batchEndRoutes(api: Api, { auth, house }: Door): void {
  const tags = ['batches']
  const batchAnswer = { 200: Batch, ...PROBLEM_ANSWERS }
  const seen = (request: FastifyRequest, id: string): Promise<BatchShape> => seenBatch(house, auth.actorOf(request), id)

  api.post(
    '/api/v1/batches/:id/confirmation',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Confirm that the codes have arrived',
        description: 'Destroys what the codes are derived from: no export is possible any more.',
        params: IdParams,
        response: batchAnswer,
      },
    },
    async (request) => {
      const id = knownId(request.params.id)
      const outcome = await confirmExport(house, auth.actorOf(request), id)
      if (outcome !== 'confirmed') throw new ProblemError(outcome)
      return seen(request, id)
    },
  )

  api.post(
    '/api/v1/batches/:id/revocation',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Take a batch out of use',
        params: IdParams,
        body: BatchRevocation,
        response: batchAnswer,
      },
    },
    async (request) => {
      const id = knownId(request.params.id)
      const outcome = await revokeBatch(house, auth.actorOf(request), id, request.body.reason)
      if (outcome !== 'revoked') throw new ProblemError(outcome)
      return seen(request, id)
    },
  )
}
