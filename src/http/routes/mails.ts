import { Type } from 'typebox'
import { type SeenMail, seeMail, seeMailFile, seeMails } from '../../flows/mail/see-mails.ts'
import { instantText } from '../../std/period.ts'
import { ProblemError } from '../../std/problems.ts'
import type { Api, Door } from '../door.ts'
import { type MailBody, MailFileParams, MailList, MailQuery, MailWhole } from '../mail-schemas.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { cursorOf, IdParams, knownId } from '../query.ts'

const tags = ['mail']
const FILE = {
  200: { description: 'The file, of its own type', content: { 'application/octet-stream': { schema: Type.String() } } },
  ...PROBLEM_ANSWERS,
} as Record<string, unknown>

/** The outbox of mails, for staff. */
export function mailRoutes(api: Api, { auth, house, mailsShown = false }: Door): void {
  api.get(
    '/api/v1/mails',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Mails, newest first, and what became of them',
        description: 'For staff. What stands in a mail is shown only where no server is configured.',
        querystring: MailQuery,
        response: { 200: MailList, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const { state } = request.query
      const before = cursorOf(request.query)
      const limit = request.query.limit ?? 50
      const page = { limit, ...(before === undefined ? {} : { before }), ...(state === undefined ? {} : { state }) }
      const seen = allowed(await seeMails(house, auth.actorOf(request), page))
      return {
        items: seen.map(told),
        next: seen.length === limit ? (seen.at(-1)?.id ?? null) : null,
        shown: mailsShown,
      }
    },
  )

  api.get(
    '/api/v1/mails/:id',
    {
      onRequest: auth.signedIn,
      schema: { tags, summary: 'One mail', params: IdParams, response: { 200: MailWhole, ...PROBLEM_ANSWERS } },
    },
    async (request) => {
      const seen = allowed(await seeMail(house, auth.actorOf(request), knownId(request.params.id), mailsShown))
      return { ...told(seen), text: seen.text, files: seen.files }
    },
  )

  api.get(
    '/api/v1/mails/:id/files/:part',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'One file of a mail',
        description: 'Only where no server is configured: elsewhere it is its receiver’s alone, and not found here.',
        params: MailFileParams,
        response: FILE,
      },
    },
    async (request, reply) => {
      const { id, part } = request.params as { id: string; part: number }
      const file = allowed(await seeMailFile(house, auth.actorOf(request), knownId(id), part))
      if (!mailsShown) throw new ProblemError('not-found')
      reply.header('content-disposition', `attachment; filename="${file.name}"`)
      return reply.type(file.type).send(Buffer.from(file.bytes))
    },
  )
}

function allowed<T>(seen: T | 'forbidden' | null): T {
  if (seen === 'forbidden') throw new ProblemError('forbidden')
  if (seen === null) throw new ProblemError('not-found')
  return seen
}

function told({ id, kind, to, subject, at, state, attempts, transport, reason, settledAt, dueAt }: SeenMail): MailBody {
  return {
    ...{ id, kind, to, subject, at: instantText(at), state, attempts },
    ...(transport === null ? {} : { transport }),
    ...(reason === null ? {} : { reason }),
    ...(settledAt === null ? {} : { settledAt: instantText(settledAt) }),
    ...(dueAt === null ? {} : { nextTryAt: instantText(dueAt) }),
  }
}
