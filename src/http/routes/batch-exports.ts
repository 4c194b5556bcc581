import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { type Export, openExport } from '../../flows/batches/export.ts'
import { ProblemError } from '../../std/problems.ts'
import { SheetQuery } from '../batch-schemas.ts'
import type { Api, Door } from '../door.ts'
import { csvOf } from '../export/csv.ts'
import { sheetOf } from '../export/sheet.ts'
import { HTTP_LIMITS } from '../limits.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { IdParams, knownId } from '../query.ts'
import { seenBatch } from '../seen-batch.ts'

const answer = (type: string, description: string) =>
  ({ 200: { description, content: { [type]: { schema: Type.String() } } }, ...PROBLEM_ANSWERS }) as Record<
    string,
    unknown
  >

/** The only places where codes leave the house in clear. Repeatable until the recipient confirms; each export is audited. */
export function batchExportRoutes(api: Api, { auth, house, texts }: Door): void {
  const tags = ['batches']

  const open = async (
    request: FastifyRequest,
    form: 'csv' | 'pdf',
    range?: { from: number; to: number },
  ): Promise<Export> => {
    const batchId = knownId((request.params as { id: string }).id)
    const asked = { actor: auth.actorOf(request), batchId, form, ...(range && { range }) }
    const opened = await openExport(house, asked)
    if (typeof opened === 'string') throw new ProblemError(opened)
    return opened
  }
  const named = (batchId: string, ending: string): Record<string, string> => ({
    'content-disposition': `attachment; filename="koppel-${batchId}${ending}"`,
    'cache-control': 'no-store',
  })

  api.get(
    '/api/v1/batches/:id/export.csv',
    {
      onRequest: auth.signedIn,
      exposeHeadRoute: false,
      schema: { tags, summary: 'The codes, as CSV', params: IdParams, response: answer('text/csv', 'RFC 4180, UTF-8') },
    },
    async (request, reply) => {
      const opened = await open(request, 'csv')
      return reply
        .type('text/csv; charset=utf-8')
        .headers(named(opened.batch.id, '.csv'))
        .send(Readable.from(csvOf(opened), { objectMode: false }))
    },
  )

  api.get(
    '/api/v1/batches/:id/export.pdf',
    {
      onRequest: auth.signedIn,
      exposeHeadRoute: false,
      schema: {
        tags,
        summary: 'The codes, as cards to print, with QR codes',
        params: IdParams,
        querystring: SheetQuery,
        response: answer('application/pdf', `A4, ${HTTP_LIMITS.sheetCodes_max} codes in a file`),
      },
    },
    async (request, reply) => {
      const { part = 1 } = request.query as { part?: number }
      const { packSize = 1 } = await seenBatch(
        house,
        auth.actorOf(request),
        knownId((request.params as { id: string }).id),
      )
      const cards = Math.floor(HTTP_LIMITS.sheetCodes_max / packSize)
      const opened = await open(request, 'pdf', { from: (part - 1) * cards + 1, to: part * cards })
      return reply
        .type('application/pdf')
        .headers(named(opened.batch.id, part === 1 ? '.pdf' : `-${part}.pdf`))
        .send(sheetOf(opened, texts))
    },
  )
}
