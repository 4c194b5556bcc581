import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addPeriod } from '../../src/std/period.ts'
import { PLACES } from '../setup/ledgers.ts'
import { accountStory } from './setting.ts'

const PERIODS = ['P1M', 'P3M', 'P1Y', 'P14D'] as const
const gift = fc.oneof(
  fc.record({ type: fc.constant('subscription' as const), period: fc.constantFrom(...PERIODS) }),
  fc.record({ type: fc.constant('sms-credits' as const), credits: fc.integer({ min: 1, max: 1_000 }) }),
)
const step = fc.record({ gift, twice: fc.boolean(), later_days: fc.integer({ min: 0, max: 200 }) })

test('whatever is redeemed, and how often it is sent, time and credits are the sum of what was given', async () => {
  const kind = PLACES[0]
  if (!kind) throw new Error('there is an engine')
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      const story = await accountStory(kind)
      const [person] = story.people
      let credits = 0
      let end: number | null = null
      for (const { gift, twice, later_days } of steps) {
        await story.clock.advance(later_days * 86_400_000)
        const [code] = await story.codes(gift)
        await story.redeem(person, code)
        if (twice) expect(await story.redeem(person, code)).toBe('already-used-by-you')
        if (gift.type === 'sms-credits') credits += gift.credits
        else end = addPeriod(Math.max(story.clock.now(), end ?? 0), gift.period)
      }
      const { reads } = story.house.ledger
      const entries = await reads.selectFrom('credit_entries').select('credits').execute()
      expect(entries.reduce((sum, entry) => sum + entry.credits, 0)).toBe(credits)
      const balance = await reads.selectFrom('credit_balances').select('credits').executeTakeFirst()
      expect(balance?.credits ?? 0).toBe(credits)
      const subscription = await reads.selectFrom('subscriptions').select('ends_at').executeTakeFirst()
      expect(subscription?.ends_at ?? null).toBe(end)
      const spans = await reads.selectFrom('subscription_entries').selectAll().orderBy('until_at').execute()
      spans.reduce((before, span) => {
        expect(span.from_at).toBeGreaterThanOrEqual(before)
        return span.until_at
      }, 0)
      await story.end()
    }),
    { numRuns: 12 },
  )
})
