import { approveRequest, rejectRequest } from '../../flows/numbers/decide.ts'
import { type Payer, type RegisterOutcome, registerNumberFor, withdrawNumberFor } from '../../flows/numbers/register.ts'
import { requestNumber } from '../../flows/numbers/request.ts'
import { seeNumbers, seeRequests } from '../../flows/numbers/see.ts'
import { seeDialogue } from '../../flows/sms/see-dialogue.ts'
import { ProblemError } from '../../std/problems.ts'
import {
  ApprovalBody,
  Decided,
  DialogueList,
  DialogueQuery,
  NumberRequestBody,
  NumberRequestList,
  NumberRequestQuery,
  NumberRequestTaken,
  RegisteredNumber,
  RejectionBody,
  SmsNumberBody,
  SmsNumberList,
} from '../dialogue-schemas.ts'
import type { Api, Door } from '../door.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'
import { cursorOf, IdParams, knownId, PageQuery } from '../query.ts'
import { dialogueBody, numberBody, requestBody } from '../telling/dialogue-body.ts'

const PAGE = 50
const tags = ['sms']

/** Numbers that may use the SMS dialogue: asked for by anybody, decided by the office; and what was said. */
export function smsNumberRoutes(api: Api, door: Door): void {
  requestRoutes(api, door)
  decisionRoutes(api, door)
  numberRoutes(api, door)
}

function requestRoutes(api: Api, { auth, house, texts }: Door): void {
  api.post(
    '/api/v1/sms/number-requests',
    {
      schema: {
        tags,
        summary: 'Ask to have a number registered for the SMS dialogue',
        description: 'Anybody may; five an hour from one network. The answer says nothing about the number.',
        body: NumberRequestBody,
        response: { 202: NumberRequestTaken, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const { phone, name, company = '', address = '', email = '', remark = '', language = 'de' } = request.body
      if (!texts.languages.includes(language)) throw unknownLanguage(texts.languages)
      const applicant = { name, company, address, email, remark }
      const outcome = await requestNumber(house, { source: request.ip, phone, applicant, language })
      if (outcome.kind === 'too-many-requests') throw new ProblemError(outcome.kind, { retryAt: outcome.retryAt })
      if (outcome.kind !== 'requested') throw new ProblemError(outcome.kind)
      return reply.code(202).send({ state: 'requested' })
    },
  )
  api.get(
    '/api/v1/sms/number-requests',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Requests to have a number registered, newest first, for the office',
        querystring: NumberRequestQuery,
        response: { 200: NumberRequestList, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const { state } = request.query
      const page = { ...pageOf(request.query), ...(state === undefined ? {} : { state }) }
      const seen = await seeRequests(house, auth.actorOf(request), page)
      if (seen === 'forbidden') throw new ProblemError(seen)
      return { items: seen.map(requestBody), next: nextOf(seen, request.query) }
    },
  )
}

function decisionRoutes(api: Api, { auth, house, texts }: Door): void {
  api.post(
    '/api/v1/sms/number-requests/:id/approval',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Approve: the number is registered, and an account pays',
        params: IdParams,
        body: ApprovalBody,
        response: { 201: RegisteredNumber, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const { language } = request.body
      if (language !== undefined && !texts.languages.includes(language)) throw unknownLanguage(texts.languages)
      const decision = { payer: payerOf(request.body), ...(language === undefined ? {} : { language }) }
      const made = await approveRequest(house, auth.actorOf(request), knownId(request.params.id), decision)
      return reply.code(201).send(registered(made))
    },
  )
  api.post(
    '/api/v1/sms/number-requests/:id/rejection',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Reject a request',
        params: IdParams,
        body: RejectionBody,
        response: { 200: Decided, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const id = knownId(request.params.id)
      const outcome = await rejectRequest(house, auth.actorOf(request), id, request.body.reason)
      if (outcome === 'decided-already')
        throw new InvalidRequest({ path: '/params/id', message: 'was decided already' })
      if (outcome !== 'rejected') throw new ProblemError(outcome)
      return { state: outcome }
    },
  )
}

function numberRoutes(api: Api, { auth, house, texts }: Door): void {
  api.get(
    '/api/v1/sms/numbers',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Numbers that may use the SMS dialogue, newest first, for staff',
        querystring: PageQuery,
        response: { 200: SmsNumberList, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const seen = await seeNumbers(house, auth.actorOf(request), pageOf(request.query))
      if (seen === 'forbidden') throw new ProblemError(seen)
      return { items: seen.map(numberBody), next: nextOf(seen, request.query) }
    },
  )
  api.post(
    '/api/v1/sms/numbers',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Register a number without a request, for the office',
        body: SmsNumberBody,
        response: { 201: RegisteredNumber, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const { phone, language = 'de' } = request.body
      if (!texts.languages.includes(language)) throw unknownLanguage(texts.languages)
      const made = await registerNumberFor(house, auth.actorOf(request), {
        phone,
        language,
        payer: payerOf(request.body),
      })
      return reply.code(201).send(registered(made))
    },
  )
  api.post(
    '/api/v1/sms/numbers/:id/withdrawal',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Withdraw a number: from then on nobody knows it',
        params: IdParams,
        response: { 200: Decided, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const outcome = await withdrawNumberFor(house, auth.actorOf(request), knownId(request.params.id))
      if (outcome !== 'withdrawn') throw new ProblemError(outcome)
      return { state: outcome }
    },
  )
  api.get(
    '/api/v1/sms/dialogue',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Messages from phones and their answers, newest first, for staff',
        querystring: DialogueQuery,
        response: { 200: DialogueList, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const { answer, numberId } = request.query
      const seen = await seeDialogue(house, auth.actorOf(request), {
        ...pageOf(request.query),
        ...(answer === undefined ? {} : { answer }),
        ...(numberId === undefined ? {} : { numberId: knownId(numberId, 'number') }),
      })
      if (seen === 'forbidden') throw new ProblemError(seen)
      return { items: seen.map(dialogueBody), next: nextOf(seen, request.query) }
    },
  )
}

type Query = { cursor?: string; limit?: number }

function pageOf(query: Query): { limit: number; before?: string } {
  const before = cursorOf(query)
  return { limit: query.limit ?? PAGE, ...(before === undefined ? {} : { before }) }
}

function nextOf(items: readonly { id: string }[], { limit = PAGE }: Query): string | null {
  return items.length === limit ? (items.at(-1)?.id ?? null) : null
}

type PayerBody = { accountId?: string; account?: { name: string; country: string } }

function payerOf({ accountId, account }: PayerBody): Payer {
  if (accountId !== undefined && account === undefined) return { accountId }
  if (account !== undefined && accountId === undefined) return { account }
  throw new InvalidRequest({ path: '/body', message: 'must name either accountId or account' })
}

function registered(made: RegisterOutcome | { kind: 'not-found' | 'decided-already' }): {
  id: string
  accountId: string
} {
  switch (made.kind) {
    case 'registered':
      return { id: made.numberId, accountId: made.accountId }
    case 'number-registered':
      throw new InvalidRequest({ path: '/body/phone', message: 'is registered already' })
    case 'no-account':
      throw new InvalidRequest({ path: '/body/accountId', message: 'is no account of a customer' })
    case 'decided-already':
      throw new InvalidRequest({ path: '/params/id', message: 'was decided already' })
    default:
      throw new ProblemError(made.kind)
  }
}

function unknownLanguage(languages: readonly string[]): InvalidRequest {
  return new InvalidRequest({ path: '/body/language', message: `must be one of ${languages.join(', ')}` })
}
