import type { Who } from '../rights-scene.ts'
import type { Right } from './route.ts'

const each = (status: number): Record<Who, number> => {
  const signedIn = { owner: status, manager: status, viewer: status, reseller: status, stranger: status }
  return { ...signedIn, admin: status, support: status, operator: status, nobody: 401 }
}
const OF_ITS_RESELLER = { ...each(404), reseller: 200, admin: 200, support: 200, operator: 200 }
const OF_ITS_USERS = { ...each(404), owner: 200, manager: 200, viewer: 200, admin: 200, support: 200, operator: 200 }

/** Resellers' customers; `customer` is the scene's reseller's, and `account` is nobody's. */
export const CUSTOMERS: readonly Right[] = [
  [{ name: 'customers', method: 'GET', url: () => '/api/v1/customers' }, each(200)],
  [
    {
      name: 'register a customer',
      method: 'POST',
      url: () => '/api/v1/customers',
      body: { email: 'no address', name: 'New' },
    },
    { ...each(403), reseller: 400, admin: 400, operator: 400 },
  ],
  [
    { name: 'devices of a customer', method: 'GET', url: ({ customer }) => `/api/v1/customers/${customer}/devices` },
    OF_ITS_RESELLER,
  ],
  [
    { name: 'devices of no customer', method: 'GET', url: ({ account }) => `/api/v1/customers/${account}/devices` },
    each(404),
  ],
  [{ name: 'own reseller', method: 'GET', url: ({ account }) => `/api/v1/accounts/${account}/reseller` }, OF_ITS_USERS],
  [
    {
      name: 'register a collar for a customer',
      method: 'POST',
      url: () => '/api/v1/devices',
      body: ({ customer }) => ({ imei: '1', accountId: customer }),
    },
    { ...each(403), reseller: 422, admin: 422, support: 422, operator: 422 },
  ],
  // The first that may ends it; what the others get is what they get where there is nothing.
  [
    { name: 'end a reseller', method: 'DELETE', url: ({ customer }) => `/api/v1/accounts/${customer}/reseller` },
    { ...each(404), reseller: 204 },
  ],
]
