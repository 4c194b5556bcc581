import { type SeenSms, seeOneSms, seeSms, seeWaiting } from '../../flows/sms/see-sms.ts'
import { sendSms } from '../../flows/sms/send-sms.ts'
import { instantText } from '../../std/period.ts'
import { ProblemError } from '../../std/problems.ts'
import type { Api, Door } from '../door.ts'
import { idempotencyKey } from '../idempotency-key.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'
import { cursorOf, IdParams, KeyHeader, knownId } from '../query.ts'
import {
  AcceptedSms,
  SendSmsBody,
  Sms,
  type SmsBody,
  SmsList,
  SmsQuery,
  type SmsTransportBody,
  SmsTransportState,
} from '../sms-schemas.ts'

/** Messages to phones. */
export function smsRoutes(api: Api, { auth, house, simulator, sms }: Door): void {
  const tags = ['sms']
  const transport = sms?.name ?? 'console'
  const show = { own: simulator !== undefined }

  api.get(
    '/api/v1/sms',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Text messages to phones, newest first',
        description: 'For staff, with codes masked; in `koppel demo` also your own, whole.',
        querystring: SmsQuery,
        response: { 200: SmsList, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const { state } = request.query
      const before = cursorOf(request.query)
      const limit = request.query.limit ?? 50
      const page = { limit, ...(before === undefined ? {} : { before }), ...(state === undefined ? {} : { state }) }
      const seen = await seeSms(house, auth.actorOf(request), show, page)
      if (seen === 'forbidden') throw new ProblemError('forbidden')
      return { items: seen.map(told), next: seen.length === limit ? (seen.at(-1)?.id ?? null) : null, transport }
    },
  )

  api.post(
    '/api/v1/sms',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Send a text message',
        description: 'For staff. It leaves soon; what becomes of it is told by `/api/v1/sms/{id}`.',
        headers: KeyHeader,
        body: SendSmsBody,
        response: { 202: AcceptedSms, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const key = idempotencyKey(request)
      const outcome = await sendSms(house, { actor: auth.actorOf(request), ...request.body, idempotencyKey: key })
      if (outcome.kind === 'invalid-text') throw new InvalidRequest({ path: '/body/text', message: 'must be a text' })
      if (outcome.kind === 'key-reused') throw new ProblemError('idempotency-key-reused')
      if (outcome.kind !== 'accepted') throw new ProblemError(outcome.kind)
      const { id, parts } = outcome
      return reply.code(202).header('location', `/api/v1/sms/${id}`).send({ id, parts })
    },
  )

  api.get(
    '/api/v1/sms/:id',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'One text message',
        params: IdParams,
        response: { 200: Sms, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const seen = await seeOneSms(house, auth.actorOf(request), knownId(request.params.id), show)
      if (seen === null) throw new ProblemError('not-found')
      return told(seen)
    },
  )
}

/** The way to the phone network. */
export function smsTransportRoutes(api: Api, { auth, house, sms }: Door): void {
  api.get(
    '/api/v1/sms-transport',
    {
      onRequest: auth.signedIn,
      schema: {
        tags: ['sms'],
        summary: 'The way to the phone network, and what waits before it',
        response: { 200: SmsTransportState, ...PROBLEM_ANSWERS },
      },
    },
    async (request): Promise<SmsTransportBody> => {
      const seen = await seeWaiting(house, auth.actorOf(request))
      if (seen === 'forbidden') throw new ProblemError('forbidden')
      const { ready, why, signal_dBm, network } = sms?.state() ?? { ready: true }
      return {
        ...{ name: sms?.name ?? 'console', ready, waiting: seen.waiting },
        ...(why === undefined ? {} : { why }),
        ...(signal_dBm === undefined ? {} : { signalDbm: signal_dBm }),
        ...(network === undefined ? {} : { network }),
        ...(seen.oldestAt === null ? {} : { oldestAt: instantText(seen.oldestAt) }),
      }
    },
  )
}

function told(sms: SeenSms): SmsBody {
  const { id, to, text, purpose, state, attempts, parts, transport, reason } = sms
  const when = (name: 'handedOverAt' | 'settledAt' | 'nextTryAt', at: number | null) =>
    at === null ? {} : { [name]: instantText(at) }
  return {
    ...{ id, to, text, purpose, state, attempts, at: instantText(sms.at) },
    ...(parts === null ? {} : { parts }),
    ...(transport === null ? {} : { transport }),
    ...(reason === null ? {} : { reason }),
    ...when('handedOverAt', sms.handedAt),
    ...when('settledAt', sms.settledAt),
    ...when('nextTryAt', sms.dueAt),
  }
}
