import { ACTIVATED_MAX, activateCode, activateRange } from '../../flows/batches/activate.ts'
import { revokeCode } from '../../flows/batches/revoke-code.ts'
import { ProblemError } from '../../std/problems.ts'
import { Activated, BatchActivation, CodeActivation, CodeOfBatch, CodeRevocation } from '../batch-schemas.ts'
import type { Api, Door } from '../door.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'
import { refusalError } from '../problem/refusal-error.ts'
import { IdParams, knownId } from '../query.ts'

/** What a shop does with the codes of its own batches: activate them at the till, revoke one. */
export function codeStateRoutes(api: Api, { auth, house }: Door): void {
  const tags = ['batches']

  api.post(
    '/api/v1/codes/activation',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: "Activate a code: the shop's scan",
        body: CodeActivation,
        response: { 200: CodeOfBatch, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const outcome = await activateCode(house, auth.actorOf(request), request.body.code)
      if (outcome.kind === 'refused') throw refusalError(outcome)
      if (outcome.kind !== 'activated') throw new ProblemError(outcome.kind)
      return { batchId: outcome.batchId, changed: outcome.changed }
    },
  )

  api.post(
    '/api/v1/codes/revocation',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Take one unused code, or what is unused of its card, out of use',
        body: CodeRevocation,
        response: { 200: CodeOfBatch, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const { code, reason, wholeCard = false } = request.body
      const outcome = await revokeCode(house, auth.actorOf(request), { text: code, reason, wholeCard })
      if (outcome.kind === 'refused') throw refusalError(outcome)
      if (outcome.kind !== 'revoked') throw new ProblemError(outcome.kind)
      return { batchId: outcome.batchId, changed: outcome.changed }
    },
  )

  api.post(
    '/api/v1/batches/:id/activation',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Activate cards by their printed numbers',
        params: IdParams,
        body: BatchActivation,
        response: { 200: Activated, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const { from, to } = request.body
      if (to < from || to - from >= ACTIVATED_MAX)
        throw new InvalidRequest({ path: '/body/to', message: `must be ${from} to ${from + ACTIVATED_MAX - 1}` })
      const batchId = knownId(request.params.id)
      const outcome = await activateRange(house, { actor: auth.actorOf(request), batchId, range: { from, to } })
      if (typeof outcome === 'string') throw new ProblemError(outcome)
      return { activated: outcome }
    },
  )
}
