import { askSecondFactorReset } from '../../flows/users/factor-reset.ts'
import {
  beginSecondFactor,
  confirmSecondFactor,
  endSecondFactor,
  type FactorRefused,
  seeFactor,
} from '../../flows/users/second-factor.ts'
import { missing } from '../../std/missing.ts'
import { instantText } from '../../std/period.ts'
import { ProblemError } from '../../std/problems.ts'
import type { Api, Door } from '../door.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import {
  BegunFactor,
  FactorCode,
  FactorResetAsked,
  FactorResetBody,
  RecoveryCodes,
  SecondFactor,
} from '../second-factor-schemas.ts'
import { lettersOf } from '../session/letters.ts'

const tags = ['session']

/** One's own second factor: codes of an authenticator by time (RFC 6238), and recovery codes. */
export function secondFactorRoutes(api: Api, door: Door): void {
  ownFactorRoutes(api, door)
  resetRoutes(api, door)
}

function ownFactorRoutes(api: Api, { auth, house }: Door): void {
  api.get(
    '/api/v1/second-factor',
    {
      onRequest: auth.signedIn,
      schema: { tags, summary: 'Whether a second factor is on', response: { 200: SecondFactor, ...PROBLEM_ANSWERS } },
    },
    async (request) => seeFactor(house, auth.actorOf(request)),
  )
  api.post(
    '/api/v1/second-factor',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Begin a second factor: the secret for an authenticator',
        response: { 201: BegunFactor, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const { kind, ...begun } = await beginSecondFactor(house, auth.actorOf(request))
      if (kind !== 'begun') throw new ProblemError(kind)
      return reply.code(201).send(begun as { secret: string; uri: string })
    },
  )
  api.post(
    '/api/v1/second-factor/confirmation',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Turn it on by a first code',
        body: FactorCode,
        response: { 200: RecoveryCodes, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const done = await confirmSecondFactor(house, auth.actorOf(request), request.body.code)
      if (done.kind !== 'on') throw factorProblem(done)
      return { recoveryCodes: done.recoveryCodes }
    },
  )
  api.post(
    '/api/v1/second-factor/removal',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Turn it off by one more code',
        body: FactorCode,
        response: { 200: SecondFactor, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const done = await endSecondFactor(house, auth.actorOf(request), request.body.code)
      if (done !== 'off') throw factorProblem(done)
      return seeFactor(house, auth.actorOf(request))
    },
  )
}

function resetRoutes(api: Api, door: Door): void {
  const { auth, house } = door
  api.post(
    '/api/v1/support/factor-resets',
    {
      onRequest: auth.signedIn,
      schema: {
        tags: ['support'],
        summary:
          'For somebody who lost telephone and recovery codes: ask them by mail whether their second factor is to go',
        description:
          'They confirm by the link and their password; after three days in which the factor’s holder may stop it, they sign in without. Every session ends. 404: nobody with a second factor has the address.',
        body: FactorResetBody,
        response: { 202: FactorResetAsked, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const asked = await askSecondFactorReset(house, lettersOf(door), auth.actorOf(request), request.body)
      if (asked.kind === 'too-many-requests') throw new ProblemError(asked.kind, { retryAt: asked.retryAt })
      if (asked.kind === 'not-found') throw missing('factor')
      if (asked.kind !== 'asked') throw new ProblemError(asked.kind)
      return reply.code(202).send({ expiresAt: instantText(asked.expiresAt) })
    },
  )
}

/** A refusal as the problem that it is. */
export function factorProblem(refused: FactorRefused | { kind: 'forbidden' | 'second-factor-needed' }): ProblemError {
  return refused.kind === 'too-many-requests'
    ? new ProblemError(refused.kind, { retryAt: refused.retryAt })
    : new ProblemError(refused.kind)
}
