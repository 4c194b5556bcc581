import { Type } from 'typebox'
import { acknowledgeAlarm, seeAlarms } from '../../flows/alarms/see-alarms.ts'
import { ProblemError } from '../../std/problems.ts'
import { AlarmList, AlarmQuery } from '../alarm-schemas.ts'
import type { Api, Door } from '../door.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { cursorOf, IdParams, knownId } from '../query.ts'
import { alarmBody } from '../telling/alarm-body.ts'

const tags = ['alarms']
const DONE = Type.Null({ description: 'Done' })

/** What has happened to collars, and taking it on. */
export function alarmRoutes(api: Api, { auth, house }: Door): void {
  api.get(
    '/api/v1/alarms',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Alarms, newest first',
        querystring: AlarmQuery,
        response: { 200: AlarmList, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const { limit = 50, open = false, deviceId } = request.query
      const before = cursorOf(request.query)
      const of = deviceId === undefined ? {} : { deviceId: knownId(deviceId, 'device') }
      const page = { limit, open, ...of, ...(before === undefined ? {} : { before }) }
      const seen = await seeAlarms(house, auth.actorOf(request), page)
      return { items: seen.map(alarmBody), next: seen.length === limit ? (seen.at(-1)?.id ?? null) : null }
    },
  )

  api.post(
    '/api/v1/alarms/:id/acknowledgement',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Take an alarm on',
        description: 'That a SIM was swapped is over by that; everything else is over when it is.',
        params: IdParams,
        response: { 204: DONE, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const asked = { actor: auth.actorOf(request), id: knownId(request.params.id) }
      const done = await acknowledgeAlarm(house, asked)
      if (done !== 'acknowledged') throw new ProblemError(done)
      return reply.status(204).send(null)
    },
  )
}
