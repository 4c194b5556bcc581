import { type DongleOutcome, registerDongles } from '../../flows/register-dongle.ts'
import { ProblemError } from '../../std/problems.ts'
import { StockDonglesAnswer, StockDonglesBody } from '../dongle-schemas.ts'
import type { Api, Door } from '../door.ts'
import { HTTP_LIMITS } from '../limits.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { commandKeysBody } from '../telling/dongle-body.ts'

/** Dongles as production makes them. */
export function dongleStockRoutes(api: Api, { auth, house }: Door): void {
  api.post(
    '/api/v1/stock/dongles',
    {
      onRequest: auth.signedIn,
      bodyLimit: HTTP_LIMITS.stockBodyBytes_max,
      schema: {
        tags: ['stock'],
        summary: 'Register dongles',
        description:
          'Each by itself: sending the list again registers what is missing. The answer tells each dongle’s key and the secret of its bridge, once; a dongle that has never been plugged in can be registered again for a day, which tells its key again and another secret.',
        body: StockDonglesBody,
        response: { 200: StockDonglesAnswer, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const dongles = request.body.dongles.map(({ caratId, name, ...rest }) => {
        const capitals = caratId.toUpperCase()
        return { ...rest, caratId: capitals, name: name ?? capitals }
      })
      const outcomes = await registerDongles(house, auth.actorOf(request), dongles)
      if (outcomes === 'forbidden') throw new ProblemError('forbidden')
      const items = outcomes.map((outcome, at) => ({ caratId: dongles[at]?.caratId ?? '', ...told(outcome) }))
      return { items, commandKeys: commandKeysBody(house) }
    },
  )
}

function told(outcome: DongleOutcome) {
  if (outcome.kind === 'invalid') return { outcome: outcome.kind, field: outcome.field }
  if (outcome.kind === 'already-registered') return { outcome: outcome.kind }
  const { key, keyVersion, secret } = outcome.told
  return { outcome: outcome.kind, deviceId: outcome.deviceId, key: base64url(key), keyVersion, secret }
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
