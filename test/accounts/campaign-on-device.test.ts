import { afterEach, expect, test } from 'vitest'
import { cancel } from '../../src/flows/cancel.ts'
import { redeem } from '../../src/flows/redeem.ts'
import { openWorld, type TestWorld } from '../world.ts'

const YEAR = { type: 'sim-extend', simKind: 'telia-iot', period: 'P1Y' } as const

let world: TestWorld
afterEach(() => world.close())

test('a campaign code for a SIM is for new customers: no second one, but the same again when it was given back', async () => {
  world = await openWorld()
  const [it] = world.collars
  if (!it) throw new Error('no collar')
  const [first = '', second = ''] = await world.mint(YEAR, 2)
  const { house } = world.running()
  await house.ledger.transact('make it a campaign', async (tx) => {
    await tx.updateTable('batches').set({ campaign: 1 }).execute()
  })
  const enter = (code: string, key: string) =>
    redeem(house, { actor: it.owner.actor, deviceId: it.deviceId, code, idempotencyKey: key })
  const begun = await enter(first, 'a')
  if (begun.kind !== 'accepted') throw new Error(begun.kind)
  expect(await enter(second, 'b')).toMatchObject({ refusal: 'not-eligible' })
  expect(await cancel(house, it.owner.actor, begun.redemptionId)).toBe('cancelled')
  expect(await enter(second, 'c')).toMatchObject({ kind: 'accepted' })
  expect(await enter(first, 'd')).toMatchObject({ refusal: 'not-eligible' })
})
