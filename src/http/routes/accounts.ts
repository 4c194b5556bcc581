import { openAccountFor } from '../../flows/open-account.ts'
import { ProblemError } from '../../std/problems.ts'
import { OpenAccountBody, OpenedAccount } from '../account-schemas.ts'
import type { Api, Door } from '../door.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'

/** Accounts, as the office opens them. */
export function accountRoutes(api: Api, { auth, house }: Door): void {
  api.post(
    '/api/v1/accounts',
    {
      onRequest: auth.signedIn,
      schema: {
        tags: ['accounts'],
        summary: 'Open an account with its first user',
        description: 'For the office, and for the operator of a system that has nobody yet (`koppel account open`).',
        body: OpenAccountBody,
        response: { 201: OpenedAccount, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const { kind, name, country, user } = request.body
      const outcome = await openAccountFor(house, auth.actorOf(request), { account: { kind, name, country }, user })
      if (outcome.kind === 'forbidden') throw new ProblemError('forbidden')
      if (outcome.kind === 'email-taken') throw new InvalidRequest({ path: '/body/user/email', message: 'is taken' })
      if (outcome.kind === 'level-does-not-fit') {
        throw new InvalidRequest({ path: '/body/user/level', message: `does not fit an account of kind ${kind}` })
      }
      reply.code(201)
      return { accountId: outcome.accountId, userId: outcome.userId }
    },
  )
}
