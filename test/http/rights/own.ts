import type { Who } from '../rights-scene.ts'
import { OF_ADMINS, OF_STAFF, SEEING } from '../rights-shared.ts'
import type { Right } from './route.ts'

const NO_CODE = '22222222222222'
const SOMEBODY = { email: 'new@example.org', name: 'New', language: 'sv', level: 'owner', password: 'twelve letters' }

/** The same for everybody who has signed in. */
const each = (status: number): Record<Who, number> => {
  const signedIn = { owner: status, manager: status, viewer: status, reseller: status, stranger: status }
  return { ...signedIn, admin: status, support: status, operator: status, nobody: 401 }
}

/** What everybody has of their own, and the office's ways to people. */
export const OWN: readonly Right[] = [
  [{ name: 'points set aside', method: 'GET', url: () => '/api/v1/telemetry/set-aside' }, OF_ADMINS],
  [{ name: 'try points again', method: 'POST', url: () => '/api/v1/telemetry/set-aside/retries' }, OF_ADMINS],
  [{ name: 'who one is', method: 'GET', url: () => '/api/v1/session' }, each(200)],
  [{ name: 'devices', method: 'GET', url: () => '/api/v1/devices' }, each(200)],
  [
    { name: 'own account', method: 'GET', url: () => '/api/v1/account' },
    { ...each(200), operator: 400, reseller: 403 },
  ],
  [
    { name: 'own licence', method: 'GET', url: () => '/api/v1/licence' },
    { ...each(404), operator: 400, reseller: 403 },
  ],
  [
    { name: 'trial', method: 'POST', url: () => '/api/v1/trial' },
    { ...each(409), operator: 403 },
  ],
  [
    { name: 'prove a phone', method: 'POST', url: () => '/api/v1/phone-verifications', body: { phone: 'x' } },
    { ...each(422), operator: 403 },
  ],
  [
    {
      name: 'confirm a phone',
      method: 'POST',
      url: ({ device }) => `/api/v1/phone-verifications/${device}/confirmation`,
      body: { code: '123456' },
    },
    each(404),
  ],
  [
    {
      name: 'approve a number',
      method: 'POST',
      url: ({ device }) => `/api/v1/sms/number-requests/${device}/approval`,
      body: { accountId: 'x' },
    },
    { ...OF_ADMINS, admin: 404, operator: 404 },
  ],
  [
    {
      name: 'reject a number',
      method: 'POST',
      url: ({ device }) => `/api/v1/sms/number-requests/${device}/rejection`,
      body: { reason: 'no' },
    },
    { ...OF_ADMINS, admin: 404, operator: 404 },
  ],
  [{ name: 'orders', method: 'GET', url: () => '/api/v1/licences/orders' }, each(200)],
  [
    { name: 'receipt', method: 'GET', url: ({ redemption }) => `/api/v1/redemptions/${redemption}/receipt` },
    { ...SEEING, owner: 409, manager: 409, viewer: 409, admin: 409, support: 409, operator: 409 },
  ],
  [{ name: 'batches', method: 'GET', url: () => '/api/v1/batches' }, each(200)],
  [
    { name: 'activate a code', method: 'POST', url: () => '/api/v1/codes/activation', body: { code: NO_CODE } },
    each(404),
  ],
  [
    {
      name: 'revoke a code',
      method: 'POST',
      url: () => '/api/v1/codes/revocation',
      body: { code: NO_CODE, reason: 'lost' },
    },
    each(404),
  ],
  [
    {
      name: 'open an account',
      method: 'POST',
      url: () => '/api/v1/accounts',
      body: { kind: 'customer', name: 'New', country: 'SE', user: SOMEBODY },
    },
    { ...OF_ADMINS, admin: 201, operator: 400 },
  ],
  [{ name: 'look up', method: 'POST', url: () => '/api/v1/support/lookup', body: { text: 'x' } }, OF_STAFF],
  [{ name: 'simulated collars', method: 'GET', url: () => '/api/v1/simulator/collars' }, each(200)],
  [{ name: 'simulated dongles', method: 'GET', url: () => '/api/v1/simulator/dongles' }, each(200)],
  [
    { name: 'register a collar', method: 'POST', url: () => '/api/v1/devices', body: { imei: '1' } },
    { ...each(422), viewer: 403, admin: 400, support: 400, operator: 400 },
  ],
  [
    { name: 'register a dongle', method: 'POST', url: () => '/api/v1/devices', body: { caratId: '1' } },
    { ...each(422), viewer: 403, admin: 400, support: 400, operator: 400 },
  ],
  [
    {
      name: 'register collars',
      method: 'POST',
      url: () => '/api/v1/devices/registrations',
      body: { csv: 'imei\n1' },
    },
    { ...each(200), viewer: 403 },
  ],
  [
    { name: 'everything about an account', method: 'GET', url: () => '/api/v1/account/export.zip' },
    { ...each(403), owner: 200, stranger: 200, reseller: 200, admin: 200, operator: 400 },
  ],
  [
    { name: 'whether it is to be closed', method: 'GET', url: () => '/api/v1/account/closing' },
    { ...each(403), owner: 200, stranger: 200, reseller: 200, admin: 200, operator: 400 },
  ],
  [
    { name: 'close the account', method: 'POST', url: () => '/api/v1/account/closing', body: { password: 'x' } },
    each(400),
  ],
  [
    { name: 'keep the account', method: 'DELETE', url: () => '/api/v1/account/closing' },
    { ...each(403), owner: 404, stranger: 404, reseller: 404, admin: 404, operator: 400 },
  ],
  [
    { name: 'ask for a device', method: 'POST', url: () => '/api/v1/hand-overs', body: { imei: '1' } },
    { ...each(422), manager: 403, viewer: 403, admin: 422, support: 422, operator: 400 },
  ],
  [
    { name: 'ask for a merge', method: 'POST', url: () => '/api/v1/merges', body: { email: 'x@example.org' } },
    { ...each(201), manager: 403, viewer: 403, reseller: 403, admin: 400, support: 400, operator: 400 },
  ],
  [{ name: 'agreements', method: 'GET', url: () => '/api/v1/agreements' }, each(200)],
  [{ name: 'one agreement', method: 'GET', url: ({ device }) => `/api/v1/agreements/${device}` }, each(404)],
  [
    {
      name: 'confirm an agreement',
      method: 'POST',
      url: ({ device }) => `/api/v1/agreements/${device}/confirmation`,
      body: {},
    },
    each(404),
  ],
  [
    {
      name: 'cancel an agreement',
      method: 'POST',
      url: ({ device }) => `/api/v1/agreements/${device}/cancellation`,
      body: {},
    },
    each(404),
  ],
  // Last: nobody has a session any more.
  [{ name: 'sign out', method: 'DELETE', url: () => '/api/v1/session' }, each(204)],
]
