import { Type } from 'typebox'
import { cancelAgreement, confirmAgreement } from '../../flows/agreements/agree.ts'
import { type AskOutcome, askAgreement, type Wish } from '../../flows/agreements/ask.ts'
import { type SeenAgreement, seeAgreement, seeAgreements } from '../../flows/agreements/see.ts'
import { missing } from '../../std/missing.ts'
import { instantText } from '../../std/period.ts'
import { ProblemError } from '../../std/problems.ts'
import { caratIdTyped, imeiTyped } from '../../std/typed-serial.ts'
import {
  Agreed,
  AgreementAsked,
  type AgreementBody,
  AgreementList,
  AgreementShape,
  ConsentBody,
  HandOverBody,
  MergeBody,
} from '../agreement-schemas.ts'
import type { Api, Door } from '../door.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'
import { IdParams, knownId } from '../query.ts'

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
    async (request) => ({ items: (await seeAgreements(house, auth.actorOf(request))).map(told) }),
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
      return told(seen)
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

function told({
  plan,
  imei,
  caratId,
  deviceName,
  cancelReason,
  createdAt,
  expiresAt,
  ...rest
}: SeenAgreement): AgreementBody {
  return {
    ...rest,
    ...(imei === null ? {} : { imei }),
    ...(caratId === null ? {} : { caratId }),
    ...(deviceName === null ? {} : { deviceName }),
    ...(cancelReason === null ? {} : { cancelReason }),
    createdAt: instantText(createdAt),
    expiresAt: instantText(expiresAt),
    ...(plan === null ? {} : { plan: planBody(plan) }),
  }
}

function planBody({
  after,
  doubles: _,
  ...rest
}: NonNullable<SeenAgreement['plan']>): NonNullable<AgreementBody['plan']> {
  const { subscriptionEndsAt: ends, users, ...sums } = after
  return {
    ...rest,
    after: { ...sums, users: users.length, ...(ends === null ? {} : { subscriptionEndsAt: instantText(ends) }) },
  }
}
