import { Type } from 'typebox'
import { endReseller } from '../../flows/customers/end.ts'
import { type CustomerOutcome, registerCustomer } from '../../flows/customers/register.ts'
import { seeCustomerDevices, seeCustomers, seeReseller } from '../../flows/customers/see.ts'
import { missing } from '../../std/missing.ts'
import { instantText } from '../../std/period.ts'
import { ProblemError } from '../../std/problems.ts'
import { AccountReseller, CustomerAsked, CustomerBody, CustomerDeviceList, CustomerList } from '../customer-schemas.ts'
import type { Api, Door } from '../door.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'
import { cursorOf, IdParams, knownId, PageQuery } from '../query.ts'
import { lettersOf, statedLanguage } from '../session/letters.ts'

const PAGE = 50
const tags = ['customers']

/** Resellers' customers: asked, seen and ended by resellers; and an account's own reseller. */
export function customerRoutes(api: Api, door: Door): void {
  resellerRoutes(api, door)
  ownResellerRoutes(api, door)
}

function resellerRoutes(api: Api, door: Door): void {
  const { auth, house } = door
  api.post(
    '/api/v1/customers',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Register a customer: ask somebody by mail',
        description:
          'They are the reseller’s customer once they have followed the link, good for seven days; who has no account gets one. The answer says nothing about the address.',
        body: CustomerBody,
        response: { 202: CustomerAsked, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const { name, accountName = name, country = 'SE', language, ...rest } = request.body
      const spoken = statedLanguage(door, language)
      const made = { ...rest, name, accountName, country, language: spoken }
      const outcome = await registerCustomer(house, lettersOf(door), auth.actorOf(request), made)
      return reply.code(202).send(asked(outcome))
    },
  )
  api.get(
    '/api/v1/customers',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Customers of one’s own reseller account; for the office, of all',
        querystring: PageQuery,
        response: { 200: CustomerList, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const page = pageOf(request.query)
      const seen = await seeCustomers(house, auth.actorOf(request), page)
      const items = seen.map(({ since, ...rest }) => ({ ...rest, since: instantText(since) }))
      return { items, next: seen.length === page.limit ? (seen.at(-1)?.accountId ?? null) : null }
    },
  )
  api.get(
    '/api/v1/customers/:id/devices',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'A customer’s devices with their SIMs: neither names nor places',
        params: IdParams,
        querystring: PageQuery,
        response: { 200: CustomerDeviceList, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const page = pageOf(request.query)
      const seen = await seeCustomerDevices(house, auth.actorOf(request), knownId(request.params.id), page)
      if (!seen) throw new ProblemError('not-found')
      const items = seen.map(({ registeredAt, validUntil, ...rest }) => ({
        ...rest,
        registeredAt: instantText(registeredAt),
        validUntil: validUntil === null ? null : instantText(validUntil),
      }))
      return { items, next: seen.length === page.limit ? (seen.at(-1)?.id ?? null) : null }
    },
  )
}

function ownResellerRoutes(api: Api, { auth, house }: Door): void {
  api.get(
    '/api/v1/accounts/:id/reseller',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'An account’s reseller',
        params: IdParams,
        response: { 200: AccountReseller, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const seen = await seeReseller(house, auth.actorOf(request), knownId(request.params.id))
      if (seen === 'not-found') throw new ProblemError(seen)
      return { reseller: seen && { name: seen.name, since: instantText(seen.since) } }
    },
  )
  api.delete(
    '/api/v1/accounts/:id/reseller',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'End that an account is a reseller’s customer: the reseller sees nothing of it from then on',
        params: IdParams,
        response: { 204: Type.Null({ description: 'Ended' }), ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const outcome = await endReseller(house, auth.actorOf(request), knownId(request.params.id))
      if (outcome === 'no-reseller') throw missing('reseller')
      if (outcome !== 'ended') throw new ProblemError(outcome)
      return reply.code(204).send(null)
    },
  )
}

function pageOf(query: { cursor?: string; limit?: number }): { after?: string; limit: number } {
  const after = cursorOf(query)
  return { limit: query.limit ?? PAGE, ...(after === undefined ? {} : { after }) }
}

function asked(outcome: CustomerOutcome): { state: 'asked'; expiresAt: string } {
  switch (outcome.kind) {
    case 'asked':
      return { state: 'asked', expiresAt: instantText(outcome.expiresAt) }
    case 'invalid-address':
      throw new InvalidRequest({ path: '/body/email', message: 'must be an address of e-mail' })
    case 'which-account':
      throw new InvalidRequest({ path: '/body/accountId', message: 'must name a reseller’s account' })
    case 'too-many-requests':
      throw new ProblemError(outcome.kind, { retryAt: outcome.retryAt })
    default:
      throw new ProblemError(outcome.kind)
  }
}
