import type { Actor } from '../../src/accounts/actor.ts'
import type { Product } from '../../src/codes/product.ts'
import type { House } from '../../src/flows/house.ts'
import { mint } from '../../src/flows/mint.ts'
import { redeemOnAccount } from '../../src/flows/redeem-on-account.ts'
import { MIGRATIONS, type Tables } from '../../src/flows/tables.ts'
import { type ManualClock, manualClock } from '../../src/std/manual-clock.ts'
import { type Person, raceSetting } from '../races/setting.ts'
import type { PlaceKind } from '../setup/ledgers.ts'
import { testWorld } from '../setup/world.ts'

export const YEAR = { type: 'licence-extend', period: 'P1Y' } as const
export const SUBSCRIBED = { type: 'subscription', period: 'P1Y' } as const
export const HUNDRED = { type: 'sms-credits', credits: 100 } as const
const FAMILIES = { 'licence-extend': 'registration', subscription: 'subscription', 'sms-credits': 'sms-credits' }

export type AccountStory = {
  house: House
  clock: ManualClock
  people: Person[]
  /** Codes of a batch with these attributes. */
  codes(product: Product, count?: number, batch?: object): Promise<string[]>
  /** Redeems; tells `accepted` or the refusal. */
  redeem(person: Person | undefined, code: string | undefined, key?: string): Promise<string>
  end(): Promise<void>
}

export function actorOf(person: Person | undefined): Actor {
  return { kind: 'user', userId: person?.userId ?? '', sessionId: 's', source: '192.0.2.1' }
}

/** A house with two people, on one of the engines and a clock moved by hand. */
export async function accountStory(kind: PlaceKind): Promise<AccountStory> {
  const clock = manualClock()
  const world = testWorld()
  const place = await kind.make()
  const ledger = await place.open<Tables>({ migrations: MIGRATIONS })
  const setting = await raceSetting(ledger, world, 2)
  // Store and key ring wait on the machine's clock: a story that is told again would else wait for a hand that moves this one.
  const house = { ...setting.house, world: { ...world, clock } }
  const { keys, people } = setting
  let tries = 0
  return {
    house,
    clock,
    people,
    async codes(product, count = 1, batch = {}) {
      const family = FAMILIES[product.type as keyof typeof FAMILIES]
      const made = await mint(house, 'operator', { family, product, count, anchor: 'redemption', channel: 'own-shop' })
      await ledger.transact('mark', async (tx) => {
        if (Object.keys(batch).length > 0)
          await tx.updateTable('batches').set(batch).where('id', '=', made.batchId).execute()
      })
      return made.codes
    },
    async redeem(person, code = '', key = `try-${tries++}`) {
      const outcome = await redeemOnAccount(house, { actor: actorOf(person), code, idempotencyKey: key })
      return outcome.kind === 'refused' ? outcome.refusal : outcome.kind
    },
    async end() {
      keys.close()
      await place.leave()
    },
  }
}
