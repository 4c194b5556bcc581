import { Type } from 'typebox'
import type { Actor } from '../../accounts/actor.ts'
import { seeUser } from '../../flows/see-user.ts'
import { signIn, signOut } from '../../flows/sign-in.ts'
import { sourceNetwork } from '../../std/network.ts'
import { ProblemError } from '../../std/problems.ts'
import type { Api, Door } from '../door.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { SESSION_COOKIE, sessionCookie } from '../session/cookie.ts'
import { isCrossSite } from '../session/cross-site.ts'
import { CurrentSession, Session, SignIn, type UserBody } from '../session-schemas.ts'
import { factorProblem } from './second-factor.ts'

/** Signing in and out. A browser keeps the cookie, a script the token; both stand for the same session. */
export function sessionRoutes(api: Api, door: Door): void {
  const { auth, house, measures, streams, teller } = door
  const tags = ['session']

  api.post(
    '/api/v1/session',
    {
      schema: {
        tags,
        summary: 'Sign in',
        security: [],
        body: SignIn,
        response: { 201: Session, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      // Another site's page must not be able to sign a visitor in as somebody else either.
      if (isCrossSite(request, teller.publicUrl())) throw new ProblemError('cross-site')
      const { email, password, secondFactor } = request.body
      const takeBack = countAttempt(door, email, request.ip)
      const signed = await signIn(house, email, password, {
        agent: request.headers['user-agent'],
        secondFactor,
      }).catch((error: unknown) => {
        takeBack()
        throw error
      })
      if (!signed) {
        measures.signIn('wrong-login')
        throw new ProblemError('wrong-login')
      }
      if (signed.kind !== 'signed-in') {
        // The password fitted; tries of the second factor have a count of their own.
        takeBack()
        measures.signIn('wrong-login')
        throw factorProblem(signed)
      }
      takeBack()
      for (const id of signed.ended) streams.endSession(id)
      measures.signIn('signed-in')
      const user = await userOf(door, { kind: 'user', userId: signed.userId, sessionId: '', source: request.ip })
      return reply
        .code(201)
        .setCookie(SESSION_COOKIE, signed.token, sessionCookie(teller.publicUrl()))
        .send({ token: signed.token, user })
    },
  )

  api.get(
    '/api/v1/session',
    {
      onRequest: auth.signedIn,
      schema: { tags, summary: 'Who is signed in', response: { 200: CurrentSession, ...PROBLEM_ANSWERS } },
    },
    async (request) => ({ user: await userOf(door, auth.actorOf(request)) }),
  )

  api.delete(
    '/api/v1/session',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Sign out',
        description: 'The token is worth nothing afterwards, and live streams of the session end.',
        response: { 204: Type.Null({ description: 'Signed out' }), ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const actor = auth.actorOf(request)
      await signOut(house, actor)
      if (actor.kind === 'user') streams.endSession(actor.sessionId)
      return reply.code(204).clearCookie(SESSION_COOKIE, sessionCookie(teller.publicUrl())).send(null)
    },
  )
}

function countAttempt({ measures, signIns }: Door, email: string, address: string): () => void {
  try {
    return signIns.count(email, sourceNetwork(address))
  } catch (error) {
    measures.signIn('limited')
    throw error
  }
}

async function userOf({ house }: Door, actor: Actor): Promise<UserBody> {
  if (actor.kind === 'operator') return OPERATOR
  const user = await seeUser(house, actor.userId)
  if (!user) throw new ProblemError('not-signed-in')
  return user
}

/** The operator at the machine is no user, but whoever asks should get an answer of the same shape. */
const OPERATOR: UserBody = { id: 'operator', email: '', name: 'operator', language: 'en', memberships: [] }
