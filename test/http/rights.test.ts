import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SimulatedCollarBody } from '../../src/http/simulator-control.ts'
import { as, NO_CODE, type OpenDoor, openDoor } from './open-door.ts'
import { OPEN_ROUTES } from './open-routes.ts'
import { silentPhones } from './phones.ts'
import { PRODUCT, type Scene, setScene, type Who } from './rights-scene.ts'
import { OF_ADMINS, OF_OUR_BATCH, OF_STAFF, REDEEMING, SEEING, UNLOCKING } from './rights-shared.ts'
import { dongleShelf } from './simulated-dongles.ts'

let door: OpenDoor
let scene: Scene
const collars: SimulatedCollarBody[] = []
const dongles = dongleShelf()

beforeAll(async () => {
  const simulator = {
    list: async () => collars,
    order: async (imei: string) => collars.find((collar) => collar.imei === imei) ?? null,
    phones: silentPhones(),
    dongles,
  }
  door = await openDoor({ simulator })
  scene = await setScene(door, collars)
  dongles.plug(scene.licenceNumber)
})
afterAll(() => door.close())

type Route = {
  name: string
  method: 'GET' | 'POST' | 'PUT'
  url: (scene: Scene) => string
  body?: object | ((scene: Scene) => object)
  key?: true
}
const COLLAR = {
  imei: '1',
  secret: 'x',
  publicKey: 'x',
  sim: { iccid: '1', kind: 'tele2', until: '2027-01-01T00:00:00Z' },
}

