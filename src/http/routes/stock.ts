import type { Static } from 'typebox'
import { commandKeys } from '../../flows/command-keys.ts'
import { registerStock, type StockItem } from '../../flows/register-stock.ts'
import { ProblemError } from '../../std/problems.ts'
import type { Api, Door } from '../door.ts'
import { HTTP_LIMITS } from '../limits.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { InvalidRequest } from '../problem/invalid-request.ts'
import { instantAt } from '../query.ts'
import { StockAnswer, StockBody, type StockDevice } from '../stock-schemas.ts'

/** Devices as they come from production. */
export function stockRoutes(api: Api, { auth, house }: Door): void {
  api.post(
    '/api/v1/stock/devices',
    {
      onRequest: auth.signedIn,
      bodyLimit: HTTP_LIMITS.stockBodyBytes_max,
      schema: {
        tags: ['stock'],
        summary: 'Register collars',
        description: 'Each by itself: sending the list again registers what is missing.',
        body: StockBody,
        response: { 200: StockAnswer, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const { devices } = request.body
      const outcomes = await registerStock(house, auth.actorOf(request), devices.map(stockItem))
      if (outcomes === 'forbidden') throw new ProblemError('forbidden')
      const items = outcomes.map((outcome, at) => ({
        imei: devices[at]?.imei ?? '',
        outcome: outcome.kind,
        ...(outcome.kind === 'registered' ? { deviceId: outcome.deviceId } : {}),
        ...(outcome.kind === 'invalid' ? { field: outcome.field } : {}),
      }))
      const keys = commandKeys(house).map(({ id, publicKey }) => ({
        id,
        publicKey: Buffer.from(publicKey).toString('base64url'),
      }))
      return { items, commandKeys: keys }
    },
  )
}

function stockItem(device: Static<typeof StockDevice>, at: number): StockItem {
  const { iccid, kind, balance, currency, until } = device.sim
  const path = `/body/devices/${at}/sim`
  if ((balance === undefined) === (until === undefined) || (balance === undefined) !== (currency === undefined)) {
    throw new InvalidRequest({ path, message: 'must have either balance and currency, or until' })
  }
  const carried =
    until === undefined
      ? { balanceMinor: balance ?? 0, currency: currency ?? '' }
      : { validUntil: instantAt(`${path}/until`, until) }
  return {
    imei: device.imei,
    name: device.name ?? device.imei,
    secret: device.secret,
    publicKey: new Uint8Array(Buffer.from(device.publicKey, 'base64url')),
    sim: { iccid, kind, carried },
    ...(device.accountId === undefined ? {} : { accountId: device.accountId }),
  }
}
