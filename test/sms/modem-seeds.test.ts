import { expect, test } from 'vitest'
import { modemOrdeal, STRIKES } from './modem-ordeal.ts'

/** One seed alone: `KOPPEL_TEST_SEED=17 npm test -- test/sms/modem-seeds.test.ts`. */
const only = process.env.KOPPEL_TEST_SEED
const SEEDS = process.env.KOPPEL_SOAK ? 500 : Number(process.env.KOPPEL_TEST_SEEDS ?? 5)
const SLICE = 20
const seeds = only === undefined ? Array.from({ length: SEEDS }, (_, at) => at + 1) : [Number(only)]

for (let at = 0; at < seeds.length; at += SLICE) {
  const slice = seeds.slice(at, at + SLICE)
  const name = `by modem each message has one answer, whatever dies: seeds ${slice[0]} to ${slice.at(-1)}`
  test(name, { timeout: 600_000 }, async () => {
    const met = new Map<string, number>()
    for (const seed of slice) {
      const ordeal = await modemOrdeal(seed)
      const again = `seed ${seed}; again with: KOPPEL_TEST_SEED=${seed} npm test -- test/sms/modem-seeds.test.ts`
      expect(ordeal.faults, again).toEqual([])
      for (const [strike, times] of ordeal.met) met.set(strike, (met.get(strike) ?? 0) + times)
    }
    const strikes = [...met.values()].reduce((sum, times) => sum + times, 0)
    if (only === undefined)
      expect(strikes, 'strikes that met a message being handed over').toBeGreaterThan(slice.length)
    if (slice.length === SLICE) for (const strike of STRIKES) expect(met.get(strike) ?? 0, strike).toBeGreaterThan(0)
  })
}
