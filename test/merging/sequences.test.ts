import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { owningStory } from '../owning/setting.ts'
import { PLACES } from '../setup/ledgers.ts'
import { STORIES } from './fixed-orders.ts'
import { type Happening, model, PEOPLE } from './model.ts'

const RUNS = process.env.KOPPEL_SOAK ? 2_000 : 20
/** PostgreSQL makes a database for each of its runs. */
const POSTGRES_SHARE = 10
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
    'credit',
    'end',
    'close',
    'withdraw',
    'grace',
  ),
  by: person,
  to: person,
  which: fc.nat({ max: 20 }),
})
const CHANGES: readonly Happening['what'][] = ['merge', 'hand-over', 'grace']

describe.each(PLACES.filter(({ name }) => name !== 'SQLite in a file'))('on $name', (kind) => {
  test('no order of claims, hand-overs, merges, closings, codes, invoices, credit notes and payments loses or doubles anything', {
    timeout: 3_600_000,
  }, async () => {
    const seen = { merged: 0, erased: 0 }
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 8, maxLength: 24 }), async (happenings) => {
        const story = await owningStory(kind, PEOPLE)
        try {
          const house = await model(story)
          for (const one of happenings) {
            await house.happen(one)
            if (CHANGES.includes(one.what)) await house.check()
          }
          await house.check()
          seen.merged += (await story.rows('account_merges')).length
          seen.erased += (await story.rows('closings')).filter(({ state }) => state === 'erased').length
        } finally {
          await story.end()
        }
      }),
      {
        numRuns: STORIES.length + (kind.engine === 'postgres' ? RUNS / POSTGRES_SHARE : RUNS),
        // Chance alone may merge or erase nobody in a few runs.
        examples: STORIES.map(({ happenings }): [Happening[]] => [[...happenings]]),
      },
    )
    expect([seen.merged > 0, seen.erased > 0]).toEqual([true, true])
  })
})
