import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { activateCode, activateRange } from '../../src/flows/batches/activate.ts'
import { mintPart } from '../../src/flows/batches/mint-part.ts'
import { orderBatch } from '../../src/flows/batches/order.ts'
import { revokeCode } from '../../src/flows/batches/revoke-code.ts'
import { openAccount } from '../../src/flows/people.ts'
import { redeemOnAccount } from '../../src/flows/redeem-on-account.ts'
import { licenceOf } from '../../src/licences/licence.ts'
import { instantText } from '../../src/std/period.ts'
import { PLACES, type Place } from '../setup/ledgers.ts'
import { exported, type MintingHouse, mintAll, mintingHouse, OPERATOR, ORDER, ordered, stateOf } from './house.ts'

const TEAM = { family: 'registration', product: { type: 'licence-extend', period: 'P1Y' }, packSize: 3 } as const

describe.each(PLACES)('packs on $name', ({ make }) => {
  let place: Place
  let house: MintingHouse
  beforeEach(async () => {
    place = await make()
    house = await mintingHouse(place)
  })
  afterEach(async () => {
    await house.close()
    await place.leave()
  })

  let people = 0
  const person = async () => {
    const email = `p${++people}@example.org`
    const account = { kind: 'customer' as const, name: email, country: 'SE' }
    const user = { email, name: 'p', language: 'en', password: 'p', level: 'owner' as const }
    const opened = await openAccount(house, 'operator', { account, user })
    if (!opened) throw new Error('taken')
    const { userId } = opened
    return {
      ends: async () => instantText((await licenceOf(house.ledger.reads, userId))?.endsAt ?? 0),
      async enter(code = '') {
        const actor = { kind: 'user', userId, sessionId: 's', source: '192.0.2.1' } as const
        const outcome = await redeemOnAccount(house, { actor, code, idempotencyKey: code })
        return outcome.kind === 'refused' ? outcome.refusal : outcome.kind
      },
    }
  }
  const team = async (count: number, more: object = {}): Promise<{ id: string; codes: string[] }> => {
    const id = await ordered(house, { ...TEAM, count, ...more })
    await mintAll(house)
    return { id, codes: await exported(house, id) }
  }
  const heldStates = async (id: string) =>
    (
      await house.ledger.reads
        .selectFrom('codes')
        .select('state')
        .where('batch_id', '=', id)
        .orderBy('position')
        .execute()
    ).map(({ state }) => state)

  test('a team pack is one purchase: three people use a code each, or one extends by all three', async () => {
    const { codes } = await team(6)
    expect(codes).toHaveLength(6)
    const [first, second, third] = [await person(), await person(), await person()]
    expect(await first.enter(codes[0])).toBe('accepted')
    expect(await second.enter(codes[1])).toBe('accepted')
    expect(await third.enter(codes[1])).toBe('already-used')
    expect(await third.enter(codes[2])).toBe('accepted')
    const ends = [await first.ends(), await second.ends(), await third.ends()]
    expect(ends).toEqual(Array.from({ length: 3 }, () => '2027-11-22T12:00:00.000Z'))
    const alone = await person()
    for (const code of codes.slice(3)) expect(await alone.enter(code)).toBe('accepted')
    expect(await alone.ends()).toBe('2029-11-22T12:00:00.000Z')
  })

  test('the shop’s scan of any code on a card makes all of its codes good, and no other card’s', async () => {
    const { id, codes } = await team(6, { needsActivation: true })
    const [buyer, friend] = [await person(), await person()]
    expect(await buyer.enter(codes[0])).toBe('not-activated')
    const scan = (at: number) => activateCode(house, OPERATOR, codes[at] ?? '')
    expect(await scan(1)).toEqual({ kind: 'activated', batchId: id, changed: 3 })
    expect(await scan(2)).toEqual({ kind: 'activated', batchId: id, changed: 0 })
    expect(await buyer.enter(`${codes[0]} `)).toBe('accepted')
    expect(await friend.enter(codes[2])).toBe('accepted')
    expect(await friend.enter(codes[3])).toBe('not-activated')
    const deeds = await house.ledger.reads.selectFrom('audit').select('id').where('act', '=', 'activate-code').execute()
    expect(deeds).toHaveLength(3)
  })

  test('the printed numbers of packs are the cards’', async () => {
    const { id, codes } = await team(30, { needsActivation: true })
    expect(await activateRange(house, { actor: OPERATOR, batchId: id, range: { from: 2, to: 4 } })).toBe(9)
    const buyer = await person()
    expect([await buyer.enter(codes[2]), await buyer.enter(codes[3])]).toEqual(['not-activated', 'accepted'])
    expect([await buyer.enter(codes[11]), await buyer.enter(codes[12])]).toEqual(['accepted', 'not-activated'])
  })

  test('a lost pack is revoked by any of its codes: what was used stays, the rest is dead, other packs are not touched', async () => {
    const { id, codes } = await team(6)
    const buyer = await person()
    expect(await buyer.enter(codes[0])).toBe('accepted')
    const revoke = (at: number, wholeCard: boolean) =>
      revokeCode(house, OPERATOR, { text: codes[at] ?? '', reason: 'lost', wholeCard })
    expect(await revoke(0, false)).toEqual({ kind: 'code-in-use' })
    expect(await revoke(0, true)).toEqual({ kind: 'revoked', batchId: id, changed: 2 })
    expect(await heldStates(id)).toEqual(['used', 'revoked', 'revoked', 'unused', 'unused', 'unused'])
    expect(await revoke(1, true)).toEqual({ kind: 'revoked', batchId: id, changed: 0 })
    expect(await buyer.enter(codes[1])).toBe('revoked')
    expect(await revoke(3, false)).toEqual({ kind: 'revoked', batchId: id, changed: 1 })
    expect(await buyer.enter(codes[4])).toBe('accepted')
  })

  test('an order is of whole packs, of two to nine', async () => {
    const outcome = async (changed: object) => {
      const order = { ...ORDER, ...TEAM, ...changed }
      const told = await orderBatch(house, { actor: OPERATOR, order, idempotencyKey: JSON.stringify(changed) })
      return told.kind === 'invalid' ? told.field : told.kind
    }
    expect(await outcome({ count: 10 })).toBe('count')
    expect(await outcome({ count: 20, packSize: 10 })).toBe('packSize')
    expect(await outcome({ count: 4, packSize: 1.5 })).toBe('packSize')
    expect(await outcome({ count: 18, packSize: 9 })).toBe('ordered')
    expect(await outcome({ count: 5, packSize: 1 })).toBe('ordered')
  })

  test('a pack one of whose codes exists already is left out whole, and the batch has all its packs all the same', async () => {
    const product = { type: 'subscription', period: 'P1Y' } as const
    const order = { family: 'subscription', product, packSize: 3, count: 12 }
    const other = await ordered(house, { family: 'subscription', product, count: 1 })
    const id = await ordered(house, order)
    await mintAll(house)
    const before = await exported(house, id)
    // The fifth code becomes another batch's, and the batch is minted again.
    await house.ledger.transact('rewind', async (tx) => {
      await tx
        .updateTable('codes')
        .set({ batch_id: other, position: 7 })
        .where('batch_id', '=', id)
        .where('position', '=', 4)
        .execute()
      await tx.deleteFrom('codes').where('batch_id', '=', id).execute()
      await tx.updateTable('batches').set({ state: 'minting' }).where('id', '=', id).execute()
      const progress = JSON.stringify({ batchId: id, next: 0, done: 0 })
      await tx.updateTable('jobs').set({ state: 'running', progress }).where('progress', 'like', `%${id}%`).execute()
    })
    while ((await mintPart(house, 'test')) === 'more');
    expect(await stateOf(house, id)).toEqual({ state: 'ready', minted: 12 })
    const again = await exported(house, id)
    expect(again.slice(0, 9)).toEqual([...before.slice(0, 3), ...before.slice(6)])
    expect(again).toHaveLength(12)
    const cards = await house.ledger.reads
      .selectFrom('codes')
      .select('position')
      .where('batch_id', '=', id)
      .orderBy('position')
      .execute()
    expect(cards.map(({ position }) => position)).toEqual([0, 1, 2, 6, 7, 8, 9, 10, 11, 12, 13, 14])
  })

  test('a thousand packs are minted part by part, no pack split by a part', async () => {
    const { id, codes } = await team(2_997)
    expect(new Set(codes).size).toBe(2_997)
    expect(await stateOf(house, id)).toEqual({ state: 'ready', minted: 2_997 })
  })
})
