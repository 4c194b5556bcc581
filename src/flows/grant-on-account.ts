import type { FoundCode } from '../codes/find-code.ts'
import { recordRedemption } from '../codes/redemptions.ts'
import { addCredits } from '../licences/credits.ts'
import { beginLicence, extendLicence } from '../licences/licence.ts'
import { extendSubscription, spendCampaign } from '../licences/subscription.ts'
import { record } from '../store/audit.ts'
import { tell } from '../store/events.ts'
import type { AccountPlace } from './account-place.ts'
import type { AccountEffect } from './effect.ts'
import type { House } from './house.ts'
import { type AccountPromise, effectOf } from './promise-on-account.ts'
import type { LedgerTx } from './tables.ts'

type AccountGrant = {
  redemptionId: string
  place: AccountPlace
  code: FoundCode
  /** The code in clear: a user's first registration code becomes the licence code. */
  canonical: string
  promised: AccountPromise
  now: number
}

/**
 * Gives what a claimed code is worth to its user or account: entry, redemption (`applied` at once), event and audit entry, in the claiming transaction.
 * @throws RunAgain when what was promised is overtaken: the story is told again from its start
 */
export async function grantOnAccount(house: House, tx: LedgerTx, grant: AccountGrant): Promise<AccountEffect> {
  const { world } = house
  const { redemptionId, place, code, promised, now: at } = grant
  const { accountId } = place
  await keep(house, tx, grant)
  if (code.facts.batch.campaign) await spendCampaign(tx, { accountId, redemptionId, at })
  const effect = effectOf(promised)
  await recordRedemption(tx, {
    id: redemptionId,
    codeId: code.id,
    family: code.facts.family,
    accountId,
    actor: place.actor,
    deviceId: null,
    effect: JSON.stringify(effect),
    at,
  })
  await tell(tx, world, {
    accountId,
    topic: `redemption:${redemptionId}`,
    body: JSON.stringify({ state: 'applied' }),
  })
  await record(tx, world, {
    actor: place.actor,
    act: 'redeem',
    accountId,
    subject: `redemption:${redemptionId}`,
    details: JSON.stringify({ codeId: code.id, type: effect.type }),
  })
  return effect
}

async function keep(house: House, tx: LedgerTx, grant: AccountGrant): Promise<void> {
  const { world } = house
  const { redemptionId, place, code, promised, now: at } = grant
  const { accountId, userId } = place
  switch (promised.kind) {
    case 'credits': {
      const { before, credits } = promised
      return addCredits(tx, world, { accountId, redemptionId, before, credits, at })
    }
    case 'subscription': {
      const { end, period, extension } = promised
      const anchor = code.purchasedAt === null ? 'redemption' : 'purchase'
      return extendSubscription(tx, world, { accountId, end, redemptionId, period, anchor, at, ...extension })
    }
    case 'licence': {
      const { licence, period, extension } = promised
      const step = { redemptionId, period, at, ...extension }
      if (licence) return extendLicence(tx, world, licence, step)
      return beginLicence(tx, house, { ...step, userId, code: grant.canonical, entry: 'registered' })
    }
  }
}
