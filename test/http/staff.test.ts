import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { publicBytes, signCommand, signingKey } from '../../src/devices/signature.ts'
import type { SimulatedCollarBody, SimulatorOrderBody } from '../../src/http/simulator-control.ts'
import { luhnDigit } from '../../src/std/luhn.ts'
import { as, OPERATOR_TOKEN, type OpenDoor, openDoor, type Person } from './open-door.ts'

let door: OpenDoor
let admin: Person
let keys = 0
const ordered: [string, SimulatorOrderBody][] = []
const COLLAR: SimulatedCollarBody = {
  imei: '350000000000006',
  power: 'on',
  coverage: true,
  connected: true,
  mcc: 240,
  armed: null,
  iccid: '8946',
}

beforeAll(async () => {
  const simulator = {
    list: async () => [COLLAR],
    order: async (imei: string, order: SimulatorOrderBody) => {
      ordered.push([imei, order])
      return imei === COLLAR.imei ? COLLAR : null
    },
  }
  door = await openDoor({ simulator })
  admin = await door.person('admin', 'office')
})
afterAll(() => door.close())

const post = (url: string, payload: object, person: Person | string = admin) =>
  door.api.inject({ method: 'POST', url, payload, ...as(person, { 'idempotency-key': `staff-${++keys}` }) })

/** Orders a batch and gives the codes of its export. */
async function minted(order: object): Promise<string[]> {
  const answer = await post('/api/v1/batches', { family: 'sim-activation', count: 1, ...order })
  expect(answer.statusCode).toBe(202)
  await door.minter.idle()
  const csv = await door.api.inject({ url: `/api/v1/batches/${answer.json().id}/export.csv`, ...as(admin) })
  const lines = csv.body.trim().split('\r\n').slice(1)
  return lines.map((line) => line.split(',')[1] ?? '')
}

function delivered(number: number, changed: object = {}) {
  const checked = (digits: string): string => digits + luhnDigit(digits)
  return {
    imei: checked(`3599${String(number).padStart(10, '0')}`),
    secret: Buffer.alloc(32, number).toString('base64url'),
    publicKey: Buffer.from(publicBytes(generateKeyPairSync('ed25519').privateKey)).toString('base64url'),
    sim: {
      iccid: checked(`8946${String(number).padStart(15, '0')}`),
      kind: 'tele2',
      until: '2027-06-01T00:00:00.000Z',
    },
    ...changed,
  }
}

test('a delivery is registered item by item: a fault in one is no fault of the others', async () => {
  const household = await door.person('owner')
  const devices = [
    delivered(1),
    delivered(2, { accountId: household.accountId, name: 'Rex' }),
    delivered(3, { imei: '123456789012345' }),
    delivered(4, { accountId: 'nobody' }),
    delivered(5, { sim: { ...delivered(5).sim, kind: 'travel-sim' } }),
  ]
  const first = await post('/api/v1/stock/devices', { devices })
  expect(first.json().items.map(({ outcome, field }: { outcome: string; field?: string }) => field ?? outcome)).toEqual(
    ['registered', 'registered', 'imei', 'accountId', 'sim'],
  )
  const again = await post('/api/v1/stock/devices', { devices: devices.slice(0, 2) })
  expect(again.json().items.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
    'already-registered',
    'already-registered',
  ])
  const theirs = (await door.api.inject({ url: '/api/v1/devices', ...as(household) })).json().items
  expect(theirs).toMatchObject([
    { name: 'Rex', imei: devices[1]?.imei, sim: { kind: 'tele2', validUntil: '2027-06-01T00:00:00.000Z' } },
  ])
})

test('the operator registers for the office', async () => {
  const answer = await post('/api/v1/stock/devices', { devices: [delivered(20)] }, OPERATOR_TOKEN)
  const { deviceId } = answer.json().items[0]
  const owner = await door.house.ledger.reads
    .selectFrom('ownerships')
    .select('account_id')
    .where('device_id', '=', deviceId)
    .executeTakeFirst()
  expect(owner?.account_id).toBe(admin.accountId)
})

test('five hundred devices fit into a request, and no more', async () => {
  const many = Array.from({ length: 501 }, (_, at) => delivered(1_000 + at))
  expect((await post('/api/v1/stock/devices', { devices: many })).json().errors[0].path).toBe('/body/devices')
  const answer = await post('/api/v1/stock/devices', { devices: many.slice(0, 500) })
  expect(new Set(answer.json().items.map(({ outcome }: { outcome: string }) => outcome))).toEqual(
    new Set(['registered']),
  )
})

test('a SIM carries a balance or a validity, not both and not neither', async () => {
  for (const sim of [{ until: undefined }, { balance: 5, currency: 'SEK' }, { until: undefined, balance: 5 }]) {
    const device = delivered(9)
    const answer = await post('/api/v1/stock/devices', { devices: [{ ...device, sim: { ...device.sim, ...sim } }] })
    expect(answer.json().errors[0].path).toBe('/body/devices/0/sim')
  }
})

