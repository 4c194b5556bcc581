import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { type Actor, actorName } from '../../accounts/actor.ts'
import { reach } from '../../accounts/can.ts'
import { standingOf } from '../../accounts/standing.ts'
import { seeRedemption } from '../../flows/see-redemptions.ts'
import { ProblemError } from '../../std/problems.ts'
import type { Api, Door } from '../door.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { IdParams, knownId } from '../query.ts'
import type { EventStream } from '../sse/event-stream.ts'
import { feedAccounts } from '../sse/feed-accounts.ts'
import { feedRedemption, hasSeenTheEnd } from '../sse/feed-redemption.ts'
import { lastEventId } from '../sse/last-event-id.ts'
import { redemptionBody } from '../telling/redemption-body.ts'

const STREAM = {
  200: { description: 'Server-Sent Events', content: { 'text/event-stream': { schema: Type.String() } } },
}

/** Live changes over Server-Sent Events. A stream ends when its session does. */
export function eventRoutes(api: Api, { auth, house, live, streams }: Door): void {
  const tags = ['events']

  api.get(
    '/api/v1/events',
    {
      onRequest: auth.signedIn,
      exposeHeadRoute: false,
      schema: {
        tags,
        summary: 'What happens on your accounts',
        description:
          'Each event: `id` its number, `data` `{topic, at, body}` with topic `redemption:<id>` or `device:<id>`. Resumes behind `Last-Event-ID`, else begins now.',
        response: { ...STREAM, ...PROBLEM_ANSWERS } as Record<string, unknown>,
      },
    },
    async (request, reply) => {
      const actor = auth.actorOf(request)
      const latest = await live.latest()
      // A number that was never given comes from another ledger: waiting for it would be waiting for ever.
      const from = Math.min(lastEventId(request) ?? latest, latest)
      const stream = open(request, actor)
      const accounts = async () => reach(await standingOf(house.ledger.reads, actor), 'see-device')
      feed(stream, feedAccounts(live, stream, from, accounts))
      return sendStream(reply, stream)
    },
  )

  api.get(
    '/api/v1/redemptions/:id/events',
    {
      onRequest: auth.signedIn,
      exposeHeadRoute: false,
      schema: {
        tags,
        summary: 'A redemption as it proceeds',
        description:
          'Each event carries the whole redemption; the first comes at once, and the stream ends after a final state. A browser that connects again after that gets 204.',
        params: IdParams,
        response: { ...STREAM, ...PROBLEM_ANSWERS } as Record<string, unknown>,
      },
    },
    async (request, reply) => {
      const actor = auth.actorOf(request)
      const id = knownId((request.params as { id: string }).id)
      const read = async () => {
        const seen = await seeRedemption(house, actor, id)
        return seen && redemptionBody(seen)
      }
      if (!(await read())) throw new ProblemError('not-found')
      const seen = lastEventId(request)
      if (seen !== null && (await hasSeenTheEnd(live, id, seen))) return reply.code(204).send()
      const stream = open(request, actor)
      feed(stream, feedRedemption(live, stream, id, read))
      return sendStream(reply, stream)
    },
  )

  function open(request: FastifyRequest, actor: Actor): EventStream {
    return streams.open({
      user: actorName(actor),
      sessionId: actor.kind === 'user' ? actor.sessionId : null,
      stillWanted: () => auth.stillSignedIn(request),
    })
  }

  /** A feed that fails ends its stream: the reader connects again and resumes. */
  function feed(stream: EventStream, feeding: Promise<void>): void {
    feeding.catch((error: unknown) => {
      house.world.log.warn({ error }, 'stream failed')
      stream.end()
    })
  }
}

function sendStream(reply: FastifyReply, stream: EventStream): FastifyReply {
  return (
    reply
      .type('text/event-stream; charset=utf-8')
      .header('cache-control', 'no-store')
      // nginx would hold events back until its buffer is full.
      .header('x-accel-buffering', 'no')
      .send(stream.readable)
  )
}
