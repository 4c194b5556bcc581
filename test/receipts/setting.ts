import { cancel } from '../../src/flows/cancel.ts'
import { publishedKeys, receiptFor } from '../../src/flows/receipts.ts'
import { redeem } from '../../src/flows/redeem.ts'
import type { Receipt, Statement } from '../../src/receipts/receipt.ts'
import { openWorld, type TestWorld, type WorldCollar } from '../world.ts'

const YEAR = { type: 'sim-extend', simKind: 'telia-iot', period: 'P1Y' } as const
const HUNDRED = { type: 'sim-top-up', simKind: 'travel-sim', amountMinor: 10_000, currency: 'SEK' } as const

/** A house with a collar of each way of carrying, and what receipts need of it. */
export type ReceiptSetting = {
  world: TestWorld
  yearly: WorldCollar
  prepaid: WorldCollar
  /** Redeems on a collar and lets it arrive; gives the redemption's id. */
  redeemOn(it: WorldCollar): Promise<string>
  /** Redeems on a collar that is switched off, and takes it back. */
  takenBack(it: WorldCollar): Promise<string>
  receipt(id: string, it?: WorldCollar): Promise<Receipt>
  fingerprints(): string[]
}

export async function receiptSetting(): Promise<ReceiptSetting> {
  const world = await openWorld({ kinds: ['telia-iot', 'travel-sim'] })
  const [yearly, prepaid] = world.collars
  if (!yearly || !prepaid) throw new Error('two collars')
  for (const { collar } of world.collars) await collar.power('on')
  await world.advance(5_000)
  let keys = 0
  const enter = async (it: WorldCollar): Promise<string> => {
    const [code = ''] = await world.mint(it === prepaid ? HUNDRED : YEAR, 1)
    const request = { actor: it.owner.actor, deviceId: it.deviceId, code, idempotencyKey: `receipt-${keys++}` }
    const outcome = await redeem(world.running().house, request)
    if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome))
    return outcome.redemptionId
  }
  return {
    world,
    yearly,
    prepaid,
    async redeemOn(it) {
      const id = await enter(it)
      await world.advance(5_000)
      return id
    },
    async takenBack(it) {
      await it.collar.power('off')
      await world.advance(60_000)
      const id = await enter(it)
      const outcome = await cancel(world.running().house, it.owner.actor, id)
      if (outcome !== 'cancelled') throw new Error(outcome)
      await it.collar.power('on')
      await world.advance(5_000)
      return id
    },
    async receipt(id, it = yearly) {
      const made = await receiptFor(world.running().house, it.owner.actor, id)
      if (typeof made === 'string') throw new Error(made)
      return made
    },
    fingerprints: () =>
      publishedKeys(world.running().house).flatMap(({ purpose, fingerprint }) =>
        purpose === 'receipt-signing' ? [fingerprint] : [],
      ),
  }
}

/** What a receipt states, to be read and to be tampered with. */
export function stated(receipt: Receipt): Statement {
  return JSON.parse(receipt.body) as Statement
}
