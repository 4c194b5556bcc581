import { expect } from 'vitest'
import { endDeviceSubscription } from '../../src/billing/device-subscriptions.ts'
import { enterBilling } from '../../src/billing/entries.ts'
import { enterProfile, enterSeller } from '../../src/billing/parties.ts'
import type { Wish } from '../../src/flows/agreements/ask.ts'
import { creditInvoice } from '../../src/flows/billing/credit.ts'
import { enterPayment } from '../../src/flows/billing/pay.ts'
import { orderRun } from '../../src/flows/billing/run.ts'
import { runPart } from '../../src/flows/billing/run-part.ts'
import { tablesOf } from '../../src/flows/merging/merge-tables.ts'
import { mint } from '../../src/flows/mint.ts'
import { claimDevice } from '../../src/flows/owning/claim.ts'
import { prepareCommand } from '../../src/flows/prepare-command.ts'
import { redeem } from '../../src/flows/redeem.ts'
import { redeemOnAccount } from '../../src/flows/redeem-on-account.ts'
import type { Tables } from '../../src/flows/tables.ts'
import { OPERATOR, PERSON, SELLER } from '../billing/setting.ts'
import { agreeing } from '../owning/agreeing.ts'
import { type OwningStory, personOf } from '../owning/setting.ts'
import { mintYears } from '../races/setting.ts'
import { closingSteps } from './closing-steps.ts'

const DAY_MS = 86_400_000
export const PEOPLE = 3
/** What may happen: `by` and `to` are people, `which` picks among what there is. */
export type Happening = {
  what:
    | 'claim'
    | 'hand-over'
    | 'merge'
    | 'year'
    | 'send'
    | 'credits'
    | 'subscription'
    | 'order'
    | 'invoice'
    | 'pay'
    | 'credit'
    | 'end'
    | 'close'
    | 'withdraw'
    | 'grace'
  by: number
  to: number
  which: number
}

/** A vendor, people, and what was given to them so far. */
async function scene(story: OwningStory) {
  const { house, clock } = story
  const { ledger, world } = house
  const act = agreeing(story)
  const given: Given = { credits: 0, orders: new Map(), devices: PEOPLE, left: new Set(), erased: new Set() }
  await ledger.transact('seller', (tx) => enterSeller(tx, world, { seller: SELLER, actor: 'operator' }))
  const stock = await story.stock(2)
  given.devices += stock.length
  let count = 0
  const key = () => `key-${count++}`
  const accountOf = async (person: number): Promise<string> =>
    (await story.rows('memberships')).find(({ user_id }) => user_id === story.people[person]?.userId)?.account_id ?? ''
  const devicesOf = async (person: number): Promise<string[]> => {
    const accountId = await accountOf(person)
    const open = (await story.rows('ownerships')).filter((row) => row.until_at === null && row.account_id === accountId)
    return open.map(({ device_id }) => device_id).sort()
  }
  const bill = (accountId: string): Promise<void> =>
    ledger.transact('profile', (tx) => enterProfile(tx, { accountId, profile: PERSON, at: clock.now() }))
  for (let person = 0; person < PEOPLE; person++) await bill(await accountOf(person))
  return { story, act, given, stock, key, accountOf, devicesOf, bill }
}
type Scene = Awaited<ReturnType<typeof scene>>
type Steps = Partial<Record<Happening['what'], (of: Happening) => Promise<unknown>>>

/** Devices and accounts that come and go. */
function owningSteps({ story, act, given, stock, key, accountOf, devicesOf }: Scene): Steps {
  const { house } = story
  const agree = async (id: string, by: number, to: number): Promise<void> => {
    // The one that is asked first, then the one that asks; repeated, because people press twice.
    await act.confirm(personOf(story.people[to]), id, { accountId: await accountOf(to) })
    await act.confirm(personOf(story.people[by]), id)
    await act.confirm(personOf(story.people[by]), id)
  }
  const reach = async (wish: Wish, by: number, to: number): Promise<void> => {
    const asked = await act.asked(personOf(story.people[by]), wish)
    // What is to be closed agrees on nothing.
    if (asked.kind === 'asked') await agree(asked.id, by, to)
    else expect(asked.kind).toBe('account-closing')
  }
  return {
    async claim({ by, which }) {
      // What a closed account left may be claimed like what is in stock.
      const left = (await story.rows('devices')).filter(({ id }) => given.left.has(id)).map(({ serial }) => serial)
      const imeis = [...stock, ...left]
      await claimDevice(house, personOf(story.people[by]), {
        kind: 'collar',
        serial: imeis[which % imeis.length] ?? '',
      })
    },
    async 'hand-over'({ by, to, which }) {
      const devices = await devicesOf(by)
      const deviceId = devices[which % devices.length]
      if (deviceId === undefined || (await accountOf(by)) === (await accountOf(to))) return
      const wish = { kind: 'hand-over', deviceId, email: `p${to}@example.org` } as const
      await reach(wish, by, to)
    },
    async merge({ by, to }) {
      if ((await accountOf(by)) === (await accountOf(to))) return
      await reach({ kind: 'merge', email: `p${to}@example.org` }, by, to)
    },
    async year({ by, which }) {
      const devices = await devicesOf(by)
      const deviceId = devices[which % devices.length]
      const [code = ''] = await mintYears(house, 1)
      if (deviceId) await redeem(house, { actor: personOf(story.people[by]), deviceId, code, idempotencyKey: key() })
    },
    async send({ by, which }) {
      const devices = await devicesOf(by)
      const deviceId = devices[which % devices.length]
      if (deviceId) await prepareCommand(house, deviceId)
    },
  }
}

