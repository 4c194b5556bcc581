import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openAlarm } from '../../src/flows/alarms/steps.ts'
import { type OpenDoor, openDoor } from '../http/open-door.ts'
import { koppel } from './run-koppel.ts'

let door: OpenDoor
let owner: Awaited<ReturnType<OpenDoor['person']>>
let device: string
let env: Record<string, string>
beforeAll(async () => {
  door = await openDoor()
  owner = await door.person('owner')
  device = await door.collar(owner.accountId)
  await door.api.listen({ host: '127.0.0.1', port: 0 })
  const { port } = door.api.server.address() as AddressInfo
  env = { KOPPEL_URL: `http://127.0.0.1:${port}`, KOPPEL_TOKEN: owner.token }
})
afterAll(() => door.close())

test('alarms are listed and taken on', async () => {
  const { house } = door
  const now = house.world.clock.now()
  const of = { accountId: owner.accountId, deviceId: device, rule: 'battery', subject: '' } as const
  await house.ledger.transact('alarm', (tx) => openAlarm(house, tx, of, { at: now, knownAt: now }, { value: 5 }))
  const listed = await koppel(['alarm', 'list', '--open', '--json'], { env })
  const { id, rule } = JSON.parse(listed.out)
  expect(rule).toBe('battery')
  expect((await koppel(['alarm', 'acknowledge', id], { env })).code).toBe(0)
  expect((await koppel(['alarm', 'list', '--device', device], { env })).out).toMatch(
    /acknowledged\s+function\s+battery/,
  )
})

test('settings and zones are chosen, and a fault is named', async () => {
  expect((await koppel(['alarm', 'set', '{"validity":{"days":60}}'], { env })).code).toBe(0)
  expect(JSON.parse((await koppel(['alarm', 'settings', device], { env })).out).inForce.validity.days).toBe(60)
  const added = await koppel(['alarm', 'zone-add', device, 'garden', '--circle', '59.3,15.2,200', '--entered'], { env })
  expect(JSON.parse(added.out)).toMatchObject({ onLeft: true, onEntered: true, shape: { radiusM: 200 } })
  expect((await koppel(['alarm', 'zone-remove', JSON.parse(added.out).id], { env })).code).toBe(0)
  expect((await koppel(['alarm', 'zones', device], { env })).out).toBe('')
  expect((await koppel(['alarm', 'set', 'no json'], { env })).code).not.toBe(0)
  expect((await koppel(['alarm', 'zone-add', device, 'garden'], { env })).err).toContain('Either --circle or --polygon')
})

test('a balance is chosen in whole units, leaves other choices alone and goes back to the default', async () => {
  const chosen = async () => JSON.parse((await koppel(['alarm', 'settings', device], { env })).out).chosen
  await koppel(['alarm', 'set', '{"battery":{"percent":30}}', device], { env })
  expect((await koppel(['alarm', 'balance', '25,50', device], { env })).out).toMatch(/^Below 25\.50/)
  expect(await chosen()).toEqual({ battery: { percent: 30 }, balance: { on: true, minor: 2_550 } })
  expect((await koppel(['alarm', 'balance', 'off', device], { env })).out).toBe('Off\n')
  expect((await koppel(['alarm', 'balance', 'default', device], { env })).out).toMatch(/^Below 20\.00/)
  expect(await chosen()).toEqual({ battery: { percent: 30 } })
  expect((await koppel(['alarm', 'balance', 'a lot', device], { env })).err).toContain('a number such as 25')
})