/** What each asker gets from each route: the status, and for refusals nothing else. */
const TABLE: [Route, Record<Who, number>][] = [
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
  [{ name: 'the dialogue', method: 'GET', url: () => '/api/v1/sms/dialogue' }, OF_STAFF],
  [{ name: 'maintenance of the dialogue', method: 'GET', url: () => '/api/v1/sms/maintenance' }, OF_STAFF],
  [{ name: 'begin maintenance', method: 'PUT', url: () => '/api/v1/sms/maintenance', body: { on: true } }, OF_ADMINS],
  [{ name: 'registered numbers', method: 'GET', url: () => '/api/v1/sms/numbers' }, OF_STAFF],
  [{ name: 'requests for numbers', method: 'GET', url: () => '/api/v1/sms/number-requests' }, OF_ADMINS],
  [
    {
      name: 'register a number',
      method: 'POST',
      url: () => '/api/v1/sms/numbers',
      body: { phone: '+436641234567', accountId: 'nobody' },
    },
    { ...OF_ADMINS, admin: 400, operator: 400 },
  ],
  [
    { name: 'withdraw a number', method: 'POST', url: ({ device }) => `/api/v1/sms/numbers/${device}/withdrawal` },
    { ...OF_ADMINS, admin: 404, operator: 404 },
  ],
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
  [
    {
      name: 'mint',
      method: 'POST',
      url: () => '/api/v1/batches',
      body: { family: 'sim-activation', product: PRODUCT, count: 1 },
      key: true,
    },
    {
      owner: 403,
      manager: 403,
      viewer: 403,
      admin: 202,
      support: 403,
      operator: 202,
      reseller: 202,
      stranger: 403,
      nobody: 401,
    },
  ],
  [
    {
      name: 'one batch of ours',
      method: 'GET',
      url: ({ batch }) => `/api/v1/batches/${batch}`,
    },
    { ...OF_OUR_BATCH, support: 200 },
  ],
  [
    {
      name: 'export of a batch of ours',
      method: 'GET',
      url: ({ batch }) => `/api/v1/batches/${batch}/export.csv`,
    },
    OF_OUR_BATCH,
  ],
  [
    {
      name: 'sheet of a batch of ours',
      method: 'GET',
      url: ({ batch }) => `/api/v1/batches/${batch}/export.pdf`,
    },
    OF_OUR_BATCH,
  ],
  [
    {
      name: 'activation in a batch of ours',
      method: 'POST',
      url: ({ batch }) => `/api/v1/batches/${batch}/activation`,
      body: { from: 1, to: 1 },
    },
    OF_OUR_BATCH,
  ],
  [
    {
      name: 'confirmation of a batch of ours',
      method: 'POST',
      url: ({ batch }) => `/api/v1/batches/${batch}/confirmation`,
      body: {},
    },
    OF_OUR_BATCH,
  ],
  [
    {
      name: 'revocation of a batch of ours',
      method: 'POST',
      url: ({ batch }) => `/api/v1/batches/${batch}/revocation`,
      body: { reason: 'lost' },
    },
    OF_OUR_BATCH,
  ],
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
  [
    {
      name: 'send a text message',
      method: 'POST',
      url: () => '/api/v1/sms',
      body: { to: '+46701234567', text: 'x' },
      key: true,
    },
    { ...OF_STAFF, admin: 202, support: 202, operator: 202 },
  ],
  [
    { name: 'text messages', method: 'GET', url: () => '/api/v1/sms' },
    { ...SEEING, reseller: 403, stranger: 200 },
  ],
  [
    { name: 'one text message', method: 'GET', url: ({ sms }) => `/api/v1/sms/${sms}` },
    { ...SEEING, owner: 404, manager: 404, viewer: 404 },
  ],
  [{ name: 'the way to the phone network', method: 'GET', url: () => '/api/v1/sms-transport' }, OF_STAFF],
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

describe.each(TABLE)('$name', (route, expected) => {
  test.each(Object.entries(expected))('%s gets %i', async (who, status) => {
    const token = scene.tokens[who as Who]
    const answer = await door.api.inject({
      method: route.method,
      url: route.url(scene),
      ...(route.body ? { payload: typeof route.body === 'function' ? route.body(scene) : route.body } : {}),
      headers: {
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...(route.key ? { 'idempotency-key': `${route.name}-${who}`.replaceAll(' ', '-') } : {}),
      },
    })
    expect(answer.statusCode, answer.body).toBe(status)
  })
})

test('lists hold what the asker may see, and no more', async () => {
  const count = async (who: Who, url: string): Promise<number> => {
    const answer = await door.api.inject({ url, ...as(scene.tokens[who]) })
    return answer.json().items.length
  }
  for (const who of ['owner', 'viewer', 'support', 'operator'] as const)
    expect(await count(who, '/api/v1/devices'), who).toBe(2)
  for (const who of ['stranger', 'reseller'] as const) expect(await count(who, '/api/v1/devices'), who).toBe(0)
  for (const simulated of ['collars', 'dongles']) {
    const url = `/api/v1/simulator/${simulated}`
    expect(await count('owner', url), url).toBe(1)
    expect(await count('viewer', url), url).toBe(0)
    expect(await count('stranger', url), url).toBe(0)
  }
})

/** Signing in, and the question what a code is: open to everybody, and with nothing to tell that depends on the ledger. */
test('every route of the API asks who is there, but for the open ones', async () => {
  const { paths } = (await door.api.inject({ url: '/openapi.json' })).json()
  for (const [path, methods] of Object.entries<object>(paths)) {
    if (!path.startsWith('/api/')) continue
    for (const method of Object.keys(methods)) {
      if (OPEN_ROUTES.includes(`${method} ${path}`)) continue
      const url = path.replaceAll(/\{\w+\}/g, scene.device)
      const answer = await door.api.inject({
        method: method.toUpperCase() as 'GET',
        url,
        payload: { nonsense: NO_CODE },
      })
      expect(answer.statusCode, `${method} ${path}`).toBe(401)
    }
  }
})

test('devices are listed page by page', async () => {
  const owner = await door.person('owner')
  const made: string[] = []
  for (let at = 0; at < 5; at++) made.push(await door.collar(owner.accountId))
  const seen: string[] = []
  let cursor = ''
  do {
    const page = (await door.api.inject({ url: `/api/v1/devices?limit=2${cursor}`, ...as(owner) })).json()
    seen.push(...page.items.map((item: { id: string }) => item.id))
    cursor = page.next === null ? '' : `&cursor=${page.next}`
  } while (cursor !== '')
  expect(seen).toEqual([...made].sort())
})
