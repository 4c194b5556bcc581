import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { GatewayRequest } from '../../flows/sms/gateway.ts'
import { ProblemError } from '../../std/problems.ts'
import type { Api, Door } from '../door.ts'
import { HTTP_LIMITS } from '../limits.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'

type Hook = 'inbound' | 'reports'
const Profile = Type.Object({ profile: Type.String() })

/** What SMS gateways call. They do not sign in: each proves itself as its profile says, over the bytes of its request, before anything of it is read. */
export function smsGatewayRoutes(api: Api, door: Door): void {
  void api.register((scope: Api, _options, done) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: HTTP_LIMITS.bodyBytes_max },
      (_request, body, done) => done(null, body),
    )
    for (const [hook, summary] of [
      ['inbound', 'An SMS from a phone'],
      ['reports', 'What became of an SMS'],
    ] as const) {
      scope.post(
        `/api/v1/sms/gateways/:profile/${hook}`,
        {
          schema: {
            tags: ['sms'],
            summary,
            description:
              'For the SMS gateway alone, in the form of its own documentation and with its signature or password. A success means that it is on disk.',
            security: [],
            params: Profile,
            response: {
              200: { description: 'Taken', type: 'string' },
              204: { description: 'Taken', type: 'null' },
              ...PROBLEM_ANSWERS,
            },
          },
        },
        async (request, reply) => answer(door, hook, request.params.profile, request, reply),
      )
    }
    done()
  })
}

async function answer(
  { measures, smsGateway, teller }: Door,
  hook: Hook,
  profile: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (!smsGateway || smsGateway.name !== profile) throw new ProblemError('not-found')
  const count = (outcome: 'taken' | 'unproven' | 'malformed' | 'failed'): void =>
    measures.gateway(smsGateway.name, hook, outcome)
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== smsGateway.contentType) {
    count('malformed')
    throw new ProblemError('unsupported-media-type')
  }
  const told = asItCame(request, teller.publicUrl())
  const outcome = await (hook === 'inbound' ? smsGateway.inbound(told) : smsGateway.report(told)).catch(
    (error: unknown) => {
      count('failed')
      throw error
    },
  )
  count(outcome.kind)
  switch (outcome.kind) {
    case 'taken':
      if (outcome.type !== null) reply.type(outcome.type)
      return reply.code(outcome.status).send(outcome.body === '' ? undefined : outcome.body)
    case 'malformed':
      throw new InvalidRequest({ path: `/body/${outcome.field}`, message: 'is missing or cannot be read' })
    case 'unproven':
      if (outcome.challenge === null) throw new ProblemError('wrong-signature')
      reply.header('www-authenticate', outcome.challenge)
      throw new ProblemError('wrong-credentials')
  }
}

/** Node joins headers that came twice; a signature that came twice is none. */
function asItCame({ body, raw }: FastifyRequest, publicUrl: string): GatewayRequest {
  const headers = new Map<string, string[]>()
  for (let at = 0; at + 1 < raw.rawHeaders.length; at += 2) {
    const name = String(raw.rawHeaders[at]).toLowerCase()
    headers.set(name, [...(headers.get(name) ?? []), String(raw.rawHeaders[at + 1])])
  }
  return {
    url: publicUrl + String(raw.url),
    headers,
    body: Buffer.isBuffer(body) ? body : new Uint8Array(),
  }
}
