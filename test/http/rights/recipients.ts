import type { Who } from '../rights-scene.ts'
import type { Right } from './route.ts'

/** An account that is named: who has nothing to do with it is forbidden, and who sees it may not change it. */
const OF_ACCOUNT: Record<Who, number> = {
  owner: 200,
  manager: 200,
  viewer: 200,
  admin: 200,
  support: 200,
  operator: 200,
  reseller: 403,
  stranger: 403,
  nobody: 401,
}
/** A recipient by its id: who may not see it does not learn that it is there. */
const CHANGING = (status: number): Record<Who, number> => ({
  viewer: 403,
  reseller: 404,
  stranger: 404,
  nobody: 401,
  owner: status,
  manager: status,
  admin: status,
  support: status,
  operator: status,
})
const EVERYBODY = (status: number, operator = status): Record<Who, number> => ({
  ...CHANGING(status),
  viewer: status,
  reseller: status,
  stranger: status,
  operator,
})
const SUBSCRIPTION = { endpoint: 'https://192.0.2.1/', keys: { p256dh: 'AA', auth: 'AA' } }

/** Recipients of alarms, SMS credits and pushes. */
export const RECIPIENTS: readonly Right[] = [
  [{ name: 'recipients', method: 'GET', url: ({ account }) => `/api/v1/recipients?accountId=${account}` }, OF_ACCOUNT],
  [
    {
      name: 'time zone',
      method: 'PUT',
      url: () => '/api/v1/recipients/time-zone',
      body: ({ account }) => ({ accountId: account, timeZone: 'Europe/Oslo' }),
    },
    { ...OF_ACCOUNT, viewer: 403 },
  ],
  [
    {
      name: 'add a recipient',
      method: 'POST',
      url: () => '/api/v1/recipients',
      body: ({ account }) => ({ accountId: account, way: 'email', name: 'x', address: 'none' }),
    },
    { ...CHANGING(400), reseller: 403, stranger: 403 },
  ],
  [
    {
      name: 'change a recipient',
      method: 'PATCH',
      url: ({ recipient }) => `/api/v1/recipients/${recipient}`,
      body: { name: 'y' },
    },
    CHANGING(204),
  ],
  [
    { name: 'send digits', method: 'POST', url: ({ recipient }) => `/api/v1/recipients/${recipient}/digits` },
    CHANGING(400),
  ],
  [
    {
      name: 'confirm a recipient',
      method: 'POST',
      url: ({ recipient }) => `/api/v1/recipients/${recipient}/confirmation`,
      body: { code: '123456' },
    },
    CHANGING(410),
  ],
  [
    // Three tries at once, and then none for a while.
    { name: 'try a recipient', method: 'POST', url: ({ recipient }) => `/api/v1/recipients/${recipient}/test` },
    { ...CHANGING(202), support: 429, operator: 429 },
  ],
  [
    { name: 'tellings', method: 'GET', url: ({ recipient }) => `/api/v1/recipients/${recipient}/tellings` },
    { ...CHANGING(200), viewer: 200 },
  ],
  // Whoever removes it first has done it for all.
  [
    { name: 'remove a recipient', method: 'DELETE', url: ({ recipient }) => `/api/v1/recipients/${recipient}` },
    { ...CHANGING(404), owner: 204 },
  ],
  [{ name: 'credits', method: 'GET', url: ({ account }) => `/api/v1/credits?accountId=${account}` }, OF_ACCOUNT],
  [
    {
      name: 'grant credits',
      method: 'POST',
      url: ({ account }) => `/api/v1/accounts/${account}/credit-grants`,
      body: { credits: 1, reason: 'a present' },
      key: true,
    },
    { ...EVERYBODY(403), admin: 201, support: 201, operator: 201 },
  ],
  [{ name: 'push', method: 'GET', url: () => '/api/v1/push' }, EVERYBODY(200)],
  [
    { name: 'subscribe', method: 'PUT', url: () => '/api/v1/push/subscription', body: SUBSCRIPTION },
    EVERYBODY(400, 403),
  ],
  [{ name: 'unsubscribe', method: 'DELETE', url: () => '/api/v1/push/subscription' }, EVERYBODY(204)],
]
