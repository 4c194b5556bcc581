import { Type } from 'typebox'
import { type InviteOutcome, invite } from '../../flows/users/invite.ts'
import { changeLevel, type MemberOutcome, removeMember, setPassword } from '../../flows/users/members.ts'
import { seeMembers } from '../../flows/users/see-members.ts'
import { instantText } from '../../std/period.ts'
import { ProblemError } from '../../std/problems.ts'
import type { Api, Door } from '../door.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'
import { IdParams, knownId } from '../query.ts'
import { lettersOf, statedLanguage } from '../session/letters.ts'
import { Ended, Invitation, InvitationBody, LevelBody, MemberList, PasswordBody } from '../user-schemas.ts'

const tags = ['users']
const MemberParams = Type.Object({ id: Type.String(), userId: Type.String() })

/** An account's users: seen, invited, changed and removed by its owners, and by the office. */
export function userRoutes(api: Api, door: Door): void {
  listRoutes(api, door)
  changeRoutes(api, door)
}

function listRoutes(api: Api, door: Door): void {
  const { auth, house } = door
  api.get(
    '/api/v1/accounts/:id/users',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Users of an account, and who was invited',
        params: IdParams,
        response: { 200: MemberList, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const seen = await seeMembers(house, auth.actorOf(request), knownId(request.params.id))
      if (typeof seen === 'string') throw new ProblemError(seen)
      const invited = seen.invited.map(({ expiresAt, ...rest }) => ({ ...rest, expiresAt: instantText(expiresAt) }))
      return { members: seen.members, invited }
    },
  )
  api.post(
    '/api/v1/accounts/:id/invitations',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Invite somebody by mail to become a user',
        description: 'The link is good for seven days. Whether the address is known elsewhere is not told.',
        params: IdParams,
        body: InvitationBody,
        response: { 201: Invitation, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const { email, name = email, level, language } = request.body
      const spoken = statedLanguage(door, language)
      const asked = { accountId: knownId(request.params.id), email, name, level, language: spoken }
      const made = invited(await invite(house, lettersOf(door), auth.actorOf(request), asked))
      return reply.code(201).send(made)
    },
  )
}

function changeRoutes(api: Api, door: Door): void {
  const { auth, house, streams } = door
  const who = ({ id, userId }: { id: string; userId: string }) => ({ accountId: knownId(id), userId: knownId(userId) })
  const done = (outcome: MemberOutcome): { ended: number } => {
    if (outcome.kind === 'level-does-not-fit') throw levelDoesNotFit()
    if (outcome.kind !== 'done') throw new ProblemError(outcome.kind)
    for (const id of outcome.ended) streams.endSession(id)
    return { ended: outcome.ended.length }
  }
  const answers = { response: { 200: Ended, ...PROBLEM_ANSWERS } }
  const common = { tags, params: MemberParams, ...answers }

  api.put(
    '/api/v1/accounts/:id/users/:userId/level',
    { onRequest: auth.signedIn, schema: { ...common, summary: 'Change a user’s level, at once', body: LevelBody } },
    async (request) => done(await changeLevel(house, auth.actorOf(request), who(request.params), request.body.level)),
  )
  api.put(
    '/api/v1/accounts/:id/users/:userId/password',
    {
      onRequest: auth.signedIn,
      schema: {
        ...common,
        summary: 'Set a user’s password',
        description:
          'Every session of theirs ends, and a mail tells them. Not of a user who belongs to another account too.',
        body: PasswordBody,
      },
    },
    async (request) => {
      const made = { ...who(request.params), password: request.body.password }
      return done(await setPassword(house, lettersOf(door), auth.actorOf(request), made))
    },
  )
  api.delete(
    '/api/v1/accounts/:id/users/:userId',
    { onRequest: auth.signedIn, schema: { ...common, summary: 'Remove a user, but never the last owner' } },
    async (request) => done(await removeMember(house, auth.actorOf(request), who(request.params))),
  )
}

function invited(outcome: InviteOutcome): { id: string; expiresAt: string } {
  if (outcome.kind === 'invited') return { id: outcome.id, expiresAt: instantText(outcome.expiresAt) }
  if (outcome.kind === 'level-does-not-fit') throw levelDoesNotFit()
  if (outcome.kind === 'invalid-address')
    throw new InvalidRequest({ path: '/body/email', message: 'must be an address of e-mail' })
  if (outcome.kind === 'too-many-requests') throw new ProblemError(outcome.kind, { retryAt: outcome.retryAt })
  throw new ProblemError(outcome.kind)
}

function levelDoesNotFit(): InvalidRequest {
  return new InvalidRequest({ path: '/body/level', message: 'does not fit an account of this kind' })
}
