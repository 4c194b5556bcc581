import type { Right } from './route.ts'

const SEEING = { owner: 200, manager: 200, viewer: 200, admin: 200, support: 200, operator: 200 }
const CHANGING = { ...SEEING, viewer: 403 }
const ELSEWHERE = { reseller: 404, stranger: 404, nobody: 401 }
const ACCOUNT = { admin: 200, support: 200, operator: 400, reseller: 403, stranger: 200, nobody: 401 }
const ZONE = {
  name: 'garden',
  shape: { type: 'circle', lat: 59, lon: 15, radiusM: 100 },
  onLeft: true,
  onEntered: false,
}

/** Alarms, and what collars are watched for. */
export const ALARMS: readonly Right[] = [
  [
    { name: 'alarms', method: 'GET', url: () => '/api/v1/alarms' },
    { ...SEEING, reseller: 200, stranger: 200, nobody: 401 },
  ],
  [
    { name: 'own alarm defaults', method: 'GET', url: () => '/api/v1/alarm-settings' },
    { ...ACCOUNT, owner: 200, manager: 200, viewer: 200 },
  ],
  [
    { name: 'choose own alarm defaults', method: 'PUT', url: () => '/api/v1/alarm-settings', body: {} },
    { ...ACCOUNT, owner: 200, manager: 200, viewer: 403 },
  ],
  [
    { name: 'alarm settings', method: 'GET', url: ({ device }) => `/api/v1/devices/${device}/alarm-settings` },
    { ...SEEING, ...ELSEWHERE },
  ],
  [
    {
      name: 'choose alarm settings',
      method: 'PUT',
      url: ({ device }) => `/api/v1/devices/${device}/alarm-settings`,
      body: {},
    },
    { ...CHANGING, ...ELSEWHERE },
  ],
  [
    { name: 'zones', method: 'GET', url: ({ device }) => `/api/v1/devices/${device}/zones` },
    { ...SEEING, ...ELSEWHERE },
  ],
  [
    { name: 'draw a zone', method: 'POST', url: ({ device }) => `/api/v1/devices/${device}/zones`, body: ZONE },
    { ...CHANGING, ...ELSEWHERE, owner: 201, manager: 201, admin: 201, support: 201, operator: 201 },
  ],
  [
    { name: 'acknowledge an alarm', method: 'POST', url: ({ alarm }) => `/api/v1/alarms/${alarm}/acknowledgement` },
    { ...CHANGING, ...ELSEWHERE, owner: 204, manager: 204, admin: 204, support: 204, operator: 204 },
  ],
  [
    {
      name: 'draw a zone anew',
      method: 'PUT',
      url: ({ zone }) => `/api/v1/zones/${zone}`,
      // Named otherwise it stays the same zone, for whoever asks next.
      body: { ...ZONE, name: 'anew' },
    },
    { ...CHANGING, ...ELSEWHERE },
  ],
  [
    { name: 'take a zone away', method: 'DELETE', url: ({ zone }) => `/api/v1/zones/${zone}` },
    { viewer: 403, ...ELSEWHERE, owner: 204, manager: 404, admin: 404, support: 404, operator: 404 },
  ],
]
