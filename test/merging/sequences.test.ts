import fc from 'fast-check'
import { expect, test } from 'vitest'
import { owningStory } from '../owning/setting.ts'
import { PLACES } from '../setup/ledgers.ts'
import { type Happening, model, PEOPLE } from './model.ts'

const RUNS = process.env.KOPPEL_SOAK ? 2_000 : 20
const person = fc.integer({ min: 0, max: PEOPLE - 1 })
const happening: fc.Arbitrary<Happening> = fc.record({
  what: fc.constantFrom(
    'claim',
    'hand-over',
    'hand-over',
    'merge',
    'merge',
    'year',
    'send',
    'credits',
    'subscription',
    'order',
    'invoice',
    'pay',
    'end',
  ),
  by: person,
  to: person,
  which: fc.nat({ max: 20 }),
})

test('no order of claims, hand-overs, merges, codes, invoices and payments loses or doubles anything', {
  timeout: 600_000,
}, async () => {
  const merged: number[] = []
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 8, maxLength: 24 }), async (happenings) => {
      const story = await owningStory(PLACES[0]!, PEOPLE)
      try {
        const house = await model(story)
        for (const one of happenings) {
          await house.happen(one)
          if (one.what === 'merge' || one.what === 'hand-over') await house.check()
        }
        await house.check()
        merged.push((await story.rows('account_merges')).length)
      } finally {
        await story.end()
      }
    }),
    { numRuns: RUNS },
  )
  expect(merged.some((count) => count > 0)).toBe(true)
})
