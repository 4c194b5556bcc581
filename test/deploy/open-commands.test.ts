import { afterEach, expect, test } from 'vitest'
import { openCommands } from '../../src/devices/commands.ts'
import { redeem } from '../../src/flows/redeem.ts'
import { openWorld, type TestWorld } from '../world.ts'

let world: TestWorld
afterEach(() => world.close())

test('commands are counted by what they wait for, and are overdue only while their device is online', async () => {
  world = await openWorld({ kinds: ['telia-iot', 'telia-iot'] })
  const [first, second] = world.collars
  if (!first || !second) throw new Error('no collars')
  const { house } = world.running()
  const codes = await world.mint({ type: 'sim-extend', simKind: 'telia-iot', period: 'P1Y' }, 2)
  for (const [at, { owner, deviceId }] of [first, second].entries())
    await redeem(house, { actor: owner.actor, deviceId, code: codes[at] ?? '', idempotencyKey: `key-${at}` })
  const now = world.clock.now()
  const count = (counted_max = 10) => openCommands(house.ledger.reads, { overdueBefore: now, counted_max })
  expect(await count()).toEqual({ queued: 2, sent: 0, overdue: 0 })
  expect(await count(1)).toEqual({ queued: 1, sent: 0, overdue: 0 })

  const set = (to: { online: number; sent_at: number }) =>
    house.ledger.transact('set', async (tx) => {
      const { online, sent_at } = to
      await tx.updateTable('devices').set({ online }).where('id', '=', first.deviceId).execute()
      await tx.updateTable('commands').set({ state: 'sent', sent_at }).where('device_id', '=', first.deviceId).execute()
    })
  await set({ online: 0, sent_at: now - 1 })
  expect(await count()).toEqual({ queued: 1, sent: 1, overdue: 0 })
  await set({ online: 1, sent_at: now })
  expect(await count()).toEqual({ queued: 1, sent: 1, overdue: 0 })
  await set({ online: 1, sent_at: now - 1 })
  expect(await count()).toEqual({ queued: 1, sent: 1, overdue: 1 })
})
