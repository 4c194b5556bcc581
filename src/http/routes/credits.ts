import { Type } from 'typebox'
import { grantCreditsFor, REASON } from '../../flows/credits/grant.ts'
import { seeCredits } from '../../flows/credits/see-credits.ts'
import { instantText } from '../../std/period.ts'
import { ProblemError } from '../../std/problems.ts'
import type { Api, Door } from '../door.ts'
import { idempotencyKey } from '../idempotency-key.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'
import { AccountQuery, cursorOf, IdParams, KeyHeader, knownId, PageQuery } from '../query.ts'
import { CreditGrantBody, CreditList, CreditsGranted } from '../recipient-schemas.ts'
import { placeError } from './recipients.ts'

const PAGE = 50
const tags = ['recipients']

/** SMS credits: how they came and went, and giving some. */
export function creditRoutes(api: Api, { auth, house }: Door): void {
  api.get(
    '/api/v1/credits',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'How an account’s SMS credits came and went, newest first',
        querystring: Type.Object({ ...PageQuery.properties, ...AccountQuery.properties }),
        response: { 200: CreditList, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const before = cursorOf(request.query)
      const limit = request.query.limit ?? PAGE
      const asked = { actor: auth.actorOf(request), accountId: request.query.accountId, limit }
      const seen = await seeCredits(house, { ...asked, ...(before === undefined ? {} : { before }) })
      if (typeof seen === 'string') throw placeError(seen)
      const { accountId, accountName, credits } = seen
      const items = seen.items.map(({ at, ...entry }) => ({ ...entry, at: instantText(at) }))
      return {
        accountId,
        accountName,
        credits,
        items,
        next: items.length === limit ? (items.at(-1)?.id ?? null) : null,
      }
    },
  )
  api.post(
    '/api/v1/accounts/:id/credit-grants',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Give an account SMS credits for a reason that its people read, for staff',
        params: IdParams,
        headers: KeyHeader,
        body: CreditGrantBody,
        response: { 201: CreditsGranted, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const key = idempotencyKey(request)
      const { credits } = request.body
      const reason = request.body.reason.trim()
      if (reason.length < REASON.min) throw new InvalidRequest({ path: '/body/reason', message: 'must say why' })
      const accountId = knownId(request.params.id)
      const asked = { actor: auth.actorOf(request), accountId, credits, reason, idempotencyKey: key }
      const outcome = await grantCreditsFor(house, asked)
      if (outcome.kind === 'key-reused') throw new ProblemError('idempotency-key-reused')
      if (outcome.kind !== 'granted') throw new ProblemError(outcome.kind)
      return reply.code(201).send({ credits: outcome.credits })
    },
  )
}
