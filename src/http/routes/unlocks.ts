import { fetchUnlockCode } from '../../flows/licences/fetch.ts'
import { issueSecret } from '../../flows/owning/bridge-secret.ts'
import { cancelUnlock } from '../../flows/unlock/cancel-unlock.ts'
import { seeLicences } from '../../flows/unlock/see-licences.ts'
import { seeUnlocks } from '../../flows/unlock/see-unlocks.ts'
import { sendAgain } from '../../flows/unlock/send-again.ts'
import { readLicenceType } from '../../std/licence-type.ts'
import { missing } from '../../std/missing.ts'
import { ProblemError } from '../../std/problems.ts'
import {
  BridgeSecret,
  DongleLicences,
  Unlock,
  UnlockAgain,
  UnlockAgainAnswer,
  UnlockCode,
  UnlockCodeWanted,
  UnlockList,
  UnlockParams,
} from '../dongle-schemas.ts'
import type { Api, Door } from '../door.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'
import { cursorOf, IdParams, knownId, PageQuery } from '../query.ts'
import { seenDevice } from '../seen-device.ts'
import { commandKeysBody, licencesBody, unlockBody } from '../telling/dongle-body.ts'

const tags = ['dongles']

/** What a dongle holds, what is released for it, and what is on its way. */
export function unlockRoutes(api: Api, door: Door): void {
  const { auth, house } = door

  api.get(
    '/api/v1/devices/:id/licences',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Licences of a dongle',
        description:
          'By licence number: what it holds, as it last said, and what is released. The present number first.',
        params: IdParams,
        response: { 200: DongleLicences, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const seen = await seeLicences(house, await seenDevice(door, request))
      if (!seen) throw missing('dongle')
      return licencesBody(seen)
    },
  )

  api.get(
    '/api/v1/devices/:id/unlocks',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Unlock commands of a dongle, newest first',
        description: 'Each step is told on `/api/v1/events` under `device:<id>`: `{unlock, state, reason?}`.',
        params: IdParams,
        querystring: PageQuery,
        response: { 200: UnlockList, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const { id } = await seenDevice(door, request)
      const before = cursorOf(request.query)
      const { limit } = request.query
      const page = await seeUnlocks(house, id, {
        ...(before === undefined ? {} : { before }),
        ...(limit === undefined ? {} : { limit }),
      })
      return { items: page.items.map(unlockBody), next: page.next }
    },
  )

  actRoutes(api, door)
}

function actRoutes(api: Api, door: Door): void {
  const { auth, house } = door
  api.post(
    '/api/v1/devices/:id/unlocks',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Send a release to its dongle again',
        description: 'After a refusal. Nothing happens while a command for it is on its way.',
        params: IdParams,
        body: UnlockAgain,
        response: { 202: UnlockAgainAnswer, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const [deviceId, releaseId] = [knownId(request.params.id), knownId(request.body.releaseId, 'release')]
      const outcome = await sendAgain(house, auth.actorOf(request), { deviceId, releaseId })
      if (outcome === 'not-found') throw missing('release')
      if (outcome === 'forbidden') throw new ProblemError(outcome)
      return reply.code(202).send({ outcome })
    },
  )

  api.post(
    '/api/v1/devices/:id/unlocks/:unlock/cancellation',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Take an unlock back before it is sent',
        description:
          'While it is `queued`, so that it surely has not reached the dongle. What is released stays released and invoiced: its code can be fetched all the same.',
        params: UnlockParams,
        response: { 200: Unlock, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const [deviceId, unlockId] = [knownId(request.params.id), knownId(request.params.unlock)]
      const outcome = await cancelUnlock(house, auth.actorOf(request), { deviceId, unlockId })
      if (typeof outcome === 'string') throw new ProblemError(outcome)
      return unlockBody(outcome)
    },
  )

  secretRoutes(api, door)
}

/** What is told to one person, to be typed or written in somewhere; each time is audited. */
function secretRoutes(api: Api, { auth, house }: Door): void {
  api.post(
    '/api/v1/devices/:id/unlock-codes',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'The unlock code of what is released',
        description: 'To be typed in. The same each time; every time is audited.',
        params: IdParams,
        body: UnlockCodeWanted,
        response: { 200: UnlockCode, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const type = readLicenceType(request.body.type)
      if (!type) throw new InvalidRequest({ path: '/body/type', message: 'must be 1P to 254P, or E' })
      const licenceNumber = request.body.licenceNumber.toUpperCase()
      const wanted = { deviceId: knownId(request.params.id), licenceNumber, type }
      const outcome = await fetchUnlockCode(house, auth.actorOf(request), wanted)
      if (outcome.kind === 'fetched') return { code: outcome.code }
      if (outcome.kind === 'not-found' || outcome.kind === 'forbidden') throw new ProblemError(outcome.kind)
      throw new ProblemError('not-released')
    },
  )

  api.post(
    '/api/v1/devices/:id/bridge-secret',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'A new secret for the bridge of a dongle',
        description:
          'Told once. The one before it is over: a bridge that is connected with it is cut off. Of a dongle that has changed hands, or that a closed account left, nobody knows the secret until one is issued.',
        params: IdParams,
        response: { 200: BridgeSecret, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const issued = await issueSecret(house, auth.actorOf(request), knownId(request.params.id))
      if (issued === 'not-found') throw missing('dongle')
      if (issued === 'forbidden') throw new ProblemError(issued)
      return { ...issued, commandKeys: commandKeysBody(house) }
    },
  )
}
