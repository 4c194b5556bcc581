import { Type } from 'typebox'
import { changeOwnLanguage } from '../../flows/users/own-language.ts'
import { changeOwnPassword } from '../../flows/users/own-password.ts'
import { ownSessions, revokeSessions } from '../../flows/users/sessions.ts'
import { instantText } from '../../std/period.ts'
import { ProblemError } from '../../std/problems.ts'
import type { Api, Door } from '../door.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { IdParams, knownId } from '../query.ts'
import { languageOf, lettersOf } from '../session/letters.ts'
import { Ended, OwnLanguageBody, OwnPasswordBody, SessionList } from '../user-schemas.ts'

const tags = ['session']

/** One's own sessions, password and language. */
export function ownSessionRoutes(api: Api, door: Door): void {
  listRoutes(api, door)
  passwordRoutes(api, door)
  languageRoutes(api, door)
}

function listRoutes(api: Api, door: Door): void {
  const { auth, house } = door

  api.get(
    '/api/v1/sessions',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Where one is signed in, newest first',
        response: { 200: SessionList, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const seen = await ownSessions(house, auth.actorOf(request))
      const items = seen.map(({ createdAt, expiresAt, ...rest }) => ({
        ...rest,
        createdAt: instantText(createdAt),
        expiresAt: instantText(expiresAt),
      }))
      return { items }
    },
  )

  api.delete(
    '/api/v1/sessions',
    {
      onRequest: auth.signedIn,
      schema: { tags, summary: 'Sign out everywhere else', response: { 200: Ended, ...PROBLEM_ANSWERS } },
    },
    async (request) => endStreams(door, (await revokeSessions(house, auth.actorOf(request), 'others')) ?? []),
  )

  api.delete(
    '/api/v1/sessions/:id',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'End one of one’s own sessions',
        params: IdParams,
        response: { 200: Ended, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const ended = await revokeSessions(house, auth.actorOf(request), knownId(request.params.id))
      if (ended === null) throw new ProblemError('not-found')
      return endStreams(door, ended)
    },
  )
}

function passwordRoutes(api: Api, door: Door): void {
  const { auth, house } = door
  api.put(
    '/api/v1/password',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Change one’s own password',
        description: 'Every other session of the user ends.',
        body: OwnPasswordBody,
        response: { 200: Ended, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const actor = auth.actorOf(request)
      // Counted as signing in is: whoever found a session open must not try passwords by it.
      const takeBack = door.signIns.count(actor.kind === 'user' ? actor.userId : 'operator', request.ip)
      const outcome = await changeOwnPassword(house, lettersOf(door), actor, request.body).catch((error: unknown) => {
        takeBack()
        throw error
      })
      if (outcome.kind !== 'wrong-password') takeBack()
      if (outcome.kind !== 'changed') throw new ProblemError(outcome.kind)
      return endStreams(door, outcome.ended)
    },
  )
}

function languageRoutes(api: Api, door: Door): void {
  api.put(
    '/api/v1/language',
    {
      onRequest: door.auth.signedIn,
      schema: {
        tags,
        summary: 'Choose the language that one is written to in',
        description:
          'Of mails. What a recipient of alarms is told is in the language that was chosen there, and what the API says follows Accept-Language.',
        body: OwnLanguageBody,
        response: { 204: Type.Null({ description: 'chosen' }), ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const language = languageOf(door, request.body.language, undefined)
      const outcome = await changeOwnLanguage(door.house, door.auth.actorOf(request), language)
      if (outcome !== 'changed') throw new ProblemError(outcome)
      return reply.code(204).send(null)
    },
  )
}

function endStreams({ streams }: Door, ended: readonly string[]): { ended: number } {
  for (const id of ended) streams.endSession(id)
  return { ended: ended.length }
}