test('a batch gives its codes in its export, and each of them is good', async () => {
  const owner = await door.person('owner')
  const device = await door.collar(owner.accountId, 'travel-sim')
  const product = { type: 'sim-top-up', simKind: 'travel-sim', amountMinor: 5_000, currency: 'SEK' }
  const codes = await minted({ product, count: 3, soldTo: 'Zoo AB' })
  expect(new Set(codes).size).toBe(3)
  for (const [at, code] of codes.entries()) {
    const headers = as(owner, { 'idempotency-key': `batch-${at}` })
    const redeemed = await door.api.inject({
      method: 'POST',
      url: `/api/v1/devices/${device}/redemptions`,
      payload: { code },
      ...headers,
    })
    expect(redeemed.json().effect).toMatchObject({ type: 'sim-top-up', amountMinor: 5_000, currency: 'SEK' })
  }
})

test.each([
  ['/body/count', { count: 1_000_001 }],
  ['/body/family', { family: 'licence' }],
  ['/body/product/period', { product: { type: 'sim-extend', simKind: 'tele2', period: 'PT5H' } }],
  ['/body/product/period', { product: { type: 'sim-extend', simKind: 'tele2', period: 'P0D' } }],
  ['/body/product/period', { product: { type: 'sim-extend', simKind: 'tele2', period: 'P900Y' } }],
  ['/body/purchasedAt', { anchor: 'purchase' }],
  ['/body/purchasedAt', { anchor: 'purchase', purchasedAt: 'yesterday' }],
  ['/body/purchasedAt', { purchasedAt: '2026-01-01T00:00:00.000Z' }],
])('a batch with a fault at %s is refused there (%#)', async (path, changed) => {
  const product = { type: 'sim-extend', simKind: 'tele2', period: 'P1Y' }
  const answer = await post('/api/v1/batches', { family: 'sim-activation', product, count: 1, ...changed })
  expect(answer.statusCode).toBe(400)
  expect(answer.json().errors.map((error: { path: string }) => error.path)).toContain(path)
})

test('an extension from the purchase is counted from there', async () => {
  const owner = await door.person('owner')
  const device = await door.collar(owner.accountId)
  const product = { type: 'sim-extend', simKind: 'tele2', period: 'P1Y' }
  const [code] = await minted({ product, anchor: 'purchase', purchasedAt: '2027-05-01T00:00:00.000Z' })
  const look = await door.api.inject({
    method: 'POST',
    url: `/api/v1/devices/${device}/redemptions?dryRun=true`,
    payload: { code },
    ...as(owner),
  })
  expect(look.json()).toMatchObject({
    countedFrom: '2027-05-01T00:00:00.000Z',
    effect: { after: { validUntil: '2028-05-01T00:00:00.000Z' } },
  })
})

test('an order to the simulator reaches it as it was given', async () => {
  expect((await post(`/api/v1/simulator/collars/${COLLAR.imei}`, { power: 'off', sim: 'swap' })).json()).toEqual(COLLAR)
  expect(ordered.at(-1)).toEqual([COLLAR.imei, { power: 'off', sim: 'swap' }])
  expect((await post('/api/v1/simulator/collars/1', { power: 'off' })).statusCode).toBe(404)
  expect((await post(`/api/v1/simulator/collars/${COLLAR.imei}`, { power: 'maybe' })).statusCode).toBe(400)
})

test('without a simulator its addresses do not exist', async () => {
  const real = await openDoor()
  for (const method of ['GET', 'POST'] as const) {
    const answer = await real.api.inject({
      method,
      url: `/api/v1/simulator/collars${method === 'POST' ? '/1' : ''}`,
      ...as(OPERATOR_TOKEN),
    })
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'not-found'])
  }
  await real.close()
})

test('a delivery is answered with the two newest keys that commands may be signed with, and never with more', async () => {
  const newest = await door.house.keys.rotate('command-signing')
  await door.house.keys.rotate('command-signing')
  const answer = await post('/api/v1/stock/devices', { devices: [delivered(900)] })
  const keys: { id: string; publicKey: string }[] = answer.json().commandKeys
  expect(keys.map(({ id }) => id)).toEqual(['command-signing-3', 'command-signing-2'])
  const publicKey = Buffer.from(keys[1]?.publicKey ?? '', 'base64url')
  const bytes = Buffer.from('any body')
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), publicKey])
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' })
  const signed = Buffer.concat([Buffer.from('koppel/v1/command\0'), bytes])
  expect(verify(null, signed, key, signCommand(signingKey(newest.bytes), bytes))).toBe(true)
})