/** Credits, time and money. */
function moneySteps({ story, given, key, accountOf, devicesOf }: Scene): Steps {
  const { house, clock } = story
  const { ledger, world } = house
  async function redeemed(by: number, family: string, product: Parameters<typeof mint>[2]['product']): Promise<void> {
    const order = { family, product, count: 1, anchor: 'redemption' as const, channel: 'own-shop' }
    const code = (await mint(house, 'operator', order)).codes[0] ?? ''
    const wish = { actor: personOf(story.people[by]), code, idempotencyKey: key() }
    for (let twice = 0; twice < 2; twice++) expect((await redeemOnAccount(house, wish)).kind).toBe('accepted')
  }
  return {
    async credits({ by, which }) {
      const credits = 10 + which
      await redeemed(by, 'sms-credits', { type: 'sms-credits', credits })
      given.credits += credits
    },
    subscription: ({ by }) => redeemed(by, 'subscription', { type: 'subscription', period: 'P3M' }),
    async order({ by, which }) {
      const [orderId, amountMinor] = [key(), 100 + which]
      const entry = { what: 'licence-order', pricing: 'new', priceList: 'test', currency: 'EUR' } as const
      const of = { orderId, amountMinor, accountId: await accountOf(by), at: clock.now() }
      await ledger.transact('enter', (tx) => enterBilling(tx, world, { ...entry, ...of }))
      given.orders.set(orderId, amountMinor)
    },
    async invoice() {
      const month = new Date(clock.now()).toISOString().slice(0, 7)
      const ordered = await orderRun(house, OPERATOR, month)
      if (ordered.kind === 'running') while ((await runPart(house, 'test')) === 'more');
    },
    async pay({ which }) {
      const owed = (await story.rows('receivables')).filter(({ outstanding_minor }) => outstanding_minor > 0)
      const one = owed[which % owed.length]
      const invoice = (await story.rows('invoices')).find(({ id }) => id === one?.invoice_id)
      if (one && invoice?.number)
        await enterPayment(house, OPERATOR, {
          ...{ invoice: invoice.number, amountMinor: 1 + (which % one.outstanding_minor), currency: one.currency },
          ...{ paidOn: new Date(clock.now()).toISOString().slice(0, 10), reference: key() },
        })
    },
    async credit({ which }) {
      const invoices = (await story.rows('invoices')).filter(({ kind }) => kind === 'invoice')
      const invoice = invoices[which % Math.max(1, invoices.length)]
      const line = (await story.rows('invoice_lines')).find(({ invoice_id }) => invoice_id === invoice?.id)
      if (!invoice || !line) return
      // Of a line a part, or all that is left of the invoice; each wish twice.
      const lines =
        which % 2 ? [{ lineId: line.id, netMinor: Math.ceil(line.net_minor / (1 + (which % 4))) }] : undefined
      const wish = { actor: OPERATOR, invoiceId: invoice.id, reason: 'wrong', idempotencyKey: key() }
      for (let twice = 0; twice < 2; twice++) await creditInvoice(house, lines ? { ...wish, lines } : wish)
    },
    async end({ by, which }) {
      const devices = await devicesOf(by)
      const deviceId = devices[which % devices.length]
      if (deviceId) await ledger.transact('end', (tx) => endDeviceSubscription(tx, { deviceId, at: clock.now() }))
    },
  }
}

/** Nothing of what was given may be lost or doubled, whatever comes in whatever order. */
export async function model(story: OwningStory) {
  const set = await scene(story)
  const { given } = set
  const steps: Steps = { ...owningSteps(set), ...moneySteps(set), ...closingSteps(story, given, set) }
  return {
    async happen(happening: Happening): Promise<void> {
      await story.clock.advance(3 * DAY_MS)
      await steps[happening.what]?.(happening)
    },
    check: () => check(story, given),
  }
}

