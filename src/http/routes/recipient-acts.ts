import { askProof, confirmProof } from '../../flows/recipients/prove.ts'
import { seeTellings } from '../../flows/recipients/see-tellings.ts'
import { tryRecipient } from '../../flows/recipients/try.ts'
import { instantText } from '../../std/period.ts'
import { ProblemError } from '../../std/problems.ts'
import { ConfirmationBody } from '../account-schemas.ts'
import type { Api, Door } from '../door.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'
import { cursorOf, IdParams, knownId, PageQuery } from '../query.ts'
import { ProofSent, ToldList, Tried } from '../recipient-schemas.ts'
import { toldBody } from '../telling/recipient-body.ts'

const PAGE = 50
const tags = ['recipients']

/** Proving a recipient's address, trying it, and what it was told. */
export function recipientActRoutes(api: Api, door: Door): void {
  proofRoutes(api, door)
  trialRoutes(api, door)
}

function proofRoutes(api: Api, { auth, house, texts }: Door): void {
  api.post(
    '/api/v1/recipients/:id/digits',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Send six digits to a recipient’s number or address',
        description:
          'They work once, for ten minutes and five tries. One SMS a minute, five an hour; five mails an hour.',
        params: IdParams,
        response: { 202: ProofSent, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const asked = await askProof(house, texts, { actor: auth.actorOf(request), id: knownId(request.params.id) })
      if (asked.kind === 'too-many-requests') throw new ProblemError(asked.kind, { retryAt: asked.retryAt })
      if (asked.kind === 'nothing-to-prove')
        throw new InvalidRequest({ path: '/params/id', message: 'is confirmed already, or has no address' })
      if (asked.kind !== 'sent') throw new ProblemError(asked.kind)
      return reply.code(202).send({ address: asked.address, expiresAt: instantText(asked.expiresAt) })
    },
  )
  api.post(
    '/api/v1/recipients/:id/confirmation',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Give the six digits back: alarms may go there',
        params: IdParams,
        body: ConfirmationBody,
        response: { 204: { description: 'Confirmed' }, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const digits = /(?<![0-9])[0-9]{6}(?![0-9])/.exec(request.body.code.trim())?.[0]
      if (digits === undefined) throw new InvalidRequest({ path: '/body/code', message: 'must hold six digits' })
      const answer = { actor: auth.actorOf(request), id: knownId(request.params.id), digits }
      const outcome = await confirmProof(house, answer)
      if (outcome.kind === 'wrong-verification') throw new ProblemError(outcome.kind, { triesLeft: outcome.triesLeft })
      if (outcome.kind !== 'confirmed') throw new ProblemError(outcome.kind)
      return reply.code(204).send()
    },
  )
}

function trialRoutes(api: Api, { auth, house, texts }: Door): void {
  api.post(
    '/api/v1/recipients/:id/test',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Try a recipient, whatever it has chosen and at any hour',
        description:
          'A test by SMS costs a credit. Three at once and one more every ten minutes; ten an hour for an account.',
        params: IdParams,
        response: { 202: Tried, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const tried = await tryRecipient(house, texts, { actor: auth.actorOf(request), id: knownId(request.params.id) })
      if (tried.kind === 'too-many-requests') throw new ProblemError(tried.kind, { retryAt: tried.retryAt })
      if (tried.kind === 'not-found' || tried.kind === 'forbidden') throw new ProblemError(tried.kind)
      const silence = tried.kind === 'silent' ? tried.silence : null
      return reply.code(202).send({ queued: silence === null, silence })
    },
  )
  api.get(
    '/api/v1/recipients/:id/tellings',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'What a recipient was told, what became of it, and why not; newest first',
        params: IdParams,
        querystring: PageQuery,
        response: { 200: ToldList, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const before = cursorOf(request.query)
      const limit = request.query.limit ?? PAGE
      const asked = { actor: auth.actorOf(request), id: knownId(request.params.id), limit }
      const seen = await seeTellings(house, { ...asked, ...(before === undefined ? {} : { before }) })
      if (seen === 'not-found') throw new ProblemError(seen)
      return { items: seen.map(toldBody), next: seen.length === limit ? (seen.at(-1)?.id ?? null) : null }
    },
  )
}
