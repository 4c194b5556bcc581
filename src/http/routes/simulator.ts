import { Type } from 'typebox'
import { simulatorRights } from '../../flows/simulated-devices.ts'
import { ProblemError } from '../../std/problems.ts'
import type { Api, Door } from '../door.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import type { SimulatorControl } from '../simulator-control.ts'
import { SimulatedCollar, SimulatedCollarList, SimulatorOrder } from '../simulator-schemas.ts'

/** Faults on demand, in `koppel demo` only. */
export function simulatorRoutes(api: Api, { auth, house }: Door, simulator: SimulatorControl): void {
  const tags = ['simulator']

  api.get(
    '/api/v1/simulator/collars',
    {
      onRequest: auth.signedIn,
      schema: { tags, summary: 'Your simulated collars', response: { 200: SimulatedCollarList, ...PROBLEM_ANSWERS } },
    },
    async (request) => {
      const right = await simulatorRights(house, auth.actorOf(request))
      return { items: (await simulator.list()).filter(({ imei }) => right(imei) === 'allowed') }
    },
  )

  api.post(
    '/api/v1/simulator/collars/:imei',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Make a simulated collar live through something',
        params: Type.Object({ imei: Type.String() }),
        body: SimulatorOrder,
        response: { 200: SimulatedCollar, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const { imei } = request.params
      const right = (await simulatorRights(house, auth.actorOf(request)))(imei)
      if (right !== 'allowed') throw new ProblemError(right)
      const collar = await simulator.order(imei, request.body)
      if (!collar) throw new ProblemError('not-found')
      return collar
    },
  )
}
