import { seeDevices } from '../../flows/see-devices.ts'
import { Device, DeviceList, DeviceQuery } from '../device-schemas.ts'
import type { Api, Door } from '../door.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { cursorOf, IdParams } from '../query.ts'
import { rememberedDevice } from '../seen-device.ts'
import { deviceBody } from '../telling/device-body.ts'

/** Devices: all that may be seen, and one. */
export function deviceRoutes(api: Api, door: Door): void {
  const { auth, house } = door
  const tags = ['devices']

  api.get(
    '/api/v1/devices',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'The devices that you may see',
        querystring: DeviceQuery,
        response: { 200: DeviceList, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const { limit, accountId } = request.query
      const after = cursorOf(request.query)
      const page = await seeDevices(house, auth.actorOf(request), {
        ...(after === undefined ? {} : { after }),
        ...(limit === undefined ? {} : { limit }),
        ...(accountId === undefined ? {} : { accountId }),
      })
      return { items: page.items.map(deviceBody), next: page.next }
    },
  )

  api.get(
    '/api/v1/devices/:id',
    {
      onRequest: auth.signedIn,
      schema: { tags, summary: 'One device', params: IdParams, response: { 200: Device, ...PROBLEM_ANSWERS } },
    },
    async (request) => deviceBody(await rememberedDevice(door, request)),
  )
}
