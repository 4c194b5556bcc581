import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Actor } from '../../accounts/actor.ts'
import type { House } from '../../flows/house.ts'
import { whoIs } from '../../flows/sign-in.ts'
import { ProblemError } from '../../std/problems.ts'
import { SESSION_COOKIE } from './cookie.ts'
import { isCrossSite } from './cross-site.ts'

/** Who sent a request, found out before its body is read. */
export type Authentication = {
  /** `onRequest` hook. @throws ProblemError `not-signed-in`, `cross-site` */
  signedIn(request: FastifyRequest): Promise<void>
  /** Who asks where everybody may: null for one who is not signed in. @throws ProblemError `cross-site` */
  whoever(request: FastifyRequest): Promise<Actor | null>
  /** Who passed that hook. @throws Error for a route that has no such hook: a mistake of ours */
  actorOf(request: FastifyRequest): Actor
  /** True while the request's token still stands for somebody: for streams, which outlive their beginning. */
  stillSignedIn(request: FastifyRequest): Promise<boolean>
}

const TOKEN_CHARACTERS_MAX = 256

/** @param operatorToken stands for the local operator; empty = for nobody  @param publicUrl asked anew, because a port is known only after listening */
export function authentication(house: House, operatorToken: string, publicUrl: () => string): Authentication {
  const actors = new WeakMap<FastifyRequest, Actor>()
  const operator = digest(operatorToken)

  const identify = async (request: FastifyRequest): Promise<Actor | null> => {
    const { token } = tokenOf(request)
    if (token === null || token.length > TOKEN_CHARACTERS_MAX) return null
    // An empty operator token would be one that everybody knows.
    if (operatorToken !== '' && timingSafeEqual(digest(token), operator))
      return { kind: 'operator', source: request.ip }
    return whoIs(house, token, request.ip)
  }

  const whoever = async (request: FastifyRequest): Promise<Actor | null> => {
    const actor = await identify(request)
    if (actor && tokenOf(request).ambient && isCrossSite(request, publicUrl())) throw new ProblemError('cross-site')
    return actor
  }

  return {
    async signedIn(request) {
      const actor = await whoever(request)
      if (!actor) throw new ProblemError('not-signed-in')
      actors.set(request, actor)
    },
    whoever,
    actorOf(request) {
      const actor = actors.get(request)
      if (!actor) throw new Error('this route does not ask who is there')
      return actor
    },
    stillSignedIn: async (request) => (await identify(request)) !== null,
  }
}

/** A bearer token, which only a script sends, or else the cookie, which a browser adds by itself (`ambient`). */
function tokenOf(request: FastifyRequest): { token: string | null; ambient: boolean } {
  const { authorization } = request.headers
  if (authorization !== undefined) {
    return { token: /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization)?.[1] ?? null, ambient: false }
  }
  return { token: request.cookies[SESSION_COOKIE] ?? null, ambient: true }
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
