import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { enterBilling } from '../../src/billing/entries.ts'
import { enterProfile, enterSeller } from '../../src/billing/parties.ts'
import { claimDevice } from '../../src/flows/owning/claim.ts'
import { startCloser } from '../../src/flows/privacy/closer.ts'
import { askClosing, GRACE_MS } from '../../src/flows/privacy/closing.ts'
import { loadTexts } from '../../src/std/texts.ts'
import { OPERATOR, PERSON, SELLER } from '../billing/setting.ts'
import { type OwningStory, owningStory, personOf } from '../owning/setting.ts'
import { PLACES } from '../setup/ledgers.ts'

const TEXTS = loadTexts(join(import.meta.dirname, '../../texts'), { timeZone: 'UTC' })
const LETTERS = { texts: TEXTS, publicUrl: () => 'http://koppel.test' }
const DAY_MS = 86_400_000

describe.each(PLACES.filter(({ name }) => name !== 'SQLite in a file'))(
  'what a closed account leaves on $name',
  (kind) => {
    let story: OwningStory
    let imei: string
    let anna: string
    const close = async (): Promise<void> => {
      const telemetry = { erase: async () => {} } as never
      const closer = startCloser({ ...story.house, telemetry }, LETTERS)
      await closer.idle()
      await closer.stop()
    }
    beforeEach(async () => {
      story = await owningStory(kind, 3)
      anna = story.people[0]?.accountId ?? ''
      const { ledger, world } = story.house
      await ledger.transact('seller', (tx) => enterSeller(tx, world, { seller: SELLER, actor: 'operator' }))
      await ledger.transact('bill', (tx) =>
        enterProfile(tx, { accountId: anna, profile: PERSON, at: world.clock.now() }),
      )
      imei = (await story.stock())[0] ?? ''
      expect(await claimDevice(story.house, personOf(story.people[0]), { kind: 'collar', serial: imei })).toMatchObject(
        { kind: 'registered' },
      )
      await story.clock.advance(DAY_MS)
      const order = {
        what: 'licence-order',
        pricing: 'new',
        priceList: 'test',
        currency: 'EUR',
        orderId: 'o-1',
      } as const
      const entry = { ...order, accountId: anna, amountMinor: 700, at: world.clock.now() }
      await ledger.transact('enter', (tx) => enterBilling(tx, world, entry))
      await askClosing(story.house, LETTERS, { actor: OPERATOR, accountId: anna, password: '' })
      await story.clock.advance(GRACE_MS)
    })
    afterEach(() => story.end())

    test('the year that has begun and every order are invoiced to who owed them, before anybody is forgotten', async () => {
      await close()
      const invoices = await story.rows('invoices')
      expect(invoices.map(({ currency }) => currency).toSorted()).toEqual(['EUR', 'SEK'])
      for (const { buyer } of invoices) expect(buyer).toContain(PERSON.name)
      expect(await story.rows('billing_due')).toEqual([])
      // They wait to be sent: until then it is known to whom.
      expect((await story.rows('accounts')).some(({ id }) => id === anna)).toBe(true)
      await close()
      expect(await story.rows('invoices')).toHaveLength(2)
    })

    test('an invoice that cannot leave keeps nobody on the books longer than a day', async () => {
      await close()
      await story.clock.advance(DAY_MS)
      await close()
      expect((await story.rows('accounts')).some(({ id }) => id === anna)).toBe(false)
      const invoices = await story.rows('invoices')
      expect(invoices).toHaveLength(2)
      for (const { account_id } of invoices) expect(account_id).toMatch(/^closed:/)
      expect((await story.rows('receivables')).map(({ outstanding_minor }) => outstanding_minor).toSorted()).toEqual(
        invoices.map(({ total_minor }) => total_minor).toSorted(),
      )
    })

    test('of people who claim the collar that was left at once one has it, with a subscription of its own', async () => {
      await story.clock.advance(DAY_MS)
      await close()
      const claims = await Promise.all(
        [1, 2].map((person) =>
          claimDevice(story.house, personOf(story.people[person]), { kind: 'collar', serial: imei }),
        ),
      )
      expect(claims.map((claim) => claim.kind).toSorted()).toEqual(['not-available', 'registered'])
      const device = (await story.rows('devices')).find(({ serial }) => serial === imei)?.id
      const open = (await story.rows('ownerships')).filter((row) => row.device_id === device && row.until_at === null)
      expect(open).toHaveLength(1)
      expect(await story.rows('device_subscriptions')).toMatchObject([
        { device_id: device, account_id: open[0]?.account_id },
      ])
    })
  },
)
