import type { FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { askClosing, cancelClosing, type SeenClosing, seeClosing } from '../../flows/privacy/closing.ts'
import { openAccountExport } from '../../flows/privacy/export-account.ts'
import { ownAccount } from '../../flows/privacy/own-account.ts'
import { missing } from '../../std/missing.ts'
import { instantText } from '../../std/period.ts'
import { ProblemError } from '../../std/problems.ts'
import { CloseBody, Closing, type ClosingBody, ClosingQuery } from '../closing-schemas.ts'
import type { Api, Door } from '../door.ts'
import { accountZip } from '../export/account-zip.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'

const tags = ['account']
/** Exports under way at once, of all people together: each reads everything about somebody. */
const EXPORTS_MAX = 2
const ZIP = {
  200: { description: 'JSON, CSV and a README', content: { 'application/zip': { schema: Type.String() } } },
  ...PROBLEM_ANSWERS,
} as Record<string, unknown>

/** What a person may demand of what is kept about them: a copy of it. */
export function accountExportRoutes(api: Api, door: Door): void {
  const { auth, house, texts } = door
  let exporting = 0

  api.get(
    '/api/v1/account/export.zip',
    {
      onRequest: auth.signedIn,
      exposeHeadRoute: false,
      schema: {
        tags,
        summary: 'Everything about an account, as a zip',
        description:
          'For its owner (GDPR articles 15 and 20): each table as JSON and CSV, and all that was measured. Audited.',
        querystring: ClosingQuery,
        response: ZIP,
      },
    },
    async (request, reply) => {
      const accountId = await accountOf(door, request, (request.query as Static<typeof ClosingQuery>).accountId)
      if (exporting >= EXPORTS_MAX) throw new ProblemError('try-again-later')
      const exported = await openAccountExport(house, { actor: auth.actorOf(request), accountId })
      if (exported === 'forbidden') throw new ProblemError('forbidden')
      exporting++
      const zip = accountZip(exported, { texts, telemetry: house.telemetry, at: house.world.clock.now() })
      zip.once('close', () => exporting--)
      return reply
        .type('application/zip')
        .headers({ 'content-disposition': 'attachment; filename="koppel-account.zip"', 'cache-control': 'no-store' })
        .send(zip)
    },
  )
}

/** And its end. */
export function closingRoutes(api: Api, door: Door): void {
  const { auth, house, texts } = door

  api.get(
    '/api/v1/account/closing',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Whether an account is to be closed',
        querystring: ClosingQuery,
        response: { 200: Closing, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const accountId = await accountOf(door, request, request.query.accountId)
      const seen = await seeClosing(house, { actor: auth.actorOf(request), accountId })
      if (seen === 'forbidden') throw new ProblemError('forbidden')
      return told(seen)
    },
  )

  api.post(
    '/api/v1/account/closing',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Ask for an account to be closed',
        description:
          'For its owner, with the password once more. After 14 days everything about it is erased, what was measured included; invoices are kept as the law asks. Until then it can be taken back.',
        body: CloseBody,
        response: { 200: Closing, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const { password } = request.body
      const accountId = await accountOf(door, request, request.body.accountId)
      const asked = await askClosing(house, door.teller, { actor: auth.actorOf(request), accountId, password })
      if (asked === 'forbidden') throw new ProblemError('forbidden')
      if (asked === 'wrong-password')
        throw new InvalidRequest({ path: '/body/password', message: 'is not your password' })
      return told(asked)
    },
  )

  api.delete(
    '/api/v1/account/closing',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Take a closing back',
        querystring: ClosingQuery,
        response: { 200: Closing, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const accountId = await accountOf(door, request, request.query.accountId)
      const outcome = await cancelClosing(house, texts, { actor: auth.actorOf(request), accountId })
      if (outcome === 'forbidden') throw new ProblemError('forbidden')
      if (outcome === 'not-asked') throw missing('closing')
      return told(null)
    },
  )
}

async function accountOf(
  { auth, house }: Door,
  request: FastifyRequest,
  accountId: string | undefined,
): Promise<string> {
  const found = accountId ?? (await ownAccount(house, auth.actorOf(request)))
  if (found === null) {
    const path = `/${request.method === 'POST' ? 'body' : 'querystring'}/accountId`
    throw new InvalidRequest({ path, message: 'is needed: you belong to no account, or to several' })
  }
  return found
}

function told(closing: SeenClosing | null): ClosingBody {
  if (!closing) return { state: 'open' }
  const { askedAt, dueAt, erasing } = closing
  return { state: erasing ? 'erasing' : 'asked', askedAt: instantText(askedAt), dueAt: instantText(dueAt) }
}
