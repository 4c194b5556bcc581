import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { confirmExport } from '../../src/flows/batches/confirm.ts'
import { mintPart, PART_CODES } from '../../src/flows/batches/mint-part.ts'
import { orderBatch } from '../../src/flows/batches/order.ts'
import { progressText } from '../../src/flows/batches/progress.ts'
import { revokeBatch } from '../../src/flows/batches/revoke.ts'
import { PLACES, type Place } from '../setup/ledgers.ts'
import { exported, type MintingHouse, mintAll, mintingHouse, OPERATOR, ORDER, ordered, stateOf } from './house.ts'

describe.each(PLACES)('minting on $name', ({ make, lasting }) => {
  let place: Place
  let house: MintingHouse
  const stored = async (batchId: string): Promise<number> =>
    (await house.ledger.reads.selectFrom('codes').select('id').where('batch_id', '=', batchId).execute()).length
  beforeEach(async () => {
    place = await make()
    house = await mintingHouse(place)
  })
  afterEach(async () => {
    await house.close()
    await place.leave()
  })

  test('a batch is minted part by part and becomes ready with its last code, and with no code too many', async () => {
    const batchId = await ordered(house)
    expect(await stateOf(house, batchId)).toEqual({ state: 'minting', minted: 0 })
    await mintPart(house, 'test')
    expect(await stateOf(house, batchId)).toEqual({ state: 'minting', minted: PART_CODES })
    await mintAll(house)
    expect(await stateOf(house, batchId)).toEqual({ state: 'ready', minted: ORDER.count })
    expect(await stored(batchId)).toBe(ORDER.count)
    expect(new Set(await exported(house, batchId)).size).toBe(ORDER.count)
  })

  test('an export is the same each time until it is confirmed, and never possible after that', async () => {
    const batchId = await ordered(house, { count: 30 })
    await mintAll(house)
    expect(await confirmExport(house, OPERATOR, batchId)).toBe('not-exported')
    const first = await exported(house, batchId)
    expect(await exported(house, batchId)).toEqual(first)
    expect(await confirmExport(house, OPERATOR, batchId)).toBe('confirmed')
    await expect(exported(house, batchId)).rejects.toThrow('export-confirmed')
    expect(await confirmExport(house, OPERATOR, batchId)).toBe('confirmed')
    expect(await house.ledger.reads.selectFrom('batch_seeds').selectAll().execute()).toEqual([])
  })

  test('a code that exists already is passed over, also one from under a key of yesterday, and the export holds what is stored', async () => {
    const product = { type: 'subscription', period: 'P1Y' } as const
    const other = await ordered(house, { count: 1, family: 'subscription', product })
    const batchId = await ordered(house, { count: 20, family: 'subscription', product })
    await mintAll(house)
    const first = await exported(house, batchId)
    // Its first 15 codes become another batch's, and it is minted again.
    await house.ledger.transact('rewind', async (tx) => {
      const rest = tx.deleteFrom('codes').where('batch_id', '=', batchId)
      await rest.where('position', '>=', 15).execute()
      const set = { batch_id: other, position: null }
      await tx.updateTable('codes').set(set).where('batch_id', '=', batchId).execute()
      await tx.updateTable('batches').set({ state: 'minting' }).where('id', '=', batchId).execute()
      const job = tx
        .updateTable('jobs')
        .set({ state: 'running', progress: progressText({ batchId, next: 0, done: 0 }) })
      await job.where('progress', 'like', `%${batchId}%`).execute()
    })
    await house.keys.rotate('code-hash')
    await house.clock.advance(120_000)
    expect(house.keys.current('code-hash').id).toBe('code-hash-2')
    await mintAll(house)
    expect(await stateOf(house, batchId)).toEqual({ state: 'ready', minted: 20 })
    const again = await exported(house, batchId)
    expect(again.slice(0, 5)).toEqual(first.slice(15))
    expect(new Set([...first, ...again]).size).toBe(35)
  })

  test('the same order sent twice is one batch, and another order under the same key is refused', async () => {
    const order = (count: number) =>
      orderBatch(house, { actor: OPERATOR, order: { ...ORDER, count }, idempotencyKey: 'twice' })
    const first = await order(5)
    expect(await order(5)).toEqual(first)
    expect(await order(6)).toEqual({ kind: 'key-reused' })
    expect(await house.ledger.reads.selectFrom('batches').select('id').execute()).toHaveLength(1)
  })

  test('a batch that is revoked while it is minted stays revoked, and its job ends', async () => {
    const batchId = await ordered(house)
    await mintPart(house, 'test')
    expect(await revokeBatch(house, OPERATOR, batchId, 'mistake')).toBe('revoked')
    await mintAll(house)
    expect(await stateOf(house, batchId)).toEqual({ state: 'revoked', minted: PART_CODES })
    await expect(exported(house, batchId)).rejects.toThrow('batch-revoked')
    expect(await mintPart(house, 'test')).toBe('nothing')
  })

  test('one process mints at a time', async () => {
    await ordered(house)
    expect(await mintPart(house, 'here')).toBe('more')
    expect(await mintPart(house, 'there')).toBe('elsewhere')
  })

  // A ledger in memory does not outlive its process: there is nothing to go on with.
  if (lasting)
    test('after a crash at any step it goes on, and no code is lost or doubled', async () => {
      for (const step of ['before-story', 'before-commit', 'after-commit'] as const) {
        const batchId = await ordered(house, { count: 1_100 })
        let parts = 0
        const dying = await mintingHouse(place, {
          faults: (at, stories) => {
            if (at === step && stories.includes('mint-part') && ++parts === 2) throw new Error('the power fails')
          },
        })
        await expect(mintAll(dying)).rejects.toThrow()
        expect((await stateOf(house, batchId)).state).toBe('minting')
        await mintAll(house)
        expect(await stateOf(house, batchId)).toEqual({ state: 'ready', minted: 1_100 })
        expect(await stored(batchId)).toBe(1_100)
        expect(new Set(await exported(house, batchId)).size).toBe(1_100)
      }
    })
})
