import { askRegistration, askReset, type LinkAsked } from '../../flows/users/ask-link.ts'
import { followLink, PASSWORD_CHARACTERS_MIN, seeLink } from '../../flows/users/follow-link.ts'
import { instantText } from '../../std/period.ts'
import { ProblemError } from '../../std/problems.ts'
import type { Api, Door } from '../door.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'
import { isCrossSite } from '../session/cross-site.ts'
import { languageOf, lettersOf } from '../session/letters.ts'
import { LinkToken, LinkUse, MailAsked, RegistrationBody, ResetBody, SeenLink, UsedLink } from '../user-schemas.ts'

const tags = ['links']

/** Ways in for whoever is not signed in: an account of one's own, a forgotten password, an invitation. Each goes by a link in a mail. */
export function linkRoutes(api: Api, door: Door): void {
  askRoutes(api, door)
  followRoutes(api, door)
}

function askRoutes(api: Api, door: Door): void {
  const { house } = door
  api.post(
    '/api/v1/registrations',
    {
      schema: {
        tags,
        summary: 'Ask for an account of one’s own',
        description:
          'A mail with a link comes to the address, good for a day; the password is chosen there. The answer says nothing about the address.',
        security: [],
        body: RegistrationBody,
        response: { 202: MailAsked, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const { email, name, accountName = name, country = 'SE', language } = request.body
      const spoken = languageOf(door, language, request.headers['accept-language'])
      const newcomer = { email, name, accountName, country, language: spoken, source: request.ip }
      return reply.code(202).send(asked(await askRegistration(house, lettersOf(door), newcomer)))
    },
  )
  api.post(
    '/api/v1/password-resets',
    {
      schema: {
        tags,
        summary: 'Forgot the password: ask for a link by mail',
        description: 'Good once, for 30 minutes. The answer says nothing about the address.',
        security: [],
        body: ResetBody,
        response: { 202: MailAsked, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const language = languageOf(door, request.body.language, request.headers['accept-language'])
      const wanted = { email: request.body.email, language, source: request.ip }
      return reply.code(202).send(asked(await askReset(house, lettersOf(door), wanted)))
    },
  )
}

function followRoutes(api: Api, door: Door): void {
  const { house, streams, teller } = door
  api.post(
    '/api/v1/links/seen',
    {
      schema: {
        tags,
        summary: 'What a link is for, without using it',
        description: 'No GET: tokens stay out of addresses, which are logged.',
        security: [],
        body: LinkToken,
        response: { 200: SeenLink, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const seen = await seeLink(house, request.body.token)
      if (!seen) throw new ProblemError('link-over')
      return { ...seen, expiresAt: instantText(seen.expiresAt) }
    },
  )
  api.post(
    '/api/v1/links/used',
    {
      schema: {
        tags,
        summary: 'Use a link, once',
        description:
          'Makes the account, accepts the invitation, sets the password, or confirms by the present one, or stops, that a second factor is taken away.',
        security: [],
        body: LinkUse,
        response: { 200: UsedLink, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      if (isCrossSite(request, teller.publicUrl())) throw new ProblemError('cross-site')
      const used = await followLink(house, lettersOf(door), request.body)
      if (used.kind === 'password-missing')
        throw new InvalidRequest({ path: '/body/password', message: 'is needed for this link' })
      if (used.kind === 'password-short')
        throw new InvalidRequest({
          path: '/body/password',
          message: `must NOT have fewer than ${PASSWORD_CHARACTERS_MIN} characters`,
        })
      if (used.kind === 'too-many-requests') throw new ProblemError(used.kind, { retryAt: used.retryAt })
      if (used.kind !== 'used') throw new ProblemError(used.kind)
      for (const id of used.ended) streams.endSession(id)
      return { email: used.email }
    },
  )
}

function asked(outcome: LinkAsked): { state: 'asked' } {
  if (outcome.kind === 'invalid-address')
    throw new InvalidRequest({ path: '/body/email', message: 'must be an address of e-mail' })
  if (outcome.kind === 'too-many-requests') throw new ProblemError(outcome.kind, { retryAt: outcome.retryAt })
  return { state: outcome.kind }
}
