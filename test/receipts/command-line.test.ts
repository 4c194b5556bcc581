import { writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { koppel } from '../cli/run-koppel.ts'
import { as, OPERATOR_TOKEN, type OpenDoor, openDoor } from '../http/open-door.ts'
import { temporaryDirectory } from '../setup/temporary-directory.ts'
import { type ReceiptSetting, receiptSetting } from './setting.ts'

const directory = temporaryDirectory()
const FILE = join(directory, 'receipt.json')
const KEYS = join(directory, 'keys.json')
let it: ReceiptSetting
let door: OpenDoor
beforeAll(async () => {
  it = await receiptSetting()
  const id = await it.redeemOn(it.yearly)
  door = await openDoor({ house: it.world.running().house })
  await door.api.listen({ host: '127.0.0.1', port: 0 })
  const { port } = door.api.server.address() as AddressInfo
  const env = { KOPPEL_URL: `http://127.0.0.1:${port}`, KOPPEL_TOKEN: OPERATOR_TOKEN }
  const { out } = await koppel(['receipt', 'get', id], { env })
  writeFileSync(FILE, out)
  writeFileSync(KEYS, (await door.api.inject({ url: '/.well-known/koppel-keys.json', ...as(OPERATOR_TOKEN) })).body)
})
afterAll(async () => {
  await door.close()
  await it.world.close()
})

test('a receipt got from the server is checked without it, against keys kept in a file or a fingerprint', async () => {
  const [pin = ''] = it.fingerprints()
  for (const option of [
    ['--keys', KEYS],
    ['--fingerprint', pin.toUpperCase()],
  ]) {
    const { code, out } = await koppel(['receipt', 'verify', FILE, ...option])
    expect(code).toBe(0)
    expect(out).toContain('The receipt is sound.')
    expect(out).toContain(it.yearly.identity.imei)
    expect(out).toContain(`Trust rests on the key that you brought: receipt-signing-1, ${pin}.`)
  }
})

test('without a key to compare with, a receipt is whole and not more', async () => {
  const { code, out } = await koppel(['receipt', 'verify', FILE])
  expect([code, out.split('\n')[0]]).toEqual([
    5,
    'The receipt is whole. Whether it is genuine could not be checked: there was no key to compare with.',
  ])
})

test('a receipt under another key is refused, for scripts by a stable name', async () => {
  const { code, out } = await koppel(['receipt', 'verify', FILE, '--fingerprint', 'ab'.repeat(32), '--json'])
  expect([code, JSON.parse(out)]).toEqual([1, { kind: 'invalid', fault: 'unknown-key' }])
})

test.each([
  ['--fingerprint', 'short'],
  ['--keys', FILE],
  ['--keys', join(directory, 'nothing')],
])('%s %s cannot be compared with', async (option, value) => {
  const { code, out } = await koppel(['receipt', 'verify', FILE, option, value])
  expect([code, out]).toEqual([2, ''])
})
