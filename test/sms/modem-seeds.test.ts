import { expect, test } from 'vitest'
import { modemOrdeal } from './modem-ordeal.ts'

/** One seed alone: `KOPPEL_TEST_SEED=17 npm test -- test/sms/modem-seeds.test.ts`. */
const only = process.env.KOPPEL_TEST_SEED
const SEEDS = process.env.KOPPEL_SOAK ? 2_000 : Number(process.env.KOPPEL_TEST_SEEDS ?? 20)
const SLICE = 20
const seeds = only === undefined ? Array.from({ length: SEEDS }, (_, at) => at + 1) : [Number(only)]

for (let at = 0; at < seeds.length; at += SLICE) {
  const slice = seeds.slice(at, at + SLICE)
  test(`by modem each message has one answer, whatever dies: seeds ${slice[0]} to ${slice.at(-1)}`, { timeout: 600_000 }, async () => {
    for (const seed of slice) {
      const broken = await modemOrdeal(seed)
      expect(broken, `seed ${seed}; again with: KOPPEL_TEST_SEED=${seed} npm test -- test/sms/modem-seeds.test.ts`).toEqual([])
    }
  })
}
