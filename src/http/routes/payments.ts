import { Readable } from 'node:stream'
import { Type } from 'typebox'
import { bookPages } from '../../flows/billing/bookkeeping.ts'
import { importPayments, PAYMENTS_MAX } from '../../flows/billing/import-payments.ts'
import { enterPayment } from '../../flows/billing/pay.ts'
import { sellCodes } from '../../flows/billing/sell-codes.ts'
import { ProblemError } from '../../std/problems.ts'
import {
  BookQuery,
  EnteredPayment,
  PaymentBody,
  PaymentImport,
  PaymentImportBody,
  Sale,
  SaleBody,
} from '../billing-schemas.ts'
import type { Api, Door } from '../door.ts'
import { bookCsv } from '../export/book-csv.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'

const tags = ['billing']

/** What the office enters and takes out: payments, sales of the web shop, vouchers for bookkeeping. */
export function paymentRoutes(api: Api, door: Door): void {
  enteringRoutes(api, door)
  saleRoute(api, door)
  bookRoute(api, door)
}

function enteringRoutes(api: Api, { auth, house }: Door): void {
  api.post(
    '/api/v1/billing/payments',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Enter a payment, for the office',
        description: 'Once by its reference: the same one again is answered alike, with `again`.',
        body: PaymentBody,
        response: { 201: EnteredPayment, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const outcome = await enterPayment(house, auth.actorOf(request), request.body)
      if (outcome.kind === 'no-day') throw new InvalidRequest({ path: '/body/paidOn', message: 'must be a day' })
      if (outcome.kind === 'no-amount')
        throw new InvalidRequest({ path: '/body/amountMinor', message: 'must not be 0' })
      if (outcome.kind === 'too-much') throw new ProblemError('more-than-left')
      if (!('paymentId' in outcome)) throw new ProblemError(outcome.kind)
      const { paymentId: id, invoiceId, outstandingMinor, kind } = outcome
      return reply.code(201).send({ id, invoiceId, outstandingMinor, again: kind === 'entered-before' })
    },
  )
  api.post(
    '/api/v1/billing/payments/import',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: "Enter a bank's list of payments, for the office",
        description: 'Line by line: a line at fault stops no other, and the same list again enters what is missing.',
        body: PaymentImportBody,
        response: { 200: PaymentImport, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const report = await importPayments(house, auth.actorOf(request), request.body.csv)
      if (report === 'forbidden') throw new ProblemError('forbidden')
      if (report === 'unreadable')
        throw new InvalidRequest({ path: '/body/csv', message: 'has a quote that is never closed' })
      if (report === 'too-many')
        throw new InvalidRequest({ path: '/body/csv', message: `must have at most ${PAYMENTS_MAX} lines` })
      return { items: report }
    },
  )
}

function saleRoute(api: Api, { auth, house }: Door): void {
  api.post(
    '/api/v1/billing/sales',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Enter codes that were sold in the web shop on invoice, for the office',
        body: SaleBody,
        response: { 201: Sale, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const outcome = await sellCodes(house, auth.actorOf(request), request.body)
      if (outcome.kind === 'no-such-account' || outcome.kind === 'no-such-batch') {
        const path = outcome.kind === 'no-such-account' ? '/body/accountId' : '/body/batchId'
        throw new InvalidRequest({ path, message: 'names none, or none with so many codes' })
      }
      if (!('entryId' in outcome)) throw new ProblemError(outcome.kind)
      const { entryId, amountMinor, currency, kind } = outcome
      return reply.code(201).send({ entryId, amountMinor, currency, again: kind === 'entered-before' })
    },
  )
}

function bookRoute(api: Api, { auth, house }: Door): void {
  const content = { 'text/csv': { schema: Type.String() } }
  const response = { 200: { description: 'RFC 4180, UTF-8; debit and credit of each voucher are equal', content } }
  api.get(
    '/api/v1/billing/bookkeeping.csv',
    {
      ...{ onRequest: auth.signedIn, exposeHeadRoute: false },
      schema: {
        ...{ tags, summary: 'Vouchers of a period, for bookkeeping, for staff', querystring: BookQuery },
        response: { ...response, ...PROBLEM_ANSWERS } as Record<string, unknown>,
      },
    },
    async (request, reply) => {
      const { from, to } = request.query
      const pages = await bookPages(house, auth.actorOf(request), { from, to })
      if (pages === 'forbidden') throw new ProblemError('forbidden')
      if (pages === 'no-day') throw new InvalidRequest({ path: '/querystring', message: 'must name days' })
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="koppel-bookkeeping-${from}-${to}.csv"`)
        .header('cache-control', 'no-store')
        .send(Readable.from(bookCsv(pages), { objectMode: false }))
    },
  )
}
