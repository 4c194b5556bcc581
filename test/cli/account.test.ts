import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mint } from '../../src/flows/mint.ts'
import { OPERATOR_TOKEN, type OpenDoor, openDoor, type Person } from '../http/open-door.ts'
import { koppel } from './run-koppel.ts'

let door: OpenDoor
let owner: Person
let env: Record<string, string>
let code: string
beforeAll(async () => {
  door = await openDoor()
  owner = await door.person('owner')
  await door.api.listen({ host: '127.0.0.1', port: 0 })
  const { port } = door.api.server.address() as AddressInfo
  env = { KOPPEL_URL: `http://127.0.0.1:${port}`, KOPPEL_TOKEN: owner.token }
  const product = { type: 'licence-extend', period: 'P1Y' } as const
  const order = { family: 'registration', product, count: 1, anchor: 'redemption', channel: 'own-shop' } as const
  code = (await mint(door.house, 'operator', order)).codes[0] ?? ''
})
afterAll(() => door.close())

test('without a device a code counts for the account, and "koppel licence" shows what it became', async () => {
  const dry = await koppel(['redeem', code, '--dry-run'], { env })
  expect([dry.code, dry.out]).toEqual([0, expect.stringContaining('2027-11-22')])
  expect((await koppel(['licence'], { env })).code).toBe(1)
  const used = await koppel(['redeem', code], { env })
  expect([used.code, used.err]).toEqual([0, ''])
  const licence = await koppel(['licence'], { env })
  expect(licence.err).toBe('')
  expect(licence.out).toContain(`Licence code: ${code}  until 2027-11-22`)
})

test('the operator says which account is meant, and acts for its owner', async () => {
  const local = { ...env, KOPPEL_TOKEN: OPERATOR_TOKEN }
  expect((await koppel(['licence'], { env: local })).code).not.toBe(0)
  const shown = await koppel(['licence', '--account', owner.accountId, '--json'], { env: local })
  expect(JSON.parse(shown.out)).toMatchObject({ code, trial: false })
})
