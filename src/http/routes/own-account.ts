import type { FastifyRequest } from 'fastify'
import type { Static } from 'typebox'
import { type SeenLicence, seeAccount, seeLicence } from '../../flows/see-account.ts'
import { startTrial } from '../../flows/start-trial.ts'
import { missing } from '../../std/missing.ts'
import { instantText } from '../../std/period.ts'
import { ProblemError } from '../../std/problems.ts'
import { Account, Licence, type LicenceBody } from '../account-schemas.ts'
import type { Api, Door } from '../door.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'
import { AccountQuery } from '../query.ts'

/** What codes have given to an account and its user. */
export function ownAccountRoutes(api: Api, { auth, house }: Door): void {
  const tags = ['account']

  api.get(
    '/api/v1/account',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'An account: licence, subscription, SMS credits, verified number',
        querystring: AccountQuery,
        response: { 200: Account, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const { licence, subscriptionEndsAt, ...rest } = await account(request)
      return {
        ...rest,
        licence: licence && licenceBody(licence),
        subscription: subscriptionEndsAt === null ? null : { endsAt: instantText(subscriptionEndsAt) },
      }
    },
  )

  api.get(
    '/api/v1/licence',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Licence information: the licence code, its end and its history',
        querystring: AccountQuery,
        response: { 200: Licence, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const { licence } = await account(request)
      if (!licence) throw missing('licence')
      return licenceBody(licence)
    },
  )

  api.post(
    '/api/v1/trial',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Start the trial: 30 days, once per verified phone number',
        response: { 201: Licence, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const actor = auth.actorOf(request)
      const outcome = await startTrial(house, actor)
      if (outcome !== 'started') throw new ProblemError(outcome)
      // Whose licence it is does not depend on an account: whoever belongs to several names none.
      const licence = actor.kind === 'user' ? await seeLicence(house, actor.userId) : null
      if (!licence) throw new Error('a trial has a licence')
      return reply.code(201).send(licenceBody(licence))
    },
  )

  async function account(request: FastifyRequest) {
    const { accountId } = request.query as Static<typeof AccountQuery>
    const seen = await seeAccount(house, auth.actorOf(request), accountId)
    if (seen === 'forbidden') throw new ProblemError('forbidden')
    if (seen === 'which-account')
      throw new InvalidRequest({
        path: '/querystring/accountId',
        message: 'is needed: you may see more than one account',
      })
    return seen
  }
}

function licenceBody({ code, trial, startedAt, endsAt, history }: SeenLicence): LicenceBody {
  return {
    code,
    trial,
    startedAt: instantText(startedAt),
    endsAt: instantText(endsAt),
    history: history.map(({ entry, period, from, until, at, redemptionId }) => ({
      entry: entry as 'trial' | 'registered' | 'extended',
      period,
      from: instantText(from),
      until: instantText(until),
      at: instantText(at),
      ...(redemptionId === null ? {} : { redemptionId }),
    })),
  }
}
