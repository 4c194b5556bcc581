import { retrySetAside, seeSetAside } from '../../flows/set-aside-points.ts'
import { instantText } from '../../std/period.ts'
import { ProblemError } from '../../std/problems.ts'
import type { Api, Door } from '../door.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { SetAsideList, SetAsideQuery, SetAsideRetried } from '../set-aside-schemas.ts'

const tags = ['operation']
const PATH = '/api/v1/telemetry/set-aside'

/** What InfluxDB refused for good: seen, and tried again. */
export function setAsideRoutes(api: Api, { auth, house }: Door): void {
  api.get(
    PATH,
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Points that InfluxDB refused for good, oldest first, for the office',
        querystring: SetAsideQuery,
        response: { 200: SetAsideList, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const { cursor = '0', limit = 50 } = request.query
      const { items, total } = allowed(
        await seeSetAside(house, auth.actorOf(request), { after: Number(cursor), limit }),
      )
      return {
        items: items.map((point) => ({ ...point, id: String(point.id), at: instantText(point.at) })),
        total,
        next: items.length === limit ? String(items.at(-1)?.id) : null,
      }
    },
  )

  api.post(
    `${PATH}/retries`,
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Write them once more, for the office',
        description:
          'After whatever InfluxDB took offence at has been mended. What is stored now is set aside no longer; what is refused again stays. Audited.',
        response: { 200: SetAsideRetried, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => allowed(await retrySetAside(house, auth.actorOf(request))),
  )
}

function allowed<T>(seen: T | 'forbidden'): T {
  if (seen === 'forbidden') throw new ProblemError('forbidden')
  return seen
}
