import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type RecipientStory, recipientStory } from '../recipients/setting.ts'
import { PLACES } from '../setup/ledgers.ts'

describe.each(PLACES.filter(({ name }) => name !== 'SQLite in a file'))(
  'alarms of who does not pay on $name',
  (kind) => {
    let story: RecipientStory
    beforeEach(async () => {
      story = await recipientStory(kind)
      await story.add({ way: 'email', address: 'anna@example.org' })
      const { accountId: account_id } = story
      const owed = { invoice_id: 'i', account_id, currency: 'EUR', due_at: 0, outstanding_minor: 1, version: 1 }
      await story.house.ledger.transact('owe', (tx) => tx.insertInto('receivables').values(owed).execute())
    })
    afterEach(() => story.end())

    const take = (step: string) =>
      story.house.ledger.transact('step', async (tx) => {
        const row = { invoice_id: 'i', account_id: story.accountId, step, at: story.clock.now(), next_at: null }
        await tx.insertInto('dunning_steps').values(row).execute()
      })
    /** How many letters an alarm of each class brings. */
    const told = async () => {
      const before = (await story.out('email')).length
      await story.happens({ class: 'function', rule: 'battery' })
      const between = (await story.out('email')).length
      await story.happens()
      return { function: between - before, security: (await story.out('email')).length - between }
    }

    test('suspended, security alarms are told on; stopped, none; once it is paid, all', async () => {
      expect(await told()).toEqual({ function: 1, security: 1 })
      await take('notice')
      expect(await told()).toEqual({ function: 1, security: 1 })
      await take('suspended')
      expect(await told()).toEqual({ function: 0, security: 1 })
      await take('last-warning')
      expect(await told()).toEqual({ function: 0, security: 1 })
      await take('stopped')
      expect(await told()).toEqual({ function: 0, security: 0 })
      await story.house.ledger.transact('pay', (tx) =>
        tx.updateTable('receivables').set({ outstanding_minor: 0 }).execute(),
      )
      expect(await told()).toEqual({ function: 1, security: 1 })
    })
  },
)
