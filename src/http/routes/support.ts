import { supportLookup } from '../../flows/support/lookup.ts'
import { ProblemError } from '../../std/problems.ts'
import type { Api, Door } from '../door.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { SupportBody, SupportFinding } from '../support-schemas.ts'
import { findingBody } from '../telling/finding-body.ts'

/** What staff need on the telephone. A body and no address: codes stay out of URLs. */
export function supportRoutes(api: Api, { auth, house }: Door): void {
  api.post(
    '/api/v1/support/lookup',
    {
      onRequest: auth.signedIn,
      schema: {
        tags: ['support'],
        summary: 'The whole history of a code, a device or a redemption, and whose account a caller means, for staff',
        description: 'Each look is audited.',
        body: SupportBody,
        response: { 200: SupportFinding, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const finding = await supportLookup(house, auth.actorOf(request), request.body.text)
      if (finding === 'forbidden') throw new ProblemError('forbidden')
      return findingBody(finding)
    },
  )
}
