import { join } from 'node:path'
import { expect } from 'vitest'
import { openAccount } from '../../src/flows/people.ts'
import { startCloser } from '../../src/flows/privacy/closer.ts'
import { askClosing, cancelClosing, GRACE_MS } from '../../src/flows/privacy/closing.ts'
import { loadTexts } from '../../src/std/texts.ts'
import { type OwningStory, personOf } from '../owning/setting.ts'
import type { Given, Happening } from './model.ts'

const TEXTS = loadTexts(join(import.meta.dirname, '../../texts'), { timeZone: 'UTC' })
const LETTERS = { texts: TEXTS, publicUrl: () => 'http://koppel.test' }
const DAY_MS = 86_400_000

/** People who close their account, think better of it, or are erased and begin anew under the same address. */
export function closingSteps(
  story: OwningStory,
  given: Given,
  { accountOf, bill }: { accountOf(person: number): Promise<string>; bill(accountId: string): Promise<void> },
) {
  const { clock } = story
  const erased = new Set<string>()
  const telemetry = { erase: async (series: string) => void erased.add(series) } as never
  const house = { ...story.house, telemetry }
  return {
    async close({ by }: Happening) {
      const asked = { actor: personOf(story.people[by]), accountId: await accountOf(by), password: 'p' }
      expect(await askClosing(house, LETTERS, asked)).toMatchObject({ erasing: false })
    },
    async withdraw({ by }: Happening) {
      await cancelClosing(house, TEXTS, { actor: personOf(story.people[by]), accountId: await accountOf(by) })
    },
    /** The grace of whatever was asked passes, and a day for the last invoices, which nobody sends here. */
    async grace() {
      await clock.advance(GRACE_MS + DAY_MS)
      const closings = (await story.rows('closings')).filter(({ state }) => state === 'asked')
      const accounts = new Set(closings.map(({ account_id }) => account_id ?? ''))
      const owned = (await story.rows('ownerships')).filter(({ account_id }) => accounts.has(account_id))
      const balances = (await story.rows('credit_balances')).filter(({ account_id }) => accounts.has(account_id))
      const closer = startCloser(house, LETTERS)
      await closer.idle()
      await closer.stop()
      for (const { device_id, until_at } of owned) if (until_at === null) given.left.add(device_id)
      for (const { series_id } of owned) expect(erased.has(series_id)).toBe(true)
      for (const { credits } of balances) given.credits -= credits
      for (const id of accounts) given.erased.add(id)
      await beginAnew()
    },
  }

  async function beginAnew(): Promise<void> {
    for (let person = 0; person < story.people.length; person++) {
      if ((await accountOf(person)) !== '') continue
      const user = {
        email: `p${person}@example.org`,
        name: 'p',
        language: 'en',
        password: 'p',
        level: 'owner' as const,
      }
      const account = { kind: 'customer' as const, name: 'p', country: 'SE' }
      const opened = await openAccount(house, 'operator', { account, user })
      if (!opened) throw new Error('the address of somebody who was erased is not free')
      story.people[person] = { ...opened, deviceId: '' }
      await bill(opened.accountId)
    }
  }
}
