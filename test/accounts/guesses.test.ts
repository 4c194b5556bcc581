import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bindPhone, keepNumber } from '../../src/accounts/phone.ts'
import { closeTallies } from '../../src/codes/refusal-tally.ts'
import { previewOnAccount } from '../../src/flows/preview-on-account.ts'
import { redeem } from '../../src/flows/redeem.ts'
import { redeemOnAccount } from '../../src/flows/redeem-on-account.ts'
import { startTidying } from '../../src/flows/tidy.ts'
import { openKeyring } from '../../src/store/keyring.ts'
import { type Person, SECRET } from '../races/setting.ts'
import { PLACES } from '../setup/ledgers.ts'
import { type AccountStory, accountStory, actorOf, YEAR } from './setting.ts'

const WRONG = 'ABCDEFGHIJKL'
const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

describe.each(PLACES)('$name', (kind) => {
  let story: AccountStory
  beforeEach(async () => {
    story = await accountStory(kind)
  })
  afterEach(() => story.end())

  let tries = 0
  const enter = async (
    person: Person | undefined,
    more: { accountId?: string; source?: string; code?: string } = {},
  ) => {
    const { source = '192.0.2.1', code = WRONG, ...at } = more
    const actor = { ...actorOf(person), source }
    const outcome = await redeemOnAccount(story.house, { actor, code, idempotencyKey: `guess-${tries++}`, ...at })
    return outcome.kind === 'refused' ? outcome.refusal : outcome.kind
  }
  const enterOnCollar = async (person: Person | undefined, source: string) => {
    const request = { deviceId: person?.deviceId ?? '', code: '22222222222222', idempotencyKey: `guess-${tries++}` }
    const outcome = await redeem(story.house, { actor: { ...actorOf(person), source }, ...request })
    return outcome.kind === 'refused' ? outcome.refusal : outcome.kind
  }
  const bind = async (person: Person | undefined, phone: string) => {
    const { ledger, keys, world } = story.house
    const made = { ...keepNumber(keys, world, phone), user_id: person?.userId ?? '', verified_at: world.clock.now() }
    await ledger.transact('bind', async (tx) => {
      expect(await bindPhone(tx, keys, made)).toBe(true)
    })
  }
  const rows = async (table: 'audit' | 'idempotency' | 'refusal_tallies' | 'guesses') =>
    (await story.house.ledger.reads.selectFrom(table).selectAll().execute()).length
  const heldBack = async () => {
    const found = await story.house.ledger.reads
      .selectFrom('audit')
      .select(['id', 'details'])
      .where('act', '=', 'hold-back')
      .orderBy('id')
      .execute()
    return found.map(({ details }) => JSON.parse(details) as { budget: string; refusals: number })
  }

  test('a telephone number has a budget of its own, whatever account, device and network it guesses from', async () => {
    const [one, other] = story.people
    await bind(one, '+46701234567')
    await story.house.ledger.transact('join', async (tx) => {
      const membership = { account_id: other?.accountId ?? '', user_id: one?.userId ?? '', level: 'owner' }
      await tx.insertInto('memberships').values(membership).execute()
    })
    const both = [one?.accountId ?? '', other?.accountId ?? '']
    for (let guess = 0; guess < 10; guess++)
      expect(await enter(one, { accountId: both[guess % 2] ?? '', source: `198.51.100.${guess}` })).toBe('unknown')
    const elsewhere = { accountId: both[0] ?? '', source: '203.0.113.9' }
    expect(await enter(one, elsewhere)).toBe('too-many-attempts')
    expect(await enterOnCollar(one, '203.0.113.10')).toBe('too-many-attempts')
    expect(await enter(other, { source: '203.0.113.9' })).toBe('unknown')
    await story.clock.advance(6 * MINUTE_MS)
    expect(await enter(one, elsewhere)).toBe('unknown')
  })

  test('the budget is the number’s: it is kept as its hash, holds after a restart, and another number has another', async () => {
    const [one] = story.people
    await bind(one, '+46701234567')
    const { ledger, world } = story.house
    for (let guess = 0; guess < 10; guess++) await enterOnCollar(one, `198.51.100.${guess}`)
    const subjects = await ledger.reads.selectFrom('guesses').select('subject').where('scope', '=', 'phone').execute()
    expect(subjects).toHaveLength(1)
    expect(subjects[0]?.subject).toMatch(/^[\w-]{43}$/)
    const keys = await openKeyring({ store: ledger, world, secret: SECRET })
    const restarted = { ...story.house, keys }
    const request = { code: WRONG, accountId: one?.accountId ?? '', idempotencyKey: 'after the restart' }
    const actor = { ...actorOf(one), source: '203.0.113.9' }
    expect(await redeemOnAccount(restarted, { actor, ...request })).toMatchObject({ refusal: 'too-many-attempts' })
    keys.close()
    await ledger.transact('forget the account', async (tx) => {
      await tx.deleteFrom('guesses').where('scope', '!=', 'phone').execute()
    })
    expect(await enter(one, { source: '203.0.113.9' })).toBe('too-many-attempts')
    await bind(one, '+46707654321')
    expect(await enter(one, { source: '203.0.113.9' })).toBe('unknown')
  })

  test('two hundred attempts past the limit leave one row for each spent budget, and afterwards one entry with their number', async () => {
    const [one] = story.people
    await bind(one, '+46701234567')
    for (let guess = 0; guess < 10; guess++) await enter(one)
    const before = [await rows('audit'), await rows('idempotency')]
    for (let guess = 0; guess < 200; guess++) expect(await enter(one)).toBe('too-many-attempts')
    expect([await rows('audit'), await rows('idempotency')]).toEqual(before)
    expect(await rows('refusal_tallies')).toBe(2)
    await story.clock.advance(6 * MINUTE_MS)
    expect(await enter(one)).toBe('unknown')
    expect(await enter(one)).toBe('too-many-attempts')
    expect(await heldBack()).toMatchObject([
      { budget: 'account', refusals: 200 },
      { budget: 'phone', refusals: 200 },
    ])
    expect(await rows('refusal_tallies')).toBe(2)
  })

  test('a request that was held back is not remembered: sent again with the same key it is judged', async () => {
    const [good = ''] = await story.codes(YEAR)
    const [one] = story.people
    for (let guess = 0; guess < 10; guess++) await enter(one)
    expect(await story.redeem(one, good, 'mine')).toBe('too-many-attempts')
    await story.clock.advance(6 * MINUTE_MS)
    expect(await story.redeem(one, good, 'mine')).toBe('accepted')
  })

  test('a preview past the limit is counted like any other attempt', async () => {
    const [one] = story.people
    for (let guess = 0; guess < 10; guess++) await enter(one)
    const told = await previewOnAccount(story.house, { actor: actorOf(one), code: WRONG })
    expect(told).toMatchObject({ kind: 'refused', refusal: 'too-many-attempts', reference: expect.any(String) })
    expect(await rows('refusal_tallies')).toBe(1)
  })

  test('whoever types nonsense without end is told the same each time, and fills no ledger', async () => {
    const [one] = story.people
    const before = [await rows('audit'), await rows('idempotency')]
    for (let guess = 0; guess < 300; guess++) expect(await enter(one, { code: 'abc' })).toBe('malformed-length')
    expect([await rows('audit'), await rows('idempotency')]).toEqual(before.map((count) => count + 200))
    await story.clock.advance(HOUR_MS)
    const { ledger, world } = story.house
    expect(await ledger.transact('close', (tx) => closeTallies(tx, world))).toBe(false)
    expect(await heldBack()).toMatchObject([{ budget: 'refusals', refusals: 100 }])
  })

  test('what is over is tidied away: whole budgets, closed tallies, answers of last week', async () => {
    const [one] = story.people
    for (let guess = 0; guess < 12; guess++) await enter(one)
    await story.clock.advance(8 * 24 * HOUR_MS)
    const tidying = startTidying(story.house)
    await tidying.idle()
    expect([await rows('guesses'), await rows('refusal_tallies'), await rows('idempotency')]).toEqual([0, 0, 0])
    expect(await heldBack()).toMatchObject([{ budget: 'account', refusals: 2 }])
    await tidying.stop()
  })
})
