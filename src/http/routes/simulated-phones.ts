import type { FastifyRequest } from 'fastify'
import { mayPlayPhone } from '../../flows/simulated-devices.ts'
import { ProblemError } from '../../std/problems.ts'
import type { Api, Door } from '../door.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'
import type { SimulatedPhones } from '../simulator-control.ts'
import { Answers, ModemOrder, SayBody, SimulatedModemState } from '../simulator-schemas.ts'

const TIMEOUT_DEFAULT_S = 45

/** Everybody's telephones and the modem between them and the house, in `koppel demo` only. */
export function simulatedPhoneRoutes(api: Api, { auth, house }: Door, phones: SimulatedPhones): void {
  const tags = ['simulator']
  const onlyForWhoMay = async (request: FastifyRequest): Promise<void> => {
    if (!(await mayPlayPhone(house, auth.actorOf(request)))) throw new ProblemError('forbidden')
  }

  api.post(
    '/api/v1/simulator/texts',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Send a text in the name of a telephone, and wait for the answer',
        description:
          'No answer in time is an empty list. Who says something from the same number waits for the one before.',
        body: SayBody,
        response: { 200: Answers, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      await onlyForWhoMay(request)
      const { from, text, timeoutSeconds = TIMEOUT_DEFAULT_S } = request.body
      const answers = await phones.say(from, text, timeoutSeconds * 1_000).catch((error: unknown) => {
        if (error instanceof RangeError) throw new InvalidRequest({ path: '/body', message: error.message })
        throw error
      })
      return { answers }
    },
  )

  api.get(
    '/api/v1/simulator/modem',
    {
      onRequest: auth.signedIn,
      schema: { tags, summary: 'The simulated modem', response: { 200: SimulatedModemState, ...PROBLEM_ANSWERS } },
    },
    async (request) => {
      await onlyForWhoMay(request)
      return phones.state()
    },
  )

  api.post(
    '/api/v1/simulator/modem',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Make the simulated modem live through something',
        body: ModemOrder,
        response: { 200: SimulatedModemState, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      await onlyForWhoMay(request)
      if ((await phones.order(request.body)) === 'unknown-fault')
        throw new InvalidRequest({ path: '/body/fault', message: `must be one of ${phones.state().faults.join(', ')}` })
      return phones.state()
    },
  )
}
