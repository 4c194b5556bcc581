import { afterAll, beforeAll, expect, test } from 'vitest'
import { publishedKeys, receiptFor } from '../../src/flows/receipts.ts'
import { pinnedFingerprints } from '../../src/receipts/published-keys.ts'
import { verifyReceipt } from '../../src/receipts/verify.ts'
import { as, OPERATOR_TOKEN, type OpenDoor, openDoor } from '../http/open-door.ts'
import { type ReceiptSetting, receiptSetting, stated } from './setting.ts'

let it: ReceiptSetting
let door: OpenDoor
let applied: string
beforeAll(async () => {
  it = await receiptSetting()
  applied = await it.redeemOn(it.yearly)
  door = await openDoor({ house: it.world.running().house })
})
afterAll(async () => {
  await door.close()
  await it.world.close()
})

test('a receipt is a file to keep, and the published keys check it', async () => {
  const answer = await door.api.inject({ url: `/api/v1/redemptions/${applied}/receipt`, ...as(OPERATOR_TOKEN) })
  expect(answer.headers['content-disposition']).toBe(`attachment; filename="koppel-receipt-${applied}.json"`)
  const keys = await door.api.inject({ url: '/.well-known/koppel-keys.json' })
  expect(verifyReceipt(answer.body, pinnedFingerprints(keys.body))).toMatchObject({
    kind: 'sound',
    anchored: true,
    statement: { redemption: applied },
  })
})

test('asked for again, and after its key was rotated, a receipt states the same under the same digest', async () => {
  const first = await it.receipt(applied)
  expect(await it.receipt(applied)).toEqual(first)
  await it.world.running().house.keys.rotate('receipt-signing')
  await it.world.advance(120_000)
  const later = await it.receipt(applied)
  expect([later.key, later.digest]).toEqual(['receipt-signing-2', first.digest])
  for (const receipt of [first, later])
    expect(verifyReceipt(JSON.stringify(receipt), it.fingerprints())).toMatchObject({ anchored: true })
})

test('the published keys are public keys alone', () => {
  const { house } = it.world.running()
  const secrets = (['receipt-signing', 'command-signing'] as const).flatMap((purpose) =>
    house.keys.all(purpose).map(({ bytes }) => Buffer.from(bytes).toString('base64url')),
  )
  const published = publishedKeys(house).map(({ publicKey }) => publicKey)
  expect(published.length).toBe(secrets.length)
  for (const secret of secrets) expect(published).not.toContain(secret)
})

test('there is no receipt for what was taken back, and none for a stranger', async () => {
  const { house } = it.world.running()
  const id = await it.takenBack(it.yearly)
  expect(await receiptFor(house, it.yearly.owner.actor, id)).toBe('no-receipt')
  const refused = await door.api.inject({ url: `/api/v1/redemptions/${id}/receipt`, ...as(OPERATOR_TOKEN) })
  expect([refused.statusCode, refused.json().code]).toEqual([409, 'no-receipt'])
  expect(await receiptFor(house, it.prepaid.owner.actor, applied)).toBe('not-found')
  const outside = await door.api.inject({ url: `/api/v1/redemptions/${applied}/receipt` })
  expect(outside.statusCode).toBe(401)
})

test('a code that went to an account has a receipt by the house alone', async () => {
  const { ledger } = it.world.running().house
  const id = applied.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
  await ledger.transact('applied-on-account', async (tx) => {
    const row = await tx.selectFrom('redemptions').selectAll().where('id', '=', applied).executeTakeFirstOrThrow()
    const effect = JSON.stringify({ type: 'sms-credits', credits: 50 })
    await tx
      .insertInto('redemptions')
      .values({ ...row, id, device_id: null, family: 'sms-credits', effect })
      .execute()
  })
  const receipt = await it.receipt(id)
  expect(stated(receipt)).toMatchObject({ family: 'sms-credits', effect: { type: 'sms-credits', credits: 50 } })
  expect(verifyReceipt(JSON.stringify(receipt), it.fingerprints())).toMatchObject({ kind: 'sound', evidence: 'house' })
})
