import type { Consent } from '../../accounts/consents.ts'
import { decideConsent, seeConsents } from '../../flows/consents/decide.ts'
import { seeStaffDeeds } from '../../flows/staff/see-deeds.ts'
import { instantText } from '../../std/period.ts'
import { ProblemError } from '../../std/problems.ts'
import { ConsentDecision, ConsentList, ConsentParams, StaffDeedList } from '../consent-schemas.ts'
import type { Api, Door } from '../door.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'
import { cursorOf, IdParams, knownId, PageQuery } from '../query.ts'

const PAGE = 50

/** What a person agreed to, and what staff did on an account. */
export function consentRoutes(api: Api, { auth, house }: Door): void {
  api.get(
    '/api/v1/consents',
    {
      onRequest: auth.signedIn,
      schema: {
        tags: ['consents'],
        summary: 'User agreement, use of information and use of location: what was decided, and what is to be asked',
        response: { 200: ConsentList, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const seen = await seeConsents(house, auth.actorOf(request))
      if (seen === 'forbidden') throw new ProblemError(seen)
      return { items: seen.map(consentBody) }
    },
  )
  api.put(
    '/api/v1/consents/:document',
    {
      onRequest: auth.signedIn,
      schema: {
        tags: ['consents'],
        summary: 'Accept a document, or withdraw the consent to the use of location',
        description: 'Kept with version and time; earlier decisions stay.',
        params: ConsentParams,
        body: ConsentDecision,
        response: { 200: ConsentList, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const made = { ...request.params, ...request.body }
      const seen = await decideConsent(house, auth.actorOf(request), made)
      if (seen === 'not-withdrawable')
        throw new InvalidRequest({ path: '/body/decision', message: 'cannot be withdrawn while there is an account' })
      if (typeof seen === 'string') throw new ProblemError(seen)
      return { items: seen.map(consentBody) }
    },
  )
  api.get(
    '/api/v1/accounts/:id/staff-deeds',
    {
      onRequest: auth.signedIn,
      schema: {
        tags: ['accounts'],
        summary: 'What staff did on an account, newest first, for its owner',
        params: IdParams,
        querystring: PageQuery,
        response: { 200: StaffDeedList, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const { limit = PAGE } = request.query
      const before = cursorOf(request.query)
      const page = { limit, ...(before === undefined ? {} : { before }) }
      const seen = await seeStaffDeeds(house, auth.actorOf(request), knownId(request.params.id), page)
      if (typeof seen === 'string') throw new ProblemError(seen)
      const items = seen.map(({ actor, at, ...rest }) => ({
        ...rest,
        at: instantText(at),
        by: actor === 'operator' ? ('operator' as const) : ('staff' as const),
      }))
      return { items, next: seen.length === limit ? (seen.at(-1)?.id ?? null) : null }
    },
  )
}

function consentBody({ decided, ...rest }: Consent) {
  return { ...rest, decided: decided && { ...decided, at: instantText(decided.at) } }
}
