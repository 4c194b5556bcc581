import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { preview } from '../src/flows/preview.ts'
import { redeem } from '../src/flows/redeem.ts'
import { openWorld, type TestWorld } from './world.ts'

const YEAR = { type: 'sim-extend', simKind: 'telia-iot', period: 'P1Y' } as const

let world: TestWorld
afterEach(() => world.close())

/** Everything in the ledger's files, as the bytes that a thief would find. */
function atRest(): Buffer {
  const files = readdirSync(world.directory).map((name) => readFileSync(join(world.directory, name)))
  return Buffer.concat(files)
}

test('no code is at rest in any form but its keyed hash: not after minting, previewing, redeeming or a refusal', async () => {
  world = await openWorld()
  const [it] = world.collars
  if (!it) throw new Error('no collar')
  const codes = await world.mint(YEAR, 3)
  const { house } = world.running()
  const ask = { actor: it.owner.actor, deviceId: it.deviceId }
  await preview(house, { ...ask, code: codes[0]! })
  await redeem(house, { ...ask, code: codes[1]!, idempotencyKey: 'a' })
  await redeem(house, { ...ask, code: codes[1]!, idempotencyKey: 'b' })
  await world.advance(1_000)
  const bytes = atRest()
  expect(bytes.includes(it.deviceId)).toBe(true) // we are looking in the right place
  for (const code of codes) expect(bytes.includes(code.slice(0, 10))).toBe(false)
})

test('a device’s secret, a key of the house and KOPPEL_SECRET are not in the ledger', async () => {
  world = await openWorld()
  const [it] = world.collars
  if (!it) throw new Error('no collar')
  const bytes = atRest()
  const { keys } = world.running().house
  expect(bytes.includes(it.identity.secret)).toBe(false)
  for (const purpose of ['code-hash', 'command-signing', 'device-secret', 'session-hash'] as const) {
    expect(bytes.includes(Buffer.from(keys.current(purpose).bytes))).toBe(false)
  }
  expect(bytes.includes(Buffer.alloc(32, 9))).toBe(false)
})
