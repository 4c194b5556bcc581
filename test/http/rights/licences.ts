import type { Who } from '../rights-scene.ts'
import { OF_ADMINS, OF_STAFF, SEEING, UNLOCKING } from '../rights-shared.ts'
import type { Right } from './route.ts'

/** Licences of dongles and their unlock codes. */
export const LICENCES: readonly Right[] = [
  [
    {
      name: 'release a licence',
      method: 'POST',
      url: () => '/api/v1/licences/releases',
      body: { licenceNumber: '1234567890ABCDEF', type: '0P' },
    },
    {
      ...OF_ADMINS,
      owner: 400,
      manager: 400,
      viewer: 400,
      admin: 400,
      support: 400,
      operator: 400,
      reseller: 400,
      stranger: 400,
    },
  ],
  [
    {
      name: 'dry run of an order',
      method: 'POST',
      url: () => '/api/v1/licences/orders?dryRun=true',
      body: { licenceNumber: '1234567890ABCDEF', type: '5P' },
    },
    { ...OF_ADMINS, owner: 200, manager: 200, stranger: 200, operator: 400 },
  ],
  [{ name: 'releases', method: 'GET', url: () => '/api/v1/licences/releases?number=12345678' }, OF_STAFF],
  [{ name: 'licences of a dongle', method: 'GET', url: ({ dongle }) => `/api/v1/devices/${dongle}/licences` }, SEEING],
  [{ name: 'unlocks of a dongle', method: 'GET', url: ({ dongle }) => `/api/v1/devices/${dongle}/unlocks` }, SEEING],
  [
    {
      name: 'unlock code',
      method: 'POST',
      url: ({ dongle }) => `/api/v1/devices/${dongle}/unlock-codes`,
      body: ({ licenceNumber }) => ({ licenceNumber, type: '5P' }),
    },
    UNLOCKING,
  ],
  [
    {
      name: 'issue a bridge secret',
      method: 'POST',
      url: ({ dongle }) => `/api/v1/devices/${dongle}/bridge-secret`,
    },
    UNLOCKING,
  ],
  [
    {
      name: 'unlock again',
      method: 'POST',
      url: ({ dongle }) => `/api/v1/devices/${dongle}/unlocks`,
      body: ({ release }) => ({ releaseId: release }),
    },
    Object.fromEntries(
      Object.entries(UNLOCKING).map(([who, status]) => [who, status === 200 ? 202 : status]),
    ) as Record<Who, number>,
  ],
  [
    {
      name: 'cancel an unlock',
      method: 'POST',
      url: ({ dongle, device }) => `/api/v1/devices/${dongle}/unlocks/${device}/cancellation`,
    },
    Object.fromEntries(
      Object.entries(UNLOCKING).map(([who, status]) => [who, status === 200 ? 404 : status]),
    ) as Record<Who, number>,
  ],
]
