import { OF_ADMINS, REDEEMING, SEEING } from '../rights-shared.ts'
import type { Right } from './route.ts'

const COLLAR = {
  imei: '1',
  secret: 'x',
  publicKey: 'x',
  sim: { iccid: '1', kind: 'tele2', until: '2027-01-01T00:00:00Z' },
}

/** Collars, their codes and the stock. */
export const DEVICES: readonly Right[] = [
  [{ name: 'one device', method: 'GET', url: ({ device }) => `/api/v1/devices/${device}` }, SEEING],
  [{ name: 'series', method: 'GET', url: ({ device }) => `/api/v1/devices/${device}/series?field=bat` }, SEEING],
  [{ name: 'runway', method: 'GET', url: ({ device }) => `/api/v1/devices/${device}/runway` }, SEEING],
  [{ name: 'state', method: 'GET', url: ({ device }) => `/api/v1/devices/${device}/state` }, SEEING],
  [{ name: 'csv of a device', method: 'GET', url: ({ device }) => `/api/v1/devices/${device}/export.csv` }, SEEING],
  [{ name: 'gpx of a device', method: 'GET', url: ({ device }) => `/api/v1/devices/${device}/export.gpx` }, SEEING],
  [
    { name: 'geojson of a device', method: 'GET', url: ({ device }) => `/api/v1/devices/${device}/export.geojson` },
    SEEING,
  ],
  [{ name: 'track', method: 'GET', url: ({ device }) => `/api/v1/devices/${device}/track` }, SEEING],
  [
    { name: 'redemptions of a device', method: 'GET', url: ({ device }) => `/api/v1/devices/${device}/redemptions` },
    SEEING,
  ],
  [{ name: 'one redemption', method: 'GET', url: ({ redemption }) => `/api/v1/redemptions/${redemption}` }, SEEING],
  [
    {
      name: 'redeem',
      method: 'POST',
      url: ({ device }) => `/api/v1/devices/${device}/redemptions`,
      body: { code: 'x' },
      key: true,
    },
    REDEEMING,
  ],
  [
    {
      name: 'dry run',
      method: 'POST',
      url: ({ device }) => `/api/v1/devices/${device}/redemptions?dryRun=true`,
      body: { code: 'x' },
    },
    REDEEMING,
  ],
  [
    { name: 'redeem on an account', method: 'POST', url: () => '/api/v1/redemptions', body: { code: 'x' }, key: true },
    {
      owner: 422,
      manager: 422,
      viewer: 403,
      admin: 422,
      support: 403,
      operator: 400,
      reseller: 403,
      stranger: 422,
      nobody: 401,
    },
  ],
  [{ name: 'stock', method: 'POST', url: () => '/api/v1/stock/devices', body: { devices: [COLLAR] } }, OF_ADMINS],
  [
    {
      name: 'dongles',
      method: 'POST',
      url: () => '/api/v1/stock/dongles',
      body: { dongles: [{ caratId: '00000000' }] },
    },
    OF_ADMINS,
  ],
  // Last, because it can be done once: the first that may, does.
  [
    { name: 'cancel', method: 'POST', url: ({ redemption }) => `/api/v1/redemptions/${redemption}/cancellation` },
    {
      viewer: 403,
      reseller: 404,
      stranger: 404,
      nobody: 401,
      owner: 200,
      manager: 409,
      admin: 409,
      support: 409,
      operator: 409,
    },
  ],
]
