import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import { newId } from '../std/ids.ts'
import { missing } from '../std/missing.ts'
import { ProblemError } from '../std/problems.ts'
import type { World } from '../std/world.ts'
import { allowedMethods } from './allowed-methods.ts'
import type { Api } from './door.ts'
import { nestsTooDeep } from './json-body.ts'
import { lazySerializer } from './lazy-serializer.ts'
import { HTTP_LIMITS } from './limits.ts'
import type { ProblemAnswers } from './problem/answer-problem.ts'
import { clientErrorAnswer } from './problem/client-error.ts'
import { InvalidRequest } from './problem/invalid-request.ts'
import type { Teller } from './problem/problem-body.ts'
import type { PageFallback } from './routes/console.ts'

/** A server with every limit set and every failure answered as a problem, still without routes. */
export function newServer(parts: {
  world: World
  teller: Teller
  problems: ProblemAnswers
  /** Asked before an address is not found. */
  page: PageFallback
}): Api {
  const { world, problems } = parts
  const api: Api = Fastify({
    logger: false,
    schemaController: { compilersFactory: { buildSerializer: lazySerializer } },
    genReqId: () => newId(world.clock, world.random),
    requestIdHeader: false,
    bodyLimit: HTTP_LIMITS.bodyBytes_max,
    requestTimeout: HTTP_LIMITS.request_timeout_ms,
    keepAliveTimeout: HTTP_LIMITS.keepAlive_timeout_ms,
    routerOptions: { maxParamLength: HTTP_LIMITS.pathParameterBytes_max },
    http: { maxHeaderSize: HTTP_LIMITS.headerBytes_max, headersTimeout: HTTP_LIMITS.request_timeout_ms },
    // While closing, what is asked on an open connection is still answered: the house behind the door stands until the door is closed.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    clientErrorHandler: clientErrorAnswer(parts.teller),
    frameworkErrors: (error, request, reply) => void problems.caught(error, request, reply),
  })
  api.server.maxConnections = HTTP_LIMITS.connections_max
  api.setValidatorCompiler(TypeBoxValidatorCompiler)
  api.setErrorHandler((error, request, reply) => problems.caught(error, request, reply))
  readJsonOnly(api)
  answerUnknown(api, parts.page)
  return api
}

function readJsonOnly(api: Api): void {
  const parse = api.getDefaultJsonParser('error', 'error')
  api.removeAllContentTypeParsers()
  api.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = String(body)
    // A request that needs no body may still say that it would be JSON; where one is needed, its schema misses it.
    if (text === '') return done(null, undefined)
    const levels_max = HTTP_LIMITS.jsonLevels_max
    if (!nestsTooDeep(text, levels_max)) return parse(request, text, done)
    return done(new InvalidRequest({ path: '/body', message: `must not nest deeper than ${levels_max} levels` }))
  })
}

function answerUnknown(api: Api, page: PageFallback): void {
  const methods = allowedMethods()
  api.addHook('onRoute', ({ url, method }) => methods.note(url, method))
  api.setNotFoundHandler((request: FastifyRequest, reply: FastifyReply) => {
    const shown = page(request, reply)
    if (shown) return shown
    const allowed = methods.of(request.url.split('?', 1)[0] ?? '')
    if (allowed.length === 0) throw missing('address')
    reply.header('allow', allowed.join(', '))
    throw new ProblemError('method-not-allowed')
  })
}
