import { Type } from 'typebox'
import { cancelAgreement, confirmAgreement } from '../../flows/agreements/agree.ts'
import { type AskOutcome, askAgreement, type Wish } from '../../flows/agreements/ask.ts'
import { seeAgreement, seeAgreements } from '../../flows/agreements/see.ts'
import { seeOpenAgreements } from '../../flows/agreements/see-open.ts'
import { missing } from '../../std/missing.ts'
import { ProblemError } from '../../std/problems.ts'
import { caratIdTyped, imeiTyped } from '../../std/typed-serial.ts'
import {
  Agreed,
  AgreementAsked,
  AgreementList,
  AgreementShape,
  ConsentBody,
  HandOverBody,
  MergeBody,
  OpenAgreementList,
  OpenAgreementsQuery,
} from '../agreement-schemas.ts'
import type { Api, Door } from '../door.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'
import { cursorOf, IdParams, knownId } from '../query.ts'
import { agreementBody } from '../telling/agreement-body.ts'

const PAGE = 50
const tags = ['agreements']
const SeeQuery = Type.Object({
  accountId: Type.Optional(Type.String({ maxLength: 64, description: 'Of a merge: the account that would come in' })),
})

/** Asking somebody else to agree: that a device changes hands, or that two accounts become one. */
export function askingRoutes(api: Api, door: Door): void {
  const { auth, house } = door
  const letters = door.teller

  api.post(
    '/api/v1/hand-overs',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Offer a device to somebody, or ask for one by its IMEI or Carat-ID',
        description:
          'The other side is written to. It changes hands once both have confirmed; asking confirms nothing.',
        body: HandOverBody,
        response: { 201: AgreementAsked, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const { deviceId, email, imei, caratId, accountId } = request.body
      const given = accountId === undefined ? {} : { accountId }
      let wish: Wish
      const offered = deviceId !== undefined || email !== undefined
      const serials = [imei, caratId].filter((one) => one !== undefined).length
      if (deviceId !== undefined && email !== undefined && serials === 0)
        wish = { kind: 'hand-over', deviceId: knownId(deviceId, 'device'), email }
      else if (imei !== undefined && !offered && serials === 1)
        wish = { kind: 'hand-over', imei: imeiTyped(imei), ...given }
      else if (caratId !== undefined && !offered && serials === 1)
        wish = { kind: 'hand-over', caratId: caratIdTyped(caratId), ...given }
      else
        throw new InvalidRequest({ path: '/body', message: 'must have either deviceId and email, or imei, or caratId' })
      reply.code(201)
      return asked(await askAgreement(house, letters, auth.actorOf(request), wish))
    },
  )

  api.post(
    '/api/v1/merges',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Ask another customer to become one account with this one',
        description: 'The other is written to, sees the plan and confirms first; then you see it. This account stays.',
        body: MergeBody,
        response: { 201: AgreementAsked, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      reply.code(201)
      return asked(await askAgreement(house, letters, auth.actorOf(request), { kind: 'merge', ...request.body }))
    },
  )
}

/** What two accounts agree on: seeing, confirming and cancelling it. */
export function agreementRoutes(api: Api, door: Door): void {
  const { auth, house } = door
  const letters = door.teller

  api.get(
    '/api/v1/agreements',
    {
      onRequest: auth.signedIn,
      schema: { tags, summary: 'Yours, newest first', response: { 200: AgreementList, ...PROBLEM_ANSWERS } },
    },
    async (request) => ({ items: (await seeAgreements(house, auth.actorOf(request))).map(agreementBody) }),
  )

  api.get(
    '/api/v1/agreements/:id',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'One of them; an open merge with its plan',
        params: IdParams,
        querystring: SeeQuery,
        response: { 200: AgreementShape, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const { accountId } = request.query
      const seen = await seeAgreement(house, auth.actorOf(request), knownId(request.params.id), accountId)
      if (!seen) throw new ProblemError('not-found')
      return agreementBody(seen)
    },
  )

  const body = { body: ConsentBody, params: IdParams, response: { 200: Agreed, ...PROBLEM_ANSWERS } }
  api.post(
    '/api/v1/agreements/:id/confirmation',
    { onRequest: auth.signedIn, schema: { tags, summary: 'Confirm, once for each side', ...body } },
    async (request) => {
      const [actor, id] = [auth.actorOf(request), knownId(request.params.id)]
      return agreed((await confirmAgreement(house, letters, { actor, id, consent: request.body })).kind)
    },
  )
  api.post(
    '/api/v1/agreements/:id/cancellation',
    { onRequest: auth.signedIn, schema: { tags, summary: 'Cancel, for either side', ...body } },
    async (request) => {
      const { reason } = request.body
      const [actor, id] = [auth.actorOf(request), knownId(request.params.id)]
      const of = { actor, id, ...(reason === undefined ? {} : { reason }) }
      return agreed((await cancelAgreement(house, letters, of)).kind)
    },
  )
}

/** What others have open, for staff. */
export function openAgreementRoutes(api: Api, { auth, house }: Door): void {
  api.get(
    '/api/v1/support/agreements',
    {
      onRequest: auth.signedIn,
      schema: {
        tags: ['support'],
        summary: 'What accounts have open to agree on, newest first, for staff',
        description:
          'Each look is audited. Confirming for one side and cancelling, with a reason, are the same as for anybody: `/api/v1/agreements/{id}/confirmation` and `/cancellation`.',
        querystring: OpenAgreementsQuery,
        response: { 200: OpenAgreementList, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const { accountId, kind, limit = PAGE } = request.query
      const before = cursorOf(request.query)
      const page = { limit, ...(before === undefined ? {} : { before }), ...(kind === undefined ? {} : { kind }) }
      const of = accountId === undefined ? page : { ...page, accountId }
      const seen = await seeOpenAgreements(house, auth.actorOf(request), of)
      if (seen === 'not-found') throw missing('account')
      if (seen === 'forbidden') throw new ProblemError(seen)
      return { items: seen.items.map(agreementBody), next: seen.next }
    },
  )
}

type Outcome =
  | Awaited<ReturnType<typeof confirmAgreement>>['kind']
  | Awaited<ReturnType<typeof cancelAgreement>>['kind']

function agreed(outcome: Outcome): { outcome: 'confirmed' | 'done' | 'cancelled' } {
  switch (outcome) {
    case 'confirmed':
    case 'done':
    case 'cancelled':
      return { outcome }
    case 'not-found':
      throw new ProblemError('not-found')
    case 'which-account':
      throw new InvalidRequest({ path: '/body/accountId', message: 'must name an account of yours that fits' })
    case 'reason-needed':
      throw new InvalidRequest({ path: '/body/reason', message: 'is needed of staff' })
    case 'account-closing':
      throw new ProblemError(outcome)
    default:
      throw new ProblemError(`agreement-${outcome}`)
  }
}

function asked(outcome: AskOutcome): { id: string } {
  switch (outcome.kind) {
    case 'asked':
      return { id: outcome.id }
    case 'too-many':
      throw new ProblemError('too-many-requests', { retryAt: outcome.retryAt })
    case 'which-account':
      throw new InvalidRequest({ path: '/body/accountId', message: 'must name an account that fits' })
    case 'not-found':
      throw missing('device')
    case 'already-yours':
      throw new ProblemError('agreement-same-account')
    default:
      throw new ProblemError(outcome.kind)
  }
}
