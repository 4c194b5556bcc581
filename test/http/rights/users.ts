import type { Who } from '../rights-scene.ts'
import { OF_STAFF } from '../rights-shared.ts'
import type { Right } from './route.ts'

const ID = '01890000-0000-7000-8000-000000000000'
const NEW = 'twelve letters'

/** The same for everybody who has signed in. */
const each = (status: number): Record<Who, number> => {
  const signedIn = { owner: status, manager: status, viewer: status, reseller: status, stranger: status }
  return { ...signedIn, admin: status, support: status, operator: status, nobody: 401 }
}
/** Where those who may find nobody. */
const MANAGING = { ...each(403), owner: 404, admin: 404, operator: 404 }
const user = ({ account }: { account: string }) => `/api/v1/accounts/${account}/users/${ID}`

/** Users of an account, and one's own sessions. */
export const USERS: readonly Right[] = [
  [
    { name: 'users of an account', method: 'GET', url: ({ account }) => `/api/v1/accounts/${account}/users` },
    { ...each(403), owner: 200, manager: 200, admin: 200, support: 200, operator: 200 },
  ],
  [
    {
      name: 'invite a user',
      method: 'POST',
      url: ({ account }) => `/api/v1/accounts/${account}/invitations`,
      body: { email: 'no address', level: 'viewer' },
    },
    { ...each(403), owner: 400, admin: 400, operator: 400 },
  ],
  [
    { name: 'change a level', method: 'PUT', url: (scene) => `${user(scene)}/level`, body: { level: 'viewer' } },
    MANAGING,
  ],
  [
    { name: 'set a password', method: 'PUT', url: (scene) => `${user(scene)}/password`, body: { password: NEW } },
    MANAGING,
  ],
  [{ name: 'remove a user', method: 'DELETE', url: user }, MANAGING],
  [{ name: 'open agreements', method: 'GET', url: () => '/api/v1/support/agreements' }, OF_STAFF],
  [
    {
      name: 'open agreements of an account',
      method: 'GET',
      url: ({ account }) => `/api/v1/support/agreements?accountId=${account}&kind=merge`,
    },
    OF_STAFF,
  ],
  [{ name: 'own sessions', method: 'GET', url: () => '/api/v1/sessions' }, each(200)],
  [{ name: 'end another session', method: 'DELETE', url: () => `/api/v1/sessions/${ID}` }, each(404)],
  [{ name: 'end all other sessions', method: 'DELETE', url: () => '/api/v1/sessions' }, each(200)],
  [{ name: 'second factor', method: 'GET', url: () => '/api/v1/second-factor' }, each(200)],
  [
    { name: 'begin a second factor', method: 'POST', url: () => '/api/v1/second-factor' },
    { ...each(201), operator: 403 },
  ],
  [
    {
      name: 'confirm a second factor',
      method: 'POST',
      url: () => '/api/v1/second-factor/confirmation',
      body: { code: 'none' },
    },
    { ...each(401), operator: 403 },
  ],
  [
    { name: 'end a second factor', method: 'POST', url: () => '/api/v1/second-factor/removal', body: { code: 'none' } },
    { ...each(401), operator: 403 },
  ],
  [
    {
      name: 'ask to take a second factor away',
      method: 'POST',
      url: () => '/api/v1/support/factor-resets',
      body: { email: 'nobody@example.org', reason: 'lost' },
    },
    { ...each(403), admin: 404, support: 404, operator: 404 },
  ],
  [
    { name: 'own password', method: 'PUT', url: () => '/api/v1/password', body: { current: 'wrong', password: NEW } },
    { ...each(422), operator: 403 },
  ],
  [
    { name: 'own language', method: 'PUT', url: () => '/api/v1/language', body: { language: 'sv' } },
    { ...each(204), operator: 403 },
  ],
]
