import { type PartyOutcome, seeSeller, setProfile, setSeller } from '../../flows/billing/parties.ts'
import { orderRun } from '../../flows/billing/run.ts'
import { nextRun } from '../../flows/billing/schedule.ts'
import { seePayer } from '../../flows/billing/see-payer.ts'
import { previewRun, seeRuns } from '../../flows/billing/see-runs.ts'
import { isMailAddress } from '../../flows/mail/address.ts'
import { missing } from '../../std/missing.ts'
import { instantText } from '../../std/period.ts'
import { ProblemError } from '../../std/problems.ts'
import {
  BillingProfile,
  InvoiceRun,
  InvoiceRunList,
  Payer,
  ProfileQuery,
  RunBody,
  RunPreview,
  Seller,
} from '../billing-schemas.ts'
import type { Api, Door } from '../door.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'
import { DryRunQuery } from '../query.ts'
import { payerBody, runBody, sellerBody } from '../telling/billing-body.ts'

const tags = ['billing']

/** Who pays, who sells, and the invoice runs of the office. */
export function billingRoutes(api: Api, door: Door): void {
  payerRoutes(api, door)
  sellerRoutes(api, door)
  runRoutes(api, door)
}

function payerRoutes(api: Api, { auth, house }: Door): void {
  const seen = async (actor: ReturnType<typeof auth.actorOf>, accountId: string | undefined) => {
    const payer = await seePayer(house, actor, accountId)
    if (typeof payer === 'string') throw notEntered(payer)
    return payerBody(payer)
  }
  api.get(
    '/api/v1/billing/account',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'An account as a payer: what it subscribes to, what it owes, and how it stands',
        querystring: ProfileQuery,
        response: { 200: Payer, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => seen(auth.actorOf(request), request.query.accountId),
  )
  api.put(
    '/api/v1/billing/account',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'To whom invoices are made out from now on',
        querystring: ProfileQuery,
        body: BillingProfile,
        response: { 200: Payer, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const actor = auth.actorOf(request)
      const { accountId } = request.query
      const { street = '', postcode = '', city = '', ...body } = request.body
      if (body.email && !isMailAddress(body.email)) throw notAnAddress()
      const optional = { vatId: body.vatId || null, reference: body.reference || null, email: body.email || null }
      const profile = { ...body, street, postcode, city, ...optional, endpoint: body.endpoint || null }
      const wish = { actor, profile, ...(accountId === undefined ? {} : { accountId }) }
      const outcome = await setProfile(house, wish)
      if (outcome !== 'entered') throw notEntered(outcome)
      return seen(actor, accountId)
    },
  )
}

function sellerRoutes(api: Api, { auth, house }: Door): void {
  api.get(
    '/api/v1/billing/seller',
    {
      onRequest: auth.signedIn,
      schema: { tags, summary: 'Who sells, for staff', response: { 200: Seller, ...PROBLEM_ANSWERS } },
    },
    async (request) => {
      const seller = await seeSeller(house, auth.actorOf(request))
      if (seller === 'forbidden') throw new ProblemError('forbidden')
      if (!seller) throw missing('seller')
      return sellerBody(seller)
    },
  )
  api.put(
    '/api/v1/billing/seller',
    {
      onRequest: auth.signedIn,
      schema: {
        ...{ tags, summary: 'Who sells from now on, for the office', body: Seller },
        response: { 200: Seller, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      if (!isMailAddress(request.body.email)) throw notAnAddress()
      const seller = { ...request.body, endpoint: request.body.endpoint || null }
      const outcome = await setSeller(house, auth.actorOf(request), seller)
      if (outcome !== 'entered') throw notEntered(outcome)
      return request.body
    },
  )
}

function runRoutes(api: Api, { auth, house }: Door): void {
  api.get(
    '/api/v1/billing/runs',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Invoice runs, newest first, for staff',
        response: { 200: InvoiceRunList, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const runs = await seeRuns(house, auth.actorOf(request))
      if (runs === 'forbidden') throw new ProblemError('forbidden')
      const next = await nextRun(house, house.ledger.reads)
      return { items: runs.map(runBody), next: next && { month: next.month, at: instantText(next.at) } }
    },
  )
  api.post(
    '/api/v1/billing/runs',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Run the invoices of a month, for the office',
        description:
          'Answers 202 at once. There is one run of a month: ordered again it looks for what was found late, and what is invoiced stays as it is. `dryRun` tells what would be invoiced.',
        querystring: DryRunQuery,
        body: RunBody,
        response: { 200: RunPreview, 202: InvoiceRun, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const actor = auth.actorOf(request)
      const { month } = request.body
      if (request.query.dryRun === true) {
        const preview = await previewRun(house, actor, month)
        if (typeof preview === 'string') throw new ProblemError(preview)
        return reply.code(200).send(preview)
      }
      const outcome = await orderRun(house, actor, month)
      if (outcome.kind !== 'running') throw new ProblemError(outcome.kind)
      const runs = await seeRuns(house, actor)
      const run = runs === 'forbidden' ? undefined : runs.find(({ id }) => id === outcome.runId)
      if (!run) throw new ProblemError('forbidden')
      return reply.code(202).send(runBody(run))
    },
  )
}

function notAnAddress(): Error {
  return new InvalidRequest({ path: '/body/email', message: 'must be an e-mail address' })
}

function notEntered(outcome: Exclude<PartyOutcome, 'entered'>): Error {
  if (outcome === 'which-account')
    return new InvalidRequest({ path: '/querystring/accountId', message: 'must name one of your accounts' })
  if (outcome === 'not-in-union')
    return new InvalidRequest({ path: '/body/country', message: 'must be a member state of the European Union' })
  return new ProblemError(outcome)
}
