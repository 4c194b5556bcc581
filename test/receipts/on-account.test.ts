import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { publishedKeys, receiptFor } from '../../src/flows/receipts.ts'
import { supportLookup } from '../../src/flows/support/lookup.ts'
import { verifyReceipt } from '../../src/receipts/verify.ts'
import { type AccountStory, accountStory, actorOf, HUNDRED, SUBSCRIBED, YEAR } from '../accounts/setting.ts'
import { PLACES } from '../setup/ledgers.ts'
import { stated } from './setting.ts'

const OPERATOR = { kind: 'operator', source: '127.0.0.1' } as const

describe.each(PLACES)('codes on accounts, on $name', (kind) => {
  let story: AccountStory
  beforeEach(async () => {
    story = await accountStory(kind)
  })
  afterEach(() => story.end())

  test('each family that goes to an account has a receipt by the house alone', async () => {
    const pins = publishedKeys(story.house).map(({ fingerprint }) => fingerprint)
    for (const product of [YEAR, SUBSCRIBED, HUNDRED]) {
      const [code = ''] = await story.codes(product)
      expect(await story.redeem(story.people[0], code)).toBe('accepted')
    }
    const rows = await story.house.ledger.reads
      .selectFrom('redemptions')
      .select(['id', 'family'])
      .orderBy('id')
      .execute()
    const families: string[] = []
    for (const { id, family } of rows) {
      const receipt = await receiptFor(story.house, actorOf(story.people[0]), id)
      if (typeof receipt === 'string') throw new Error(receipt)
      expect(verifyReceipt(JSON.stringify(receipt), pins)).toMatchObject({ kind: 'sound', evidence: 'house' })
      const { effect, device } = stated(receipt)
      expect(device).toBeUndefined()
      expect(JSON.stringify(effect.after)).toMatch(/"validUntil":"20|"credits":\d/)
      families.push(family)
    }
    expect(families.toSorted()).toEqual(['registration', 'sms-credits', 'subscription'])
  })

  test('support finds by a licence code what extended the licence, and who else has tried the code', async () => {
    const [first = '', second = ''] = await story.codes(YEAR, 2)
    await story.redeem(story.people[0], first)
    await story.clock.advance(1_000)
    await story.redeem(story.people[0], second)
    expect(await story.redeem(story.people[1], second)).toBe('already-used')
    const finding = await supportLookup(story.house, OPERATOR, first)
    if (finding === 'forbidden') throw new Error('the operator may')
    expect(finding.redemptions.map(({ state }) => state)).toEqual(['applied', 'applied'])
    expect(finding.codes.map(({ state }) => state)).toEqual(['used', 'used'])
    expect(finding.history.map(({ act }) => act)).toContain('refuse')
  })
})
