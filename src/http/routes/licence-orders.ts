import { type OrderOutcome, orderLicence } from '../../flows/licences/order.ts'
import { previewOrder } from '../../flows/licences/preview.ts'
import { releaseByOffice } from '../../flows/licences/release.ts'
import { seeOrders, seeReleases } from '../../flows/licences/see.ts'
import { type LicenceType, readLicenceType } from '../../std/licence-type.ts'
import { ProblemError } from '../../std/problems.ts'
import {
  Order,
  OrderBody,
  OrderList,
  OrderPreview,
  OrderQuery,
  Release,
  ReleaseBody,
  ReleaseList,
  ReleaseQuery,
} from '../dialogue-schemas.ts'
import type { Api, Door } from '../door.ts'
import { idempotencyKey } from '../idempotency-key.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'
import { cursorOf, DryRunQuery, KeyHeader } from '../query.ts'
import { orderBody, releaseBody } from '../telling/dialogue-body.ts'

const PAGE = 50
const tags = ['licences']

/** Orders of licences for dongles, and what is released. */
export function licenceOrderRoutes(api: Api, { auth, house }: Door): void {
  api.post(
    '/api/v1/licences/orders',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Order a licence, bindingly',
        description: 'It is released at once and goes to billing: in full, or the difference to what the number has.',
        querystring: DryRunQuery,
        headers: KeyHeader,
        body: OrderBody,
        response: { 200: OrderPreview, 201: Order, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const { accountId } = request.body
      const wish = {
        actor: auth.actorOf(request),
        ...wishOf(request.body),
        ...(accountId === undefined ? {} : { accountId }),
      }
      if (request.query.dryRun === true) {
        const looked = await previewOrder(house, wish)
        if (looked.kind !== 'order') throw notOrdered(looked.kind)
        const { kind: _, ...preview } = looked
        return reply.code(200).send(preview)
      }
      const outcome = await orderLicence(house, { ...wish, idempotencyKey: idempotencyKey(request) })
      if (outcome.kind !== 'ordered') throw notOrdered(outcome.kind)
      const { order, amountMinor, currency } = outcome
      return reply.code(201).send(orderBody({ ...order, amountMinor, currency }))
    },
  )
  api.get(
    '/api/v1/licences/orders',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Orders, newest first: your own, or all for staff',
        querystring: OrderQuery,
        response: { 200: OrderList, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const { limit = PAGE, licenceNumber } = request.query
      const before = cursorOf(request.query)
      const seen = await seeOrders(house, auth.actorOf(request), {
        limit,
        ...(before === undefined ? {} : { before }),
        ...(licenceNumber === undefined ? {} : { licenceNumber: licenceNumber.toUpperCase() }),
      })
      return { items: seen.map(orderBody), next: seen.length === limit ? (seen.at(-1)?.id ?? null) : null }
    },
  )
  releaseRoutes(api, { auth, house })
}

function releaseRoutes(api: Api, { auth, house }: Pick<Door, 'auth' | 'house'>): void {
  api.post(
    '/api/v1/licences/releases',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Release a licence that was bought before, for the office',
        body: ReleaseBody,
        response: { 201: Release, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const outcome = await releaseByOffice(house, auth.actorOf(request), wishOf(request.body))
      if (outcome.kind !== 'released') throw new ProblemError(outcome.kind)
      return reply.code(201).send(releaseBody(outcome.release))
    },
  )
  api.get(
    '/api/v1/licences/releases',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'What is released for a licence number or a dongle, for staff',
        querystring: ReleaseQuery,
        response: { 200: ReleaseList, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const seen = await seeReleases(house, auth.actorOf(request), request.query.number.toUpperCase())
      if (seen === 'forbidden') throw new ProblemError(seen)
      return { items: seen.map(releaseBody) }
    },
  )
}

function wishOf(body: { licenceNumber: string; type: string }): { licenceNumber: string; type: LicenceType } {
  const type = readLicenceType(body.type.trim())
  if (!type) throw new InvalidRequest({ path: '/body/type', message: 'must be 1P to 254P, or E' })
  const licenceNumber = body.licenceNumber.toUpperCase()
  if (licenceNumber.endsWith('00000000'))
    throw new InvalidRequest({ path: '/body/licenceNumber', message: 'has no user information' })
  return { licenceNumber, type }
}

function notOrdered(kind: Exclude<OrderOutcome['kind'], 'ordered'>): Error {
  if (kind === 'which-account') return new InvalidRequest({ path: '/body/accountId', message: 'is needed' })
  return new ProblemError(kind === 'key-reused' ? 'idempotency-key-reused' : kind)
}
