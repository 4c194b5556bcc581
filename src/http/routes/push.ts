import { notePushReceipt } from '../../flows/push/settle-push.ts'
import { ownStanding, subscribe, unsubscribe } from '../../flows/push/subscribe.ts'
import { applicationServerKey } from '../../flows/push/vapid.ts'
import { ProblemError } from '../../std/problems.ts'
import type { Api, Door } from '../door.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'
import { PushKey, PushReceiptBody, PushSubscriptionBody } from '../recipient-schemas.ts'

const tags = ['push']

/** Pushes of the session that asks: it gets them while it is the last in which its user signed in. */
export function pushRoutes(api: Api, { auth, house, pushServices = [] }: Door): void {
  api.get(
    '/api/v1/push',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'The key to subscribe to, and whether alarms come to this session',
        response: { 200: PushKey, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => ({
      publicKey: applicationServerKey(house.keys),
      standing: await ownStanding(house, auth.actorOf(request)),
    }),
  )
  api.put(
    '/api/v1/push/subscription',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Get alarms by push in this session: what a browser’s PushSubscription says of itself',
        body: PushSubscriptionBody,
        response: { 200: PushKey, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const { endpoint, keys } = request.body
      const actor = auth.actorOf(request)
      const outcome = await subscribe(house, { actor, target: { endpoint, ...keys }, services: pushServices })
      if (outcome === 'forbidden') throw new ProblemError(outcome)
      if (outcome === 'no-push-service')
        throw new InvalidRequest({ path: '/body/endpoint', message: 'is no push service that this server writes to' })
      if (outcome === 'no-keys')
        throw new InvalidRequest({ path: '/body/keys', message: 'must be a point of P-256 and sixteen octets' })
      return { publicKey: applicationServerKey(house.keys), standing: await ownStanding(house, actor) }
    },
  )
  api.delete(
    '/api/v1/push/subscription',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Get no more alarms by push in this session',
        response: { 204: { description: 'Ended' }, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      await unsubscribe(house, auth.actorOf(request))
      return reply.code(204).send()
    },
  )
  api.post(
    '/api/v1/push/receipts',
    {
      schema: {
        tags,
        summary: 'A browser says that it showed a push, or that it was opened',
        description: 'Open: a word that only the browser could decrypt shows which push is meant.',
        security: [],
        body: PushReceiptBody,
        response: { 204: { description: 'Noted, or not known' }, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      await notePushReceipt(house, request.body.receipt, request.body.said)
      return reply.code(204).send()
    },
  )
}
