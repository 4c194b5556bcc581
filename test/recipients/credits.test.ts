import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { creditsOf } from '../../src/licences/credits.ts'
import { creditEntries, giveBackCredit, grantCredits, spendCredit, warnOnce } from '../../src/licences/spend-credit.ts'
import { type AccountStory, accountStory, HUNDRED } from '../accounts/setting.ts'
import { PLACES } from '../setup/ledgers.ts'

const act = fc.oneof(
  fc.record({ do: fc.constant('grant' as const), credits: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ do: fc.constant('spend' as const), at_once: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ do: fc.constant('give-back' as const), which: fc.nat(20), twice: fc.boolean() }),
)
const RUNS = process.env.KOPPEL_SOAK ? 1_000 : 10
/** What chance may not come to in ten runs: more is spent at once than there is, and a message is given back twice. */
const FIRST = [
  { do: 'grant' as const, credits: 2 },
  { do: 'spend' as const, at_once: 4 },
  { do: 'give-back' as const, which: 0, twice: true },
  { do: 'spend' as const, at_once: 3 },
]

describe.each(PLACES.filter(({ name }) => name !== 'SQLite in a file'))('SMS credits on $name', (kind) => {
  let story: AccountStory
  beforeAll(async () => {
    story = await accountStory(kind)
  })
  afterAll(() => story.end())
  const told = <R>(name: string, what: Parameters<AccountStory['house']['ledger']['transact']>[1]) =>
    story.house.ledger.transact(name, what) as Promise<R>

  test('whatever is granted, spent at once and given back, the balance is the sum of the entries and never below zero', async () => {
    const { world, ledger } = story.house
    let account = 0
    let sms = 0
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 12 }), async (acts) => {
        const accountId = `account-${account++}`
        const paid: string[] = []
        let expected = 0
        for (const one of acts) {
          if (one.do === 'grant') {
            const granted = { accountId, credits: one.credits, actor: 'operator' }
            expected += one.credits
            expect(await told('grant', (tx) => grantCredits(tx, world, granted))).toMatchObject({ balance: expected })
          } else if (one.do === 'spend') {
            const ids = Array.from({ length: one.at_once }, () => `sms-${sms++}`)
            const left = await Promise.all(
              ids.map((smsId) => told<number | null>('spend', (tx) => spendCredit(tx, world, { accountId, smsId }))),
            )
            const done = ids.filter((_, at) => left[at] !== null)
            expect(done).toHaveLength(Math.min(one.at_once, expected))
            paid.push(...done)
            expected -= done.length
          } else {
            const smsId = paid[one.which % Math.max(paid.length, 1)] ?? 'never-sent'
            const backs = await Promise.all(
              (one.twice ? [smsId, smsId] : [smsId]).map((id) =>
                told<boolean>('back', (tx) => giveBackCredit(tx, world, id)),
              ),
            )
            expected += backs.filter(Boolean).length
            if (smsId !== 'never-sent') paid.splice(paid.indexOf(smsId), 1)
            expect(backs.filter(Boolean)).toHaveLength(smsId === 'never-sent' ? 0 : 1)
          }
          const entries = await creditEntries(ledger.reads, accountId, { limit: 500 })
          expect(await creditsOf(ledger.reads, accountId)).toBe(expected)
          expect(entries.reduce((sum, { credits }) => sum + credits, 0)).toBe(expected)
          expect(expected).toBeGreaterThanOrEqual(0)
        }
      }),
      { numRuns: RUNS, examples: [[FIRST]] },
    )
  })

  test('who has none is warned once, and once more only after there were some', async () => {
    const { world } = story.house
    const [person] = story.people
    const accountId = person?.accountId ?? ''
    const warn = () => told<boolean>('warn', (tx) => warnOnce(tx, world, accountId))
    expect([await warn(), await warn()]).toEqual([true, false])
    await told('grant', (tx) => grantCredits(tx, world, { accountId, credits: 1, actor: 'operator' }))
    expect([await warn(), await warn()]).toEqual([true, false])
    const [code] = await story.codes(HUNDRED)
    expect(await story.redeem(person, code)).toBe('accepted')
    expect(await warn()).toBe(true)
    expect((await creditEntries(story.house.ledger.reads, accountId, { limit: 9 })).map(({ entry }) => entry)).toEqual([
      'code',
      'granted',
    ])
  })
})
