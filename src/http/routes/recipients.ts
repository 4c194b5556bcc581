import { type AddOutcome, addRecipient, type Fault } from '../../flows/recipients/add.ts'
import { changeRecipient, removeRecipient, setTimeZone } from '../../flows/recipients/change.ts'
import { seeRecipients } from '../../flows/recipients/see.ts'
import { ProblemError } from '../../std/problems.ts'
import type { Api, Door } from '../door.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'
import { AccountQuery, IdParams, knownId } from '../query.ts'
import { RecipientAdded, RecipientBody, RecipientChange, RecipientList, TimeZoneBody } from '../recipient-schemas.ts'
import { statedLanguage } from '../session/letters.ts'
import { recipientsBody, wishesOf } from '../telling/recipient-body.ts'

const tags = ['recipients']

/** Who is told of an account's alarms. */
export function recipientRoutes(api: Api, door: Door): void {
  const { auth, house } = door
  api.get(
    '/api/v1/recipients',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Recipients of alarms, each with why nothing comes and what came last',
        querystring: AccountQuery,
        response: { 200: RecipientList, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const seen = await seeRecipients(house, auth.actorOf(request), request.query.accountId)
      if (typeof seen === 'string') throw placeError(seen)
      return recipientsBody(seen)
    },
  )
  api.put(
    '/api/v1/recipients/time-zone',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Set whose clocks quiet hours go by',
        body: TimeZoneBody,
        response: { 200: RecipientList, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const { accountId, timeZone } = request.body
      const actor = auth.actorOf(request)
      const outcome = await setTimeZone(house, { actor, accountId, zone: timeZone })
      if (outcome === 'no-zone')
        throw new InvalidRequest({ path: '/body/timeZone', message: 'must be a time zone such as Europe/Stockholm' })
      if (outcome !== 'set') throw placeError(outcome)
      const seen = await seeRecipients(house, actor, accountId)
      if (typeof seen === 'string') throw placeError(seen)
      return recipientsBody(seen)
    },
  )
  changeRoutes(api, door)
}

function changeRoutes(api: Api, door: Door): void {
  const { auth, house } = door
  api.post(
    '/api/v1/recipients',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Add a recipient',
        description:
          'A number or address is told nothing before it was confirmed, but for what is known to be a member’s own. At most 30 for an account.',
        body: RecipientBody,
        response: { 201: RecipientAdded, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const { accountId, way, address, userId, ...wishes } = request.body
      const language = statedLanguage(door, wishes.language)
      const all = { devices: null, security: true, function: true, quiet: null }
      const made = {
        ...all,
        name: wishes.name,
        ...wishesOf(wishes),
        language,
        way,
        ...(address === undefined ? {} : { address }),
        ...(userId === undefined ? {} : { userId }),
      }
      const outcome = await addRecipient(house, { actor: auth.actorOf(request), accountId, made })
      if (outcome.kind !== 'added') throw addError(outcome.kind)
      return reply.code(201).send({ id: outcome.id, confirmed: outcome.confirmed })
    },
  )
  api.patch(
    '/api/v1/recipients/:id',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Change what a recipient is told',
        params: IdParams,
        body: RecipientChange,
        response: { 204: { description: 'Changed' }, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      statedLanguage(door, request.body.language)
      const asked = { actor: auth.actorOf(request), id: knownId(request.params.id), change: wishesOf(request.body) }
      const outcome = await changeRecipient(house, asked)
      if (outcome !== 'changed') throw addError(outcome)
      return reply.code(204).send()
    },
  )
  api.delete(
    '/api/v1/recipients/:id',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Remove a recipient, with its address',
        params: IdParams,
        response: { 204: { description: 'Removed' }, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const outcome = await removeRecipient(house, { actor: auth.actorOf(request), id: knownId(request.params.id) })
      if (outcome !== 'removed') throw new ProblemError(outcome)
      return reply.code(204).send()
    },
  )
}

/** Whose account is meant is not known, or it is not for the asker. */
export function placeError(kind: 'forbidden' | 'which-account', path = '/querystring/accountId'): ProblemError {
  if (kind === 'forbidden') return new ProblemError(kind)
  return new InvalidRequest({ path, message: 'is needed: you may see more than one account' })
}

type NotAdded = Exclude<AddOutcome['kind'], 'added'> | Fault | 'not-found'

const FAULTS = {
  'invalid-address': { path: '/body/address', message: 'must be an address of e-mail' },
  'unknown-device': { path: '/body/devices', message: 'must be devices of the account' },
  'invalid-quiet': { path: '/body/quiet', message: 'must begin and end at different minutes' },
  'no-user': { path: '/body/userId', message: 'must be a user of the account' },
  exists: { path: '/body/address', message: 'is a recipient already' },
  'too-many': { path: '/body', message: 'is one recipient too many: an account has at most 30' },
} as const

function addError(kind: NotAdded): ProblemError {
  if (kind === 'which-account' || kind === 'forbidden') return placeError(kind, '/body/accountId')
  if (kind === 'invalid-phone' || kind === 'not-found') return new ProblemError(kind)
  return new InvalidRequest(FAULTS[kind])
}
