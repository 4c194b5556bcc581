import type { FastifyReply, FastifyRequest } from 'fastify'
import { isId } from '../../std/ids.ts'
import { PROBLEMS, type ProblemCode } from '../../std/problems.ts'
import type { World } from '../../std/world.ts'
import { answerWhileDraining } from './drain.ts'
import { missingAt } from './missing-at.ts'
import { type Happened, problemBody, type Teller, type Trouble } from './problem-body.ts'
import { troubleOf } from './trouble-of.ts'

/** What a client should wait when we cannot say it better. */
const RETRY_AFTER_S = { 429: 60, 503: 5 } as const

/** Answers requests that did not succeed: the one place where a problem becomes HTTP. */
export type ProblemAnswers = {
  /** Error handler: expected errors by their name, others as `internal-error`, logged under the request's id. */
  caught(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply
  /** Called with the code of each problem told. */
  onTold(listener: (code: ProblemCode) => void): void
}

/** @param world its clock tells how long to wait, its log takes what nobody expected */
export function problemAnswers(teller: Teller, world: World): ProblemAnswers {
  let told: (code: ProblemCode) => void = () => {}

  const answer = (met: Trouble, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const trouble = naming(met, request)
    const language = languageOf(teller, trouble.code, request.headers['accept-language'])
    const { status } = PROBLEMS[trouble.code]
    told(trouble.code)
    if (status === 401 && !reply.hasHeader('www-authenticate'))
      reply.header('www-authenticate', 'Bearer realm="koppel"')
    const wait_s = retryAfter_s(trouble, world.clock.now())
    if (wait_s !== null) reply.header('retry-after', String(wait_s))
    reply
      .code(status)
      .header('content-language', language)
      .header('vary', 'accept-language')
      .type('application/problem+json; charset=utf-8')
    const body = JSON.stringify(problemBody(teller, language, trouble, happenedAt(request, trouble, world.clock.now())))
    if (trouble.code !== 'too-large') return reply.send(body)
    return reply.header('content-length', Buffer.byteLength(body)).send(answerWhileDraining(request.raw, body))
  }

  return {
    caught(error, request, reply) {
      const trouble = troubleOf(error)
      if (trouble === null) {
        world.log.error({ error, requestId: request.id, route: request.routeOptions.url }, 'request failed')
        return answer({ code: 'internal-error', params: {} }, request, reply)
      }
      if (trouble.code === 'try-again-later') world.log.warn({ error, requestId: request.id }, 'request put off')
      return answer(trouble, request, reply)
    },
    onTold(listener) {
      told = listener
    },
  }
}

/** What is not found is named: as whoever looked for it said, or else as the request's path does. */
function naming(trouble: Trouble, { routeOptions }: FastifyRequest): Trouble {
  const missing = trouble.code === 'not-found' ? (trouble.params.missing ?? missingAt(routeOptions.url)) : undefined
  return missing === undefined ? trouble : { ...trouble, params: { ...trouble.params, missing } }
}

/** The language that is asked for, where it has words for this problem: one that is there for visitors alone has them for few. */
function languageOf({ texts }: Teller, code: ProblemCode, acceptLanguage: string | undefined): string {
  const wished = texts.negotiate(acceptLanguage, 'visitor')
  return texts.speaks(wished, `problem.${code}.title`) ? wished : texts.negotiate(acceptLanguage)
}

/** Where and when it happened, for a support case: a request sent again tells the first one's moment and reference. */
function happenedAt(request: FastifyRequest, { params }: Trouble, now: number): Happened {
  const reference = typeof params.reference === 'string' ? params.reference : request.id
  const at = typeof params.at === 'number' ? params.at : now
  const { id } = (request.params ?? {}) as { id?: unknown }
  const atDevice = request.routeOptions.url?.startsWith('/api/v1/devices/:id') && typeof id === 'string' && isId(id)
  return { at, reference, ...(atDevice ? { deviceId: id } : {}) }
}

/** RFC 9110 §10.2.3, in seconds; null for what is not a matter of waiting. */
function retryAfter_s({ code, params }: Trouble, now_ms: number): number | null {
  const { status } = PROBLEMS[code]
  if (status !== 429 && status !== 503) return null
  if (typeof params.retryAt !== 'number') return RETRY_AFTER_S[status]
  return Math.max(1, Math.ceil((params.retryAt - now_ms) / 1_000))
}
