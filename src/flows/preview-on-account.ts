import type { Actor } from '../accounts/actor.ts'
import { accountPlaceOf, type NoAccountPlace } from './account-place.ts'
import type { AccountEffect } from './effect.ts'
import type { House } from './house.ts'
import { effectOf } from './promise-on-account.ts'
import type { Refused } from './redeem-outcome.ts'
import { weighOnAccount } from './weigh-on-account.ts'

/** What redeeming on an account would do now. The code is not touched; a guess that names no code counts like any other. */
export type AccountPreviewOutcome =
  | {
      kind: 'preview'
      family: string
      effect: AccountEffect
      /** An extension: from when it is counted, milliseconds since 1970. */
      countedFrom: number | null
      /** `purchase`: the time since the purchase has already passed of it. */
      anchor: 'redemption' | 'purchase'
      notices: string[]
    }
  | Refused
  | { kind: NoAccountPlace }

/** @throws ProblemError `try-again-later` */
export async function previewOnAccount(
  house: House,
  request: { actor: Actor; accountId?: string; code: string },
): Promise<AccountPreviewOutcome> {
  return house.ledger.transact('preview-on-account', async (tx): Promise<AccountPreviewOutcome> => {
    const place = await accountPlaceOf(tx, request.actor, request.accountId, 'redeem')
    if (typeof place === 'string') return { kind: place }
    const now = house.world.clock.now()
    const weighed = await weighOnAccount(house, tx, request.actor, place, request.code, now)
    if (weighed.kind === 'refused') return weighed
    const { code, promised } = weighed
    return {
      kind: 'preview',
      family: code.facts.family,
      effect: effectOf(promised),
      countedFrom: 'extension' in promised ? promised.extension.from : null,
      anchor: code.purchasedAt === null ? 'redemption' : 'purchase',
      notices: [...code.notices],
    }
  })
}
