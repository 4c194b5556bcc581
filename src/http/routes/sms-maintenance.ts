import { type SeenMaintenance, seeMaintenance, setMaintenance } from '../../flows/sms/maintenance.ts'
import { instantText } from '../../std/period.ts'
import { ProblemError } from '../../std/problems.ts'
import type { Api, Door } from '../door.ts'
import { Maintenance, MaintenanceBody, type MaintenanceShape } from '../maintenance-schemas.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'

const PATH = '/api/v1/sms/maintenance'
const tags = ['sms']

/** Maintenance of the SMS dialogue. */
export function smsMaintenanceRoutes(api: Api, { auth, house }: Door): void {
  api.get(
    PATH,
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Whether the SMS dialogue is in maintenance, for staff',
        response: { 200: Maintenance, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => told(await seeMaintenance(house, auth.actorOf(request))),
  )
  api.put(
    PATH,
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Begin or end maintenance of the SMS dialogue, for the office',
        description:
          'While it lasts every message is answered at once, for good, that the service cannot be reached, and has no effect. Audited; asking for what is so already changes nothing.',
        body: MaintenanceBody,
        response: { 200: Maintenance, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => told(await setMaintenance(house, auth.actorOf(request), request.body.on)),
  )
}

function told(seen: SeenMaintenance | 'forbidden'): MaintenanceShape {
  if (seen === 'forbidden') throw new ProblemError('forbidden')
  const { on, changedAt, who } = seen
  return { on, ...(changedAt === null ? {} : { changedAt: instantText(changedAt) }), ...(who === null ? {} : { who }) }
}
