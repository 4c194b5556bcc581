import { seeRunway } from '../../flows/see-runway.ts'
import type { Api, Door } from '../door.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { IdParams } from '../query.ts'
import { DeviceRunway } from '../runway-schemas.ts'
import { seenDevice } from '../seen-device.ts'
import { runwayBody } from '../telling/runway-body.ts'

/** When a collar's SIM and battery run out. */
export function runwayRoutes(api: Api, door: Door): void {
  api.get(
    '/api/v1/devices/:id/runway',
    {
      onRequest: door.auth.signedIn,
      schema: {
        tags: ['devices'],
        summary: 'When the SIM and the battery run out',
        description:
          'A forecast from its own use, as a span that eight of ten should end in. Codes that are on their way are not counted.',
        params: IdParams,
        response: { 200: DeviceRunway, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const { sim, battery } = await seeRunway(door.house, await seenDevice(door, request))
      const now = door.house.world.clock.now()
      return {
        ...(sim ? { sim: runwayBody('balance', sim, now) } : {}),
        battery: runwayBody('battery', battery, now),
      }
    },
  )
}
