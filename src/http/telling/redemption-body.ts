import type { AccountEffect, Effect } from '../../flows/effect.ts'
import type { AccountAccepted } from '../../flows/redeem-on-account.ts'
import type { Accepted } from '../../flows/redeem-outcome.ts'
import type { SeenRedemption } from '../../flows/see-redemptions.ts'
import { instantText } from '../../std/period.ts'
import type { EffectBody, RedemptionBody, SimEffectBody } from '../redemption-schemas.ts'

/** A redemption as the API tells it. */
export function redemptionBody(seen: SeenRedemption): RedemptionBody {
  return {
    id: seen.id,
    state: seen.state as RedemptionBody['state'],
    family: seen.family,
    ...(seen.last4 === null ? {} : { last4: seen.last4 }),
    ...(seen.deviceId === null ? {} : { deviceId: seen.deviceId }),
    effect: effectBody(seen.effect),
    ...(seen.reason === null ? {} : { reason: seen.reason }),
    history: seen.history.map(({ state, at }) => ({ state: state as RedemptionBody['state'], at: instantText(at) })),
  }
}

/** A redemption at the moment of its acceptance: the same whenever the same request is sent again, whatever has become of it since. */
export function acceptedBody(accepted: Accepted, deviceId: string): RedemptionBody {
  return {
    id: accepted.redemptionId,
    state: 'queued',
    family: accepted.family,
    deviceId,
    effect: effectBody(accepted.effect),
    history: [{ state: 'queued', at: instantText(accepted.at) }],
    ...(accepted.notices.length > 0 ? { notices: accepted.notices } : {}),
  }
}

/** A redemption on an account, at the moment when it was applied. */
export function appliedBody(accepted: AccountAccepted): RedemptionBody {
  return {
    id: accepted.redemptionId,
    state: 'applied',
    family: accepted.family,
    effect: effectBody(accepted.effect),
    history: [{ state: 'applied', at: instantText(accepted.at) }],
    ...(accepted.notices.length > 0 ? { notices: accepted.notices } : {}),
  }
}

/** What a code does, with instants as text; what is not known yet is absent. */
export function effectBody(effect: Effect | AccountEffect): EffectBody {
  if ('iccid' in effect) return simEffectBody(effect)
  if (effect.type === 'credits-add') return effect
  const { before, after, ...rest } = effect
  return {
    ...rest,
    ...(before === undefined ? {} : { before: { validUntil: instantText(before.validUntil) } }),
    after: { validUntil: instantText(after.validUntil) },
  }
}

function simEffectBody(effect: Effect): SimEffectBody {
  const { type, simKind, iccid, period, amountMinor, currency, until, before, after } = effect
  return {
    type,
    simKind,
    iccid,
    ...(period === undefined ? {} : { period }),
    ...(amountMinor === undefined ? {} : { amountMinor }),
    ...(currency === undefined ? {} : { currency }),
    ...(until === undefined ? {} : { until: instantText(until) }),
    ...(before === undefined ? {} : { before: carriedBody(before) }),
    ...(after === undefined ? {} : { after: carriedBody(after) }),
  }
}

function carriedBody(carried: NonNullable<Effect['before']>): NonNullable<SimEffectBody['before']> {
  return 'validUntil' in carried ? { validUntil: instantText(carried.validUntil) } : carried
}
