import type { House } from '../../flows/house.ts'
import { preview } from '../../flows/preview.ts'
import { redeem } from '../../flows/redeem.ts'
import { seeDevice } from '../../flows/see-devices.ts'
import { seeRedemptions } from '../../flows/see-redemptions.ts'
import { instantText } from '../../std/period.ts'
import { ProblemError } from '../../std/problems.ts'
import type { Api, Door } from '../door.ts'
import { idempotencyKey } from '../idempotency-key.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { refusalError } from '../problem/refusal-error.ts'
import { cursorOf, DryRunQuery, IdParams, KeyHeader, knownId, PageQuery } from '../query.ts'
import {
  Preview,
  type PreviewBody,
  RedeemBody,
  Redemption,
  type RedemptionBody,
  RedemptionList,
} from '../redemption-schemas.ts'
import { seenDevice } from '../seen-device.ts'
import { acceptedBody, effectBody, redemptionBody } from '../telling/redemption-body.ts'

type Wish = { actor: Parameters<typeof preview>[1]['actor']; deviceId: string; code: string }

/** Codes for a device. */
export function deviceRedemptionRoutes(api: Api, door: Door): void {
  const { auth, house } = door
  const tags = ['redemptions']

  api.post(
    '/api/v1/devices/:id/redemptions',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Redeem a code on a device',
        description:
          'Answers 202 when the code is accepted; the effect comes when the device answers, however long that takes. The same `Idempotency-Key` and body get the same answer for a week, and no second effect; what is refused with 429 or 503 is not remembered, and judged anew.',
        params: IdParams,
        querystring: DryRunQuery,
        headers: KeyHeader,
        body: RedeemBody,
        response: { 200: Preview, 202: Redemption, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const dry = request.query.dryRun === true
      const key = dry ? '' : idempotencyKey(request)
      const wish = { actor: auth.actorOf(request), deviceId: knownId(request.params.id), code: request.body.code }
      if (dry) return reply.code(200).send(await look(house, wish))
      const accepted = await use(door, wish, key)
      return reply.code(202).header('location', `/api/v1/redemptions/${accepted.id}`).send(accepted)
    },
  )

  api.get(
    '/api/v1/devices/:id/redemptions',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Codes used on a device, newest first',
        params: IdParams,
        querystring: PageQuery,
        response: { 200: RedemptionList, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const device = await seenDevice(door, request)
      const before = cursorOf(request.query)
      const { limit } = request.query
      const page = await seeRedemptions(house, device, {
        ...(before === undefined ? {} : { before }),
        ...(limit === undefined ? {} : { limit }),
      })
      return { items: page.items.map(redemptionBody), next: page.next }
    },
  )
}

async function look(house: House, wish: Wish): Promise<PreviewBody> {
  const outcome = await preview(house, wish)
  if (outcome.kind === 'refused') throw refusalError(outcome)
  if (outcome.kind !== 'preview') throw new ProblemError(outcome.kind)
  const { family, effect, countedFrom, notices, place } = outcome
  const seen = await seeDevice(house, wish.actor, wish.deviceId)
  return {
    family,
    effect: effectBody(effect),
    ...(countedFrom === null ? {} : { countedFrom: instantText(countedFrom) }),
    notices,
    device: {
      online: place.online,
      lastSeenAt: seen?.lastSeenAt == null ? null : instantText(seen.lastSeenAt),
      ...(seen?.last?.bat === undefined ? {} : { batteryPercent: seen.last.bat }),
    },
  }
}

async function use({ house, measures }: Door, wish: Wish, key: string): Promise<RedemptionBody> {
  const outcome = await redeem(house, { ...wish, idempotencyKey: key })
  measures.redemption(outcome.kind === 'refused' ? outcome.refusal : outcome.kind)
  if (outcome.kind === 'refused') throw refusalError(outcome)
  if (outcome.kind === 'key-reused') throw new ProblemError('idempotency-key-reused')
  if (outcome.kind !== 'accepted') throw new ProblemError(outcome.kind)
  return acceptedBody(outcome, wish.deviceId)
}
