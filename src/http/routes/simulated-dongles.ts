import { Type } from 'typebox'
import { simulatorRights } from '../../flows/simulated-devices.ts'
import { ProblemError } from '../../std/problems.ts'
import type { SimulatedDongles } from '../dongle-simulator.ts'
import { SimulatedDongle, SimulatedDongleList, SimulatedDongleOrder } from '../dongle-simulator-schemas.ts'
import type { Api, Door } from '../door.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'

/** Dongles to play with, in `koppel demo` only. */
export function simulatedDongleRoutes(api: Api, { auth, house }: Door, dongles: SimulatedDongles): void {
  const tags = ['simulator']

  api.get(
    '/api/v1/simulator/dongles',
    {
      onRequest: auth.signedIn,
      schema: { tags, summary: 'Your simulated dongles', response: { 200: SimulatedDongleList, ...PROBLEM_ANSWERS } },
    },
    async (request) => {
      const right = await simulatorRights(house, auth.actorOf(request))
      return { items: (await dongles.list()).filter(({ caratId }) => right(caratId) === 'allowed') }
    },
  )

  api.post(
    '/api/v1/simulator/dongles/:caratId',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Make a simulated dongle live through something',
        params: Type.Object({ caratId: Type.String() }),
        body: SimulatedDongleOrder,
        response: { 200: SimulatedDongle, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const { caratId } = request.params
      const right = (await simulatorRights(house, auth.actorOf(request)))(caratId)
      if (right !== 'allowed') throw new ProblemError(right)
      const dongle = await dongles.order(caratId, request.body).catch((error: unknown) => {
        if (!(error instanceof RangeError)) throw error
        throw new InvalidRequest({ path: '/body/userInformation', message: 'must be at most 200 bytes of UTF-8' })
      })
      if (!dongle) throw new ProblemError('not-found')
      return dongle
    },
  )
}
