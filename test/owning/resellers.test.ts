import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { seeCustomerDevices } from '../../src/flows/customers/see.ts'
import { claimDevice } from '../../src/flows/owning/claim.ts'
import { startCloser } from '../../src/flows/privacy/closer.ts'
import { askClosing, GRACE_MS } from '../../src/flows/privacy/closing.ts'
import { OPERATOR } from '../billing/setting.ts'
import type { Person } from '../races/setting.ts'
import { PLACES } from '../setup/ledgers.ts'
import { agreeing, LETTERS } from './agreeing.ts'
import { type OwningStory, owningStory, personOf } from './setting.ts'

describe.each(PLACES.filter(({ name }) => name !== 'SQLite in a file'))('customers of resellers on $name', (kind) => {
  let story: OwningStory
  let nord: Person
  let syd: Person
  beforeEach(async () => {
    story = await owningStory(kind, 3)
    nord = await story.open('reseller', 'nord')
    syd = await story.open('reseller', 'syd')
  })
  afterEach(() => story.end())

  const idOf = (at: number): string => story.people[at]?.accountId ?? ''
  const join = (customer: number, reseller: Person): Promise<void> =>
    story.house.ledger.transact('customer', async (tx) => {
      const row = { account_id: idOf(customer), reseller_account_id: reseller.accountId, since: story.clock.now() }
      await tx.insertInto('reseller_customers').values(row).execute()
    })
  const relations = async (): Promise<string[][]> =>
    (await story.rows('reseller_customers')).map((row) => [row.account_id, row.reseller_account_id]).toSorted()
  /** The second's household becomes part of the first's. */
  const merge = async (kept: number, gone: number): Promise<void> => {
    const act = agreeing(story)
    const id = await act.ask(personOf(story.people[kept]), { kind: 'merge', email: `p${gone}@example.org` })
    const consent = { accountId: idOf(gone) }
    expect(await act.confirm(personOf(story.people[gone]), id, consent)).toBe('confirmed')
    expect(await act.confirm(personOf(story.people[kept]), id)).toBe('done')
  }
  /** How many devices of it; null: it is none of that reseller's customers. */
  const sees = async (reseller: Person, customer: number): Promise<number | null> =>
    (await seeCustomerDevices(story.house, personOf(reseller), idOf(customer), { limit: 9 }))?.length ?? null
  const close = async ({ accountId }: Person): Promise<void> => {
    await askClosing(story.house, LETTERS, { actor: OPERATOR, accountId, password: '' })
    await story.clock.advance(GRACE_MS)
    const closer = startCloser({ ...story.house, telemetry: { erase: async () => {} } as never }, LETTERS)
    await closer.idle()
    await closer.stop()
    expect((await story.rows('accounts')).map(({ id }) => id)).not.toContain(accountId)
  }

  test('of two households that become one the kept one’s reseller stays and sees all their devices; the other’s sees nothing', async () => {
    await join(0, nord)
    await join(1, syd)
    await join(2, syd)
    expect([await sees(nord, 0), await sees(syd, 1)]).toEqual([1, 1])
    await merge(0, 1)
    expect(await relations()).toEqual(
      [
        [idOf(0), nord.accountId],
        [idOf(2), syd.accountId],
      ].toSorted(),
    )
    expect([await sees(nord, 0), await sees(syd, 0), await sees(syd, 1)]).toEqual([2, null, null])
  })

  test('a household that had no reseller gets none by taking in one that had', async () => {
    await join(1, syd)
    await merge(0, 1)
    expect(await relations()).toEqual([])
    expect(await sees(syd, 0)).toBe(null)
  })

  test('when a reseller’s account is erased its customers are nobody’s, and keep account, users and devices', async () => {
    await join(0, nord)
    await join(1, syd)
    const before = await story.rows('ownerships')
    await close(nord)
    expect(await relations()).toEqual([[idOf(1), syd.accountId]])
    expect(await story.rows('ownerships')).toEqual(before)
    const left = (await story.rows('memberships')).map(({ account_id }) => account_id)
    for (const at of [0, 1, 2]) expect(left).toContain(idOf(at))
    expect(await sees(nord, 0)).toBe(null)
    const [imei = ''] = await story.stock()
    const claim = { kind: 'collar', serial: imei, accountId: idOf(0) } as const
    expect(await claimDevice(story.house, personOf(nord), claim)).toEqual({ kind: 'forbidden' })
    await join(0, syd)
    expect(await claimDevice(story.house, personOf(syd), claim)).toMatchObject({ kind: 'registered' })
  })

  test('when a customer’s account is erased its reseller has one customer less', async () => {
    await join(0, nord)
    await join(1, nord)
    await close(story.people[0] as Person)
    expect(await relations()).toEqual([[idOf(1), nord.accountId]])
    expect(await sees(nord, 0)).toBe(null)
  })
})