/** What there is, and so must be found. */
export type Given = {
  credits: number
  orders: Map<string, number>
  devices: number
  /** Devices that a closed account left: nobody's, until somebody claims one. */
  left: Set<string>
  /** Accounts that were erased. */
  erased: Set<string>
}

/** What holds at any time. */
async function check(story: OwningStory, given: Given): Promise<void> {
  const { rows } = story
  const open = (await rows('ownerships')).filter(({ until_at }) => until_at === null)
  const devices = (await rows('devices')).map(({ id }) => id)
  expect(devices.length).toBe(given.devices)
  expect(new Set(open.map(({ device_id }) => device_id)).size).toBe(open.length)
  for (const device of devices)
    expect(given.left.has(device) || open.some(({ device_id }) => device_id === device)).toBe(true)
  const owners = new Map(open.map(({ device_id, account_id }) => [device_id, account_id]))
  const subscribed = (await rows('device_subscriptions')).filter(({ ended_at }) => ended_at === null)
  for (const { device_id, account_id } of subscribed) expect(account_id).toBe(owners.get(device_id))

  const live = (await rows('redemptions')).filter(({ state }) => state !== 'cancelled')
  const used = (await rows('codes')).filter(({ state }) => state === 'used')
  expect(live.map(({ code_id }) => code_id).sort()).toEqual(used.map(({ id }) => id).sort())
  const entries = await rows('sim_entries')
  for (const one of (await rows('redemptions')).filter(({ device_id }) => device_id !== null)) {
    const told = entries.filter(({ redemption_id }) => redemption_id === one.id).map(({ entry }) => entry)
    expect(told.sort()).toEqual(one.state === 'cancelled' ? ['given-back', 'granted'] : ['granted'])
  }

  const credits = await rows('credit_entries')
  expect(sumOf(credits, 'credits')).toBe(given.credits)
  const balances = await rows('credit_balances')
  expect(sumOf(balances, 'credits')).toBe(given.credits)
  for (const { account_id, credits: balance } of balances)
    expect(
      sumOf(
        credits.filter((one) => one.account_id === account_id),
        'credits',
      ),
    ).toBe(balance)
  const spans = await rows('subscription_entries')
  for (const { account_id, ends_at } of await rows('subscriptions'))
    expect(Math.max(...spans.filter((one) => one.account_id === account_id).map(({ until_at }) => until_at))).toBe(
      ends_at,
    )

  await checkMoney(story, given)
  const gone = new Set((await rows('account_merges')).map(({ gone_account_id }) => gone_account_id))
  for (const account of given.erased) gone.add(account)
  for (const table of [...tablesOf('move'), 'memberships', 'credit_balances', 'subscriptions'])
    for (const row of await rows(table as 'codes')) expect(gone.has(row.account_id ?? ''), table).toBe(false)
}

/** Every amount that was entered waits, or stands on one line of one invoice; what is owed is what was invoiced less what was paid. */
async function checkMoney({ rows }: OwningStory, given: Given): Promise<void> {
  const entries = await rows('billing_entries')
  for (const [orderId, amount] of given.orders)
    expect(entries.filter(({ order_id }) => order_id === orderId).map(({ amount_minor }) => amount_minor)).toEqual([
      amount,
    ])
  const due = (await rows('billing_due')).map(({ entry_id }) => entry_id)
  const lines = (await rows('invoice_lines')).flatMap(({ entry_id }) => (entry_id === null ? [] : [entry_id]))
  expect([...due, ...lines].sort()).toEqual(entries.map(({ id }) => id).sort())
  const moves = await rows('receivable_entries')
  const receivables = await rows('receivables')
  expect(sumOf(moves, 'amount_minor')).toBe(sumOf(receivables, 'outstanding_minor'))
  const invoices = await rows('invoices')
  for (const [entry, kind, sign] of [
    ['invoiced', 'invoice', 1],
    ['credited', 'credit-note', -1],
  ] as const) {
    const documents = invoices.filter((one) => one.kind === kind)
    const entered = moves.filter((one) => one.entry === entry)
    expect(sumOf(entered, 'amount_minor') - sign * sumOf(documents, 'total_minor')).toBe(0)
  }
  for (const { credits_id, net_minor } of invoices)
    if (credits_id !== null)
      expect(net_minor).toBeLessThanOrEqual(invoices.find(({ id }) => id === credits_id)?.net_minor ?? 0)
  const paid = moves.filter(({ entry }) => entry === 'paid')
  expect(sumOf(paid, 'amount_minor') + sumOf(await rows('payments'), 'amount_minor')).toBe(0)
  for (const { invoice_id, account_id } of receivables)
    expect(invoices.find(({ id }: Tables['invoices']) => id === invoice_id)?.account_id).toBe(account_id)
}

function sumOf<K extends string>(rows: readonly { [name in K]: number }[], column: K): number {
  return rows.reduce((sum, row) => sum + row[column], 0)
}
