import { Type } from 'typebox'
import { chooseSettings, type SeenSettings, seeSettings } from '../../flows/alarms/change-settings.ts'
import { addZone, changeZone, removeZone, seeZones } from '../../flows/alarms/zones.ts'
import { ProblemError } from '../../std/problems.ts'
import { AlarmAccountQuery, AlarmChoice, AlarmSettings, Zone, ZoneBody, ZoneList } from '../alarm-schemas.ts'
import type { Api, Door } from '../door.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'
import { IdParams, knownId } from '../query.ts'

const tags = ['alarms']
const DONE = Type.Null({ description: 'Done' })
const settings = { 200: AlarmSettings, ...PROBLEM_ANSWERS }

/** What collars are watched for: of one, and an account's defaults. */
export function alarmSettingRoutes(api: Api, { auth, house }: Door): void {
  api.get(
    '/api/v1/alarm-settings',
    {
      onRequest: auth.signedIn,
      schema: { tags, summary: 'An account’s defaults', querystring: AlarmAccountQuery, response: settings },
    },
    async (request) => found(await seeSettings(house, auth.actorOf(request), accountOf(request.query))),
  )
  api.put(
    '/api/v1/alarm-settings',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Choose an account’s defaults',
        description: 'They hold for each collar from its next report on.',
        querystring: AlarmAccountQuery,
        body: AlarmChoice,
        response: settings,
      },
    },
    async (request) => {
      const of = accountOf(request.query)
      return found(await chooseSettings(house, { actor: auth.actorOf(request), of, chosen: request.body }))
    },
  )
  api.get(
    '/api/v1/devices/:id/alarm-settings',
    {
      onRequest: auth.signedIn,
      schema: { tags, summary: 'What a collar is watched for', params: IdParams, response: settings },
    },
    async (request) => {
      const of = { deviceId: knownId(request.params.id) }
      return found(await seeSettings(house, auth.actorOf(request), of))
    },
  )
  api.put(
    '/api/v1/devices/:id/alarm-settings',
    {
      onRequest: auth.signedIn,
      schema: { tags, summary: 'Choose it', params: IdParams, body: AlarmChoice, response: settings },
    },
    async (request) => {
      const of = { deviceId: knownId(request.params.id) }
      return found(await chooseSettings(house, { actor: auth.actorOf(request), of, chosen: request.body }))
    },
  )
}

/** Safety zones of collars. */
export function zoneRoutes(api: Api, { auth, house }: Door): void {
  api.get(
    '/api/v1/devices/:id/zones',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'A collar’s safety zones',
        params: IdParams,
        response: { 200: ZoneList, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const seen = await seeZones(house, auth.actorOf(request), knownId(request.params.id))
      return { items: found(seen) }
    },
  )
  api.post(
    '/api/v1/devices/:id/zones',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Draw a safety zone',
        description:
          'A circle of 30 m to 50 km, or a polygon of 3 to 50 corners whose edges do not cross and that is at least 50 m wide somewhere; at most 20 zones a collar.',
        params: IdParams,
        body: ZoneBody,
        response: { 201: Zone, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const asked = { actor: auth.actorOf(request), deviceId: knownId(request.params.id), zone: request.body }
      return reply.status(201).send(sound(found(await addZone(house, asked))))
    },
  )
  api.put(
    '/api/v1/zones/:id',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Draw a zone anew',
        description:
          'With another edge, or told of otherwise, it is another zone and has another id: an alarm of the one before is over.',
        params: IdParams,
        body: ZoneBody,
        response: { 200: Zone, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const asked = { actor: auth.actorOf(request), id: knownId(request.params.id), zone: request.body }
      return sound(found(await changeZone(house, asked)))
    },
  )
  api.delete(
    '/api/v1/zones/:id',
    {
      onRequest: auth.signedIn,
      schema: { tags, summary: 'Take a zone away', params: IdParams, response: { 204: DONE, ...PROBLEM_ANSWERS } },
    },
    async (request, reply) => {
      const done = await removeZone(house, { actor: auth.actorOf(request), id: knownId(request.params.id) })
      found(done === 'removed' ? {} : done)
      return reply.status(204).send(null)
    },
  )
}

const FAULTS: Record<string, string> = {
  radius: 'radius: 30 to 50,000 metres',
  points: 'points: a polygon has 3 to 50 corners',
  place: 'place: latitudes are -90 to 90, longitudes -180 to 180',
  'too-large': 'too-large: a polygon reaches 100 km at most',
  crossing: 'crossing: edges of a polygon may not cross or touch each other',
  'too-narrow':
    'too-narrow: a polygon has to be 50 m wide somewhere, or a collar in it cannot be told from one on its edge',
  zones: 'zones: a collar has 20 at most',
}

function sound<T extends object>(answer: T | { fault: string }): T {
  if (!('fault' in answer)) return answer
  throw new InvalidRequest({ path: '/body/shape', message: FAULTS[answer.fault] ?? answer.fault })
}

type No = Extract<SeenSettings | 'not-found' | 'forbidden' | 'which-account', string>

function found<T extends object>(answer: T | No): T {
  if (answer === 'which-account')
    throw new InvalidRequest({ path: '/querystring/accountId', message: 'must name an account' })
  if (typeof answer === 'string') throw new ProblemError(answer)
  return answer
}

function accountOf({ accountId }: { accountId?: string }): { accountId?: string } {
  return accountId === undefined ? {} : { accountId: knownId(accountId, 'account') }
}
