import { askVerification, confirmVerification } from '../../flows/verify-phone.ts'
import { instantText } from '../../std/period.ts'
import { ProblemError } from '../../std/problems.ts'
import { ConfirmationBody, PhoneBody, PhoneVerification, VerifiedPhone } from '../account-schemas.ts'
import type { Api, Door } from '../door.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'
import { IdParams, knownId } from '../query.ts'

/** A user's phone number, proved by six digits. */
export function phoneRoutes(api: Api, { auth, house, config }: Door): void {
  const tags = ['account']

  api.post(
    '/api/v1/phone-verifications',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Ask for six digits by SMS',
        description:
          'They work once, for ten minutes and five tries. One message a minute and five an hour, per number and per account.',
        body: PhoneBody,
        response: { 201: PhoneVerification, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const { phone } = request.body
      const asked = await askVerification(house, { actor: auth.actorOf(request), phone, appHash: config.smsAppHash })
      if (asked.kind === 'too-many-requests') throw new ProblemError(asked.kind, { retryAt: asked.retryAt })
      if (asked.kind !== 'sent') throw new ProblemError(asked.kind)
      const { id, expiresAt } = asked
      return reply.code(201).send({ id, phone: asked.phone, expiresAt: instantText(expiresAt) })
    },
  )

  api.post(
    '/api/v1/phone-verifications/:id/confirmation',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Give the six digits back: the number is yours',
        params: IdParams,
        body: ConfirmationBody,
        response: { 200: VerifiedPhone, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const digits = /(?<![0-9])[0-9]{6}(?![0-9])/.exec(request.body.code.trim())?.[0]
      if (digits === undefined) throw new InvalidRequest({ path: '/body/code', message: 'must hold six digits' })
      const answer = { actor: auth.actorOf(request), id: knownId(request.params.id), digits }
      const outcome = await confirmVerification(house, answer)
      if (outcome.kind === 'confirmed') return { phone: outcome.phone }
      if (outcome.kind === 'wrong-verification') throw new ProblemError(outcome.kind, { triesLeft: outcome.triesLeft })
      throw new ProblemError(outcome.kind)
    },
  )
}
