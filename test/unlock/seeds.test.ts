import { describe, expect, test } from 'vitest'
import { ordeal } from './ordeal.ts'

/** One seed alone: `KOPPEL_TEST_SEED=17 npm test -- test/unlock/seeds.test.ts`. */
const only = process.env.KOPPEL_TEST_SEED
const SEEDS = process.env.KOPPEL_SOAK ? 6_000 : Number(process.env.KOPPEL_TEST_SEEDS ?? 60)
const SLICE = 20
const seeds = only === undefined ? Array.from({ length: SEEDS }, (_, at) => at + 1) : [Number(only)]

describe('faults between any two steps: each release has its effect on its dongle once, and no other has', () => {
  for (let at = 0; at < seeds.length; at += SLICE) {
    const slice = seeds.slice(at, at + SLICE)
    test(`seeds ${slice[0]} to ${slice.at(-1)}`, { timeout: 600_000 }, async () => {
      for (const seed of slice) {
        const broken = await ordeal(seed)
        const again = `KOPPEL_TEST_SEED=${seed} npm test -- test/unlock/seeds.test.ts`
        expect(broken, `seed ${seed}; again with: ${again}`).toEqual([])
      }
    })
  }
})
