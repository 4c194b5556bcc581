import type { FastifyRequest } from 'fastify'
import { awaitMinted } from '../../flows/batches/await-minted.ts'
import { type OrderOutcome, orderBatch } from '../../flows/batches/order.ts'
import { seeBatches } from '../../flows/batches/see.ts'
import { ProblemError } from '../../std/problems.ts'
import { batchOrder } from '../batch-order.ts'
import { Batch, BatchBody, BatchList, type BatchShape, WaitQuery } from '../batch-schemas.ts'
import type { Api, Door } from '../door.ts'
import { idempotencyKey } from '../idempotency-key.ts'
import { HTTP_LIMITS } from '../limits.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'
import { cursorOf, IdParams, KeyHeader, knownId, PageQuery } from '../query.ts'
import { seenBatch } from '../seen-batch.ts'
import { batchBody } from '../telling/batch-body.ts'

const PAGE = 50
const FIELD_FAULTS = {
  family: 'is not minted here',
  product: 'is nothing that a code of this family can be worth',
  length: 'is no length of this family',
  packSize: 'must be 1 to 9',
  count: 'must be 1 to 1,000,000, and whole packs',
} as const

/** Batches of codes: order, list, watch. */
export function batchRoutes(api: Api, { auth, house }: Door): void {
  const tags = ['batches']

  const seen = (request: FastifyRequest, id: string): Promise<BatchShape> => seenBatch(house, auth.actorOf(request), id)

  api.post(
    '/api/v1/batches',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Order a batch of codes',
        description:
          'Answers 202 at once; the batch is `minting` until all of its codes are stored, and `minted` of `count` tells how far it is. Its codes stand in clear in the export alone.',
        headers: KeyHeader,
        body: BatchBody,
        response: { 202: Batch, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const key = idempotencyKey(request)
      const order = batchOrder(request.body, house.world.clock.now())
      const outcome = await orderBatch(house, { actor: auth.actorOf(request), order, idempotencyKey: key })
      if (outcome.kind !== 'ordered') throw noOrder(outcome)
      const batch = await seen(request, outcome.batchId)
      return reply.code(202).header('location', `/api/v1/batches/${batch.id}`).send(batch)
    },
  )

  api.get(
    '/api/v1/batches',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Batches, newest first',
        querystring: PageQuery,
        response: { 200: BatchList, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const before = cursorOf(request.query)
      const { limit = PAGE } = request.query
      const page = { limit, ...(before === undefined ? {} : { before }) }
      const items = await seeBatches(house, auth.actorOf(request), page)
      return { items: items.map(batchBody), next: items.length === limit ? (items.at(-1)?.id ?? null) : null }
    },
  )

  api.get(
    '/api/v1/batches/:id',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'One batch, and how far it is',
        params: IdParams,
        querystring: WaitQuery,
        response: { 200: Batch, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const id = knownId(request.params.id)
      const batch = await seen(request, id)
      if (batch.state !== 'minting' || !request.query.wait) return batch
      await awaitMinted(house, id, HTTP_LIMITS.batch_wait_timeout_ms)
      return seen(request, id)
    },
  )
}

function noOrder(outcome: Exclude<OrderOutcome, { kind: 'ordered' }>): Error {
  if (outcome.kind === 'invalid')
    return new InvalidRequest({ path: `/body/${outcome.field}`, message: FIELD_FAULTS[outcome.field] })
  if (outcome.kind === 'which-account')
    return new InvalidRequest({ path: '/body/accountId', message: 'must name one of your accounts' })
  return new ProblemError(outcome.kind === 'key-reused' ? 'idempotency-key-reused' : 'forbidden')
}
