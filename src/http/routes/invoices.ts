import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { creditInvoice } from '../../flows/billing/credit.ts'
import { seeInvoice, seeInvoices, type WholeInvoice } from '../../flows/billing/see.ts'
import { ProblemError } from '../../std/problems.ts'
import { CreditBody, InvoiceList, InvoiceQuery, WholeInvoice as WholeInvoiceSchema } from '../billing-schemas.ts'
import type { Api, Door } from '../door.ts'
import { invoicePdf } from '../export/invoice-pdf.ts'
import { idempotencyKey } from '../idempotency-key.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { cursorOf, IdParams, KeyHeader, knownId } from '../query.ts'
import { invoiceBody, wholeInvoiceBody } from '../telling/billing-body.ts'

const PAGE = 50
const tags = ['billing']
const file = (type: string, description: string) =>
  ({ 200: { description, content: { [type]: { schema: Type.String() } } }, ...PROBLEM_ANSWERS }) as Record<
    string,
    unknown
  >

/** Invoices and credit notes: an account's own, or all for the office; as JSON, PDF and e-invoice; and taking them back. */
export function invoiceRoutes(api: Api, door: Door): void {
  const { auth, house, texts } = door
  const seen = async (request: FastifyRequest): Promise<WholeInvoice> => {
    const id = knownId((request.params as { id: string }).id)
    const invoice = await seeInvoice(house, auth.actorOf(request), texts, id)
    if (!invoice) throw new ProblemError('not-found')
    return invoice
  }

  api.get(
    '/api/v1/invoices',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Invoices and credit notes, newest first: your own, or all for staff',
        querystring: InvoiceQuery,
        response: { 200: InvoiceList, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const { limit = PAGE, cursor: _, ...filter } = request.query
      const before = cursorOf(request.query)
      const page = { ...filter, limit, ...(before === undefined ? {} : { before }) }
      const items = await seeInvoices(house, auth.actorOf(request), page)
      return { items: items.map(invoiceBody), next: items.length === limit ? (items.at(-1)?.id ?? null) : null }
    },
  )
  api.get(
    '/api/v1/invoices/:id',
    {
      onRequest: auth.signedIn,
      schema: {
        ...{ tags, summary: 'One, with its lines and what became of it', params: IdParams },
        response: { 200: WholeInvoiceSchema, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => wholeInvoiceBody(await seen(request)),
  )
  paperRoutes(api, door, seen)
  creditRoute(api, door)
}

function paperRoutes(api: Api, { auth, texts }: Door, seen: (request: FastifyRequest) => Promise<WholeInvoice>): void {
  const headers = (number: string, ending: string): Record<string, string> => ({
    'content-disposition': `attachment; filename="${number}.${ending}"`,
    'cache-control': 'no-store',
  })
  api.get(
    '/api/v1/invoices/:id/invoice.pdf',
    {
      ...{ onRequest: auth.signedIn, exposeHeadRoute: false },
      schema: {
        tags,
        summary: 'As PDF',
        params: IdParams,
        response: file('application/pdf', 'A4, in its own language'),
      },
    },
    async (request, reply) => {
      const { shown } = await seen(request)
      const pdf = invoicePdf(shown, texts)
      return reply.type('application/pdf').headers(headers(shown.invoice.number, 'pdf')).send(pdf)
    },
  )
  api.get(
    '/api/v1/invoices/:id/invoice.xml',
    {
      ...{ onRequest: auth.signedIn, exposeHeadRoute: false },
      schema: {
        ...{ tags, summary: 'As e-invoice', params: IdParams },
        response: file('application/xml', 'UBL 2.1 by Peppol BIS Billing 3'),
      },
    },
    async (request, reply) => {
      const { shown } = await seen(request)
      const made = shown.ubl()
      if (typeof made === 'string') throw new ProblemError(made)
      return reply.type('application/xml').headers(headers(shown.invoice.number, 'xml')).send(made.xml)
    },
  )
}

function creditRoute(api: Api, { auth, house, texts }: Door): void {
  api.post(
    '/api/v1/invoices/:id/credits',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Take back an invoice, or lines of it, by a credit note; for the office',
        params: IdParams,
        headers: KeyHeader,
        body: CreditBody,
        response: { 201: WholeInvoiceSchema, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const actor = auth.actorOf(request)
      const wish = { actor, invoiceId: knownId(request.params.id), idempotencyKey: idempotencyKey(request) }
      const outcome = await creditInvoice(house, { ...wish, ...request.body })
      if (outcome.kind === 'key-reused') throw new ProblemError('idempotency-key-reused')
      if (outcome.kind === 'too-much') throw new ProblemError('more-than-left')
      if (outcome.kind !== 'credited') throw new ProblemError(outcome.kind)
      const note = await seeInvoice(house, actor, texts, outcome.creditNoteId)
      if (!note) throw new ProblemError('not-found')
      return reply.code(201).send(wholeInvoiceBody(note))
    },
  )
}
