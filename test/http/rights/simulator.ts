import { OF_ADMINS } from '../rights-shared.ts'
import type { Right } from './route.ts'

/** What only a demo has. */
export const SIMULATED: readonly Right[] = [
  [
    {
      name: 'simulator order',
      method: 'POST',
      url: ({ imei }) => `/api/v1/simulator/collars/${imei}`,
      body: { power: 'off' },
    },
    {
      owner: 200,
      manager: 200,
      viewer: 403,
      admin: 200,
      support: 200,
      operator: 200,
      reseller: 404,
      stranger: 404,
      nobody: 401,
    },
  ],
  [
    {
      name: 'simulated dongle order',
      method: 'POST',
      url: ({ licenceNumber }) => `/api/v1/simulator/dongles/${licenceNumber.slice(0, 8)}`,
      body: { plugged: false },
    },
    {
      owner: 200,
      manager: 200,
      viewer: 403,
      admin: 200,
      support: 200,
      operator: 200,
      reseller: 404,
      stranger: 404,
      nobody: 401,
    },
  ],
  [
    {
      name: 'a text in the name of a telephone',
      method: 'POST',
      url: () => '/api/v1/simulator/texts',
      body: { from: '+46701234567', text: 'x' },
    },
    OF_ADMINS,
  ],
  [{ name: 'the simulated modem', method: 'GET', url: () => '/api/v1/simulator/modem' }, OF_ADMINS],
  [{ name: 'simulated modem order', method: 'POST', url: () => '/api/v1/simulator/modem', body: {} }, OF_ADMINS],
]
