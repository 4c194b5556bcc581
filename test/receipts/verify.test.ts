import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { publicBytes, signCommand, signingKey } from '../../src/devices/signature.ts'
import { fingerprintOf } from '../../src/receipts/published-keys.ts'
import type { DevicePart, Receipt, Statement } from '../../src/receipts/receipt.ts'
import { seal } from '../../src/receipts/seal.ts'
import { verifyReceipt } from '../../src/receipts/verify.ts'
import { type ReceiptSetting, receiptSetting, stated } from './setting.ts'

let it: ReceiptSetting
let receipt: Receipt
let text: string
let pins: string[]
beforeAll(async () => {
  it = await receiptSetting()
  receipt = await it.receipt(await it.redeemOn(it.yearly))
  text = JSON.stringify(receipt, null, 2)
  pins = it.fingerprints()
})
afterAll(() => it.world.close())

const deviceOf = (statement: Statement): DevicePart => {
  if (!statement.device) throw new Error('a device had a part in it')
  return statement.device
}

/** The receipt as a dishonest house would seal it. */
function restated(change: (statement: Statement, device: DevicePart) => void): string {
  const statement = stated(receipt)
  change(statement, deviceOf(statement))
  return JSON.stringify(seal(it.world.running().house.keys.current('receipt-signing'), statement))
}

test('a code applied on a collar is proven by the signatures of collar and house', () => {
  const verdict = verifyReceipt(text, pins)
  expect(verdict).toMatchObject({ kind: 'sound', anchored: true, evidence: 'device', key: 'receipt-signing-1' })
  const device = deviceOf(stated(receipt))
  const sim = it.yearly.collar.state().sim
  if (!('until' in sim) || !device.after || !('validUntil' in device.after)) throw new Error('a SIM with an end')
  expect(Date.parse(device.after.validUntil)).toBe(Date.parse(sim.until))
  expect(device.serial).toBe(it.yearly.identity.imei)
  expect(device.counter).toBe(1)
})

test('a top-up is proven with its balance before and after', async () => {
  const made = await it.receipt(await it.redeemOn(it.prepaid), it.prepaid)
  expect(verifyReceipt(JSON.stringify(made), pins)).toMatchObject({ kind: 'sound', evidence: 'device' })
  const { before, after } = deviceOf(stated(made))
  if (!before || !after || !('balanceMinor' in before) || !('balanceMinor' in after)) throw new Error('balances')
  expect(after.balanceMinor - before.balanceMinor).toBe(10_000)
})

test('every changed byte of the file is found, or changes nothing that it says', () => {
  const bytes = Buffer.from(text)
  const survivors: number[] = []
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes)
    changed[at] = (bytes[at] ?? 0) ^ (1 << (at % 8))
    const file = changed.toString('utf8')
    if (verifyReceipt(file, pins).kind === 'invalid') continue
    expect(JSON.parse(file)).toEqual(receipt)
    survivors.push(at)
  }
  expect(survivors.length).toBeLessThan(bytes.length / 50)
})

test('a receipt with something added that no seal covers is none', () => {
  expect(verifyReceipt(JSON.stringify({ ...receipt, paid: '500 kr' }), pins)).toEqual({
    kind: 'invalid',
    fault: 'malformed',
  })
})

test('a receipt sealed by a stranger is whole, and found false as soon as a key is at hand', () => {
  const stranger = { id: 'receipt-signing-1', bytes: Buffer.alloc(32, 5) }
  const forged = JSON.stringify(seal(stranger, stated(receipt)))
  expect(verifyReceipt(forged, null)).toMatchObject({ kind: 'sound', anchored: false })
  expect(verifyReceipt(forged, pins)).toEqual({ kind: 'invalid', fault: 'unknown-key' })
  expect(verifyReceipt(forged, [fingerprintOf(publicBytes(signingKey(stranger.bytes)))])).toMatchObject({
    anchored: true,
  })
})

const LATER = '2099-01-01T00:00:00Z'
const STATED: [string, (statement: Statement, device: DevicePart) => void][] = [
  ['serial', (_, device) => void Object.assign(device, { serial: '490154203237518' })],
  ['counter', (_, device) => void device.counter++],
  ['before', (_, device) => void Object.assign(device, { before: { validUntil: LATER } })],
  ['before', (_, device) => void delete device.before],
  ['after', (_, device) => void Object.assign(device, { after: { balanceMinor: 1, currency: 'SEK' } })],
  ['until', ({ effect }) => void Object.assign(effect, { until: LATER })],
  ['iccid', ({ effect }) => void Object.assign(effect, { iccid: '89460000000000000001' })],
  ['type', ({ effect }) => void Object.assign(effect, { type: 'sim-top-up' })],
  ['command', (_, { command }) => void Object.assign(command, { id: 'another' })],
]
test.each(STATED)('not even the house can state another %s than was signed (%#)', (member, change) => {
  expect(verifyReceipt(restated(change), pins)).toEqual({ kind: 'invalid', fault: 'disagrees', member })
})

test('not even the house can put another device’s key, or an order of its own, into a receipt', () => {
  const other = publicBytes(generateKeyPairSync('ed25519').privateKey)
  const base64url = Buffer.from(other).toString('base64url')
  expect(
    verifyReceipt(
      restated((_, device) => void Object.assign(device, { publicKey: base64url })),
      pins,
    ),
  ).toMatchObject({
    fault: 'device-signature',
  })
  expect(
    verifyReceipt(
      restated((_, { command }) => void Object.assign(command, { publicKey: base64url })),
      pins,
    ),
  ).toMatchObject({
    fault: 'command-signature',
  })
  const ours = it.world.running().house.keys.current('command-signing')
  const body = Buffer.from('{"id":"x"}')
  const envelope = JSON.stringify({
    key: ours.id,
    body: body.toString('base64url'),
    sig: Buffer.from(signCommand(signingKey(ours.bytes), body)).toString('base64url'),
  })
  const swapped = restated(
    (_, { command }) => void Object.assign(command, { envelope: Buffer.from(envelope).toString('base64url') }),
  )
  expect(verifyReceipt(swapped, pins)).toMatchObject({ fault: 'disagrees' })
})

test('where no device had a part the seal is all there is, and the receipt says so', () => {
  const { device: _, ...account } = stated(receipt)
  const made = seal(it.world.running().house.keys.current('receipt-signing'), { ...account, family: 'subscription' })
  expect(verifyReceipt(JSON.stringify(made), pins)).toMatchObject({ kind: 'sound', evidence: 'house' })
})

test('whatever is called a receipt is judged and never throws', () => {
  const member = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.constantFrom(...Object.values(receipt)))
  const names = fc.constantFrom(...Object.keys(receipt), '__proto__', 'other')
  const nearly = fc.dictionary(names, member).map((changed) => JSON.stringify({ ...receipt, ...changed }))
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), nearly), (file) => {
      const verdict = verifyReceipt(file, pins)
      if (verdict.kind === 'sound') expect(JSON.parse(file)).toEqual(receipt)
    }),
  )
})

test('a sealed statement of any form is judged and never throws', () => {
  const key = it.world.running().house.keys.current('receipt-signing')
  const honest = stated(receipt)
  const devices = fc.dictionary(fc.constantFrom(...Object.keys(deviceOf(honest))), fc.jsonValue())
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...Object.keys(honest)), fc.jsonValue()), devices, (top, device) => {
      const statement = { ...honest, device: { ...deviceOf(honest), ...device }, ...top }
      const verdict = verifyReceipt(JSON.stringify(seal(key, statement as Statement)), pins)
      expect(['sound', 'invalid']).toContain(verdict.kind)
    }),
  )
})
