import { CONTACT_CONSENT, type Contact } from '../../accounts/contacts.ts'
import {
  type AttendOutcome,
  answerContact,
  endContact,
  eraseContact,
  seeContact,
  seeContacts,
} from '../../flows/contacts/attend.ts'
import { withdrawContact, writeContact } from '../../flows/contacts/write.ts'
import { CONTACT_KEEP_MONTHS } from '../../flows/tidy.ts'
import { instantText } from '../../std/period.ts'
import { ProblemError } from '../../std/problems.ts'
import {
  ContactAnswerBody,
  ContactBody,
  ContactConsent,
  ContactConsentQuery,
  ContactList,
  ContactQuery,
  type ContactShape,
  ContactState,
  ContactTaken,
  ContactWhole,
  ContactWithdrawalBody,
} from '../contact-schemas.ts'
import type { Api, Door } from '../door.ts'
import { idempotencyKey } from '../idempotency-key.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'
import { cursorOf, IdParams, KeyHeader, knownId } from '../query.ts'
import { isCrossSite } from '../session/cross-site.ts'
import { languageOf, lettersOf } from '../session/letters.ts'

const PAGE = 50
const tags = ['contacts']

/** The contact form: written by anybody, withdrawn by whoever wrote it, attended to by staff. */
export function contactRoutes(api: Api, door: Door): void {
  writingRoutes(api, door)
  seeingRoutes(api, door)
  attendingRoutes(api, door)
}

function writingRoutes(api: Api, door: Door): void {
  const { auth, house, texts, teller } = door
  const keptMonths = door.config.contactKeepMonths ?? CONTACT_KEEP_MONTHS
  api.get(
    '/api/v1/contacts/consent',
    {
      schema: {
        tags,
        summary: 'What whoever writes by the contact form is asked to agree to',
        security: [],
        querystring: ContactConsentQuery,
        response: { 200: ContactConsent, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const language = languageOf(door, request.query.language, request.headers['accept-language'], 'visitor')
      const text = texts.text(language, 'contact.consent', { months: keptMonths })
      return { version: CONTACT_CONSENT, language, text, keptMonths }
    },
  )
  api.post(
    '/api/v1/contacts',
    {
      schema: {
        tags,
        summary: 'Write to us',
        description:
          'Anybody may, signed in or not; five an hour from one network, three from one address. A mail confirms it, with a link that withdraws the consent and erases the message.',
        security: [],
        body: ContactBody,
        response: { 202: ContactTaken, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const { name, email, phone = '', device = '', order = '', subject, message, consentVersion } = request.body
      if (isCrossSite(request, teller.publicUrl())) throw new ProblemError('cross-site')
      const outcome = await writeContact(house, lettersOf(door), {
        actor: await auth.whoever(request),
        source: request.ip,
        words: { name: name.trim(), email, phone, device, order, message: message.replace(/\r\n?/g, '\n') },
        subject,
        language: languageOf(door, request.body.language, request.headers['accept-language'], 'visitor'),
        consent: consentVersion,
        trap: request.body.website ?? '',
      })
      if (outcome.kind === 'invalid-address')
        throw new InvalidRequest({ path: '/body/email', message: 'must be an address of e-mail' })
      if (outcome.kind === 'too-many-requests') throw new ProblemError(outcome.kind, { retryAt: outcome.retryAt })
      if (outcome.kind !== 'received') throw new ProblemError(outcome.kind)
      return reply.code(202).send({ state: 'received' })
    },
  )
  api.post(
    '/api/v1/contacts/withdrawals',
    {
      schema: {
        tags,
        summary: 'Withdraw the consent by the link in the mail, once: the message and its answers are erased',
        description:
          'No GET: tokens stay out of addresses, which are logged, and a link that is only looked at erases nothing.',
        security: [],
        body: ContactWithdrawalBody,
        response: { 200: ContactState, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      if (isCrossSite(request, teller.publicUrl())) throw new ProblemError('cross-site')
      const outcome = await withdrawContact(house, request.body.token)
      if (outcome !== 'erased') throw new ProblemError(outcome)
      return { state: outcome }
    },
  )
}

function seeingRoutes(api: Api, { auth, house }: Door): void {
  api.get(
    '/api/v1/contacts',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Messages by the contact form, newest first, for staff',
        querystring: ContactQuery,
        response: { 200: ContactList, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const { state, limit = PAGE } = request.query
      const before = cursorOf(request.query)
      const page = { limit, ...(before === undefined ? {} : { before }), ...(state === undefined ? {} : { state }) }
      const seen = await seeContacts(house, auth.actorOf(request), page)
      if (seen === 'forbidden') throw new ProblemError(seen)
      return { items: seen.map(contactBody), next: seen.length === limit ? (seen.at(-1)?.id ?? null) : null }
    },
  )
  api.get(
    '/api/v1/contacts/:id',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'One message with its answers',
        params: IdParams,
        response: { 200: ContactWhole, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const seen = await seeContact(house, auth.actorOf(request), knownId(request.params.id))
      if (typeof seen === 'string') throw new ProblemError(seen)
      const answers = seen.answers.map(({ id, at, text }) => ({ id, at: instantText(at), text }))
      return { contact: contactBody(seen.contact), answers }
    },
  )
}

function attendingRoutes(api: Api, door: Door): void {
  const { auth, house } = door
  api.post(
    '/api/v1/contacts/:id/answers',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Answer a message by mail',
        params: IdParams,
        headers: KeyHeader,
        body: ContactAnswerBody,
        response: { 200: ContactState, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const key = idempotencyKey(request)
      const { text, close = false } = request.body
      const words = text.replace(/\r\n?/g, '\n').trim()
      const made = { id: knownId(request.params.id), text: words, close, idempotencyKey: key }
      done(await answerContact(house, lettersOf(door), auth.actorOf(request), made))
      return { state: close ? ('closed' as const) : ('answered' as const) }
    },
  )
  api.post(
    '/api/v1/contacts/:id/closing',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Close a message: nothing more is to be done, and its term begins',
        params: IdParams,
        response: { 200: ContactState, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      done(await endContact(house, auth.actorOf(request), knownId(request.params.id)))
      return { state: 'closed' as const }
    },
  )
  api.delete(
    '/api/v1/contacts/:id',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Erase a message with its answers; that there was one stays',
        params: IdParams,
        response: { 200: ContactState, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      done(await eraseContact(house, auth.actorOf(request), knownId(request.params.id)))
      return { state: 'erased' as const }
    },
  )
}

function done(outcome: AttendOutcome): void {
  if (outcome === 'key-reused') throw new ProblemError('idempotency-key-reused')
  if (outcome !== 'done') throw new ProblemError(outcome)
}

/** A message as staff see it; what was not stated is left out. */
function contactBody(seen: Contact): ContactShape {
  const { id, subject, language, state, consent, accountId, erasedBy } = seen
  const stated = Object.entries(seen.words ?? {}).filter(([, value]) => value !== '')
  return {
    ...{ id, subject, language, state, consent, at: instantText(seen.consentAt) },
    ...Object.fromEntries(stated),
    ...(accountId === null ? {} : { accountId }),
    ...(seen.answeredAt === null ? {} : { answeredAt: instantText(seen.answeredAt) }),
    ...(seen.closedAt === null ? {} : { closedAt: instantText(seen.closedAt) }),
    ...(seen.erasedAt === null ? {} : { erasedAt: instantText(seen.erasedAt) }),
    ...(erasedBy === null ? {} : { erasedBy }),
  }
}
