import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SupportFindingBody } from '../../src/http/support-schemas.ts'
import { settle } from '../../src/std/manual-clock.ts'
import { NO_CODE, OPERATOR_TOKEN, type OpenDoor, openDoor } from '../http/open-door.ts'
import { type ReceiptSetting, receiptSetting } from '../receipts/setting.ts'
import { koppelAt } from './koppel-at.ts'

let it: ReceiptSetting
let door: OpenDoor
/** A house of its own, for what needs no device that answers. */
let office: OpenDoor
let redemption: string
beforeAll(async () => {
  it = await receiptSetting()
  redemption = await it.redeemOn(it.prepaid)
  door = await openDoor({ house: it.world.running().house })
  office = await openDoor()
})
afterAll(async () => {
  await office.close()
  await door.close()
  await it.world.close()
})

const support = (argv: string[], { token = OPERATOR_TOKEN, stdin = '', at = door } = {}) =>
  koppelAt(at, ['support', ...argv], { token, stdin })

test('staff read at a terminal who used a code, when, on which device, and what the device answered', async () => {
  const { exit, out, err } = await support([redemption])
  expect([exit, err]).toEqual([0, ''])
  expect(out).toMatch(/^SIM activation code …\w{4}\n {2}State +used\n {2}Made +\S+Z, operator$/m)
  expect(out).toMatch(/^ {2}By +.+@.+>, .+\n {2}Device +.+, \d{15}\n {2}Effect +Travel SIM: \+SEK\s100.00/m)
  expect(out).toMatch(/^ {2}Steps +\S+Z {2}Accepted\n +\S+Z {2}Sent to the device\n +\S+Z {2}Done$/m)
  expect(out).toMatch(/^ {2}The device answered +Done: SEK\s[\d.]+ -> SEK\s[\d.]+$/m)
  expect(out).toMatch(/^What happened\n(?: {2}\S+Z {2}.+\n)+$/m)
  expect(out).toMatch(/^ {2}\S+Z {2}Carried out by the device {2}device:\S+ +counter: 1/m)
})

test('what a collar is watched for is told in words, amounts in the currency of its SIM', async () => {
  const { exit } = await koppelAt(door, ['alarm', 'balance', '200', it.prepaid.deviceId], { token: OPERATOR_TOKEN })
  expect(exit).toBe(0)
  const { out } = await support([it.prepaid.identity.imei])
  expect(out).toMatch(/^ {2}\S+Z {2}Alarm settings chosen .+ balance: 200 SEK, on$/m)
})

test('a script gets what the API told', async () => {
  const { exit, out } = await support(['-', '--json'], { stdin: `${redemption}\n` })
  expect(exit).toBe(0)
  const finding = JSON.parse(out) as SupportFindingBody
  expect(finding.redemptions).toMatchObject([{ redemption: { id: redemption }, answer: { outcome: 'applied' } }])
})

test('a code of a pack is told with the printed number of its card', async () => {
  const product = { type: 'licence-extend', period: 'P1Y' } as const
  const order = { family: 'registration', product, count: 6, packSize: 3, channel: 'partner', soldTo: 'Zoo AB' }
  const headers = { authorization: `Bearer ${OPERATOR_TOKEN}`, 'idempotency-key': 'packs' }
  const url = '/api/v1/batches'
  const { id } = (await office.api.inject({ method: 'POST', url, headers, payload: order })).json()
  const ready = async () => (await office.api.inject({ url: `${url}/${id}`, headers })).json().state === 'ready'
  while (!(await ready())) await settle()
  const [, ...rows] = (await office.api.inject({ url: `${url}/${id}/export.csv`, headers })).body.trim().split('\r\n')
  const code = /^2,(\w+),/.exec(rows[1] ?? '')?.[1] ?? rows[1] ?? ''
  const { out } = await support([code], { at: office })
  expect(out).toMatch(/^ {2}Sold +partner, Zoo AB$/m)
  expect(out).toMatch(/^ {2}Product +licence-extend: P1Y$/m)
  expect(out).toMatch(/^ {2}Card +number 2, a pack of 3 codes$/m)
})

test('a licence number is told with its order, its price and what was sent to the dongle', async () => {
  const owner = await office.person('owner')
  const number = `${(await office.dongle(owner.accountId)).caratId}0BADCAFE`
  const headers = { authorization: `Bearer ${owner.token}`, 'idempotency-key': 'order' }
  const payload = { licenceNumber: number, type: '5P' }
  const ordered = (await office.api.inject({ method: 'POST', url: '/api/v1/licences/orders', headers, payload })).json()
  const { exit, out } = await support([number.toLowerCase()], { at: office })
  expect(exit).toBe(0)
  expect(out).toMatch(new RegExp(`^Released: 5P\n {2}Licence number +${number}\n {2}Released +\\S+Z, owner <.+>$`, 'm'))
  expect(out).toMatch(
    new RegExp(`^ {2}Order +${ordered.number}, account of owner\n {2}Price +€970\\.00, new licence$`, 'm'),
  )
  expect(out).toMatch(/^ {2}To the dongle +\S+Z {2}Accepted$/m)
  expect((await support([ordered.number], { at: office })).out).toContain(`Licence number       ${number}`)
})

test.each([
  ['a code that names nothing', [NO_CODE], { exit: 1, out: /^This names nothing that we know/, err: /^$/ }],
  ['nothing at all', ['-'], { exit: 2, out: /^$/, err: /^There is no code to look for/ }],
  ['two words that are no code', ['hello', 'there'], { exit: 1, out: /^This names nothing/, err: /^$/ }],
])('%s is answered clearly', async (_what, argv, told) => {
  const { exit, out, err } = await support(argv)
  expect(exit).toBe(told.exit)
  expect(out).toMatch(told.out)
  expect(err).toMatch(told.err)
})

test('a customer is refused, and so is whoever has not signed in', async () => {
  const { token } = await office.person('owner')
  const refused = await support([NO_CODE], { token, at: office })
  expect([refused.exit, refused.out]).toEqual([1, ''])
  expect(refused.err).toMatch(/^You may not do this/)
  const stranger = await support([NO_CODE, '--json'], { token: 'nobody', at: office })
  expect([stranger.exit, JSON.parse(stranger.out).code]).toEqual([1, 'not-signed-in'])
})

test('staff find an account, with its id, by what a caller knows', async () => {
  const owner = await office.person('owner')
  const find = (...words: string[]) => koppelAt(office, ['account', 'find', ...words], { token: OPERATOR_TOKEN })
  const byAddress = await find(owner.email)
  expect([byAddress.exit, byAddress.err]).toEqual([0, ''])
  expect(byAddress.out).toMatch(
    new RegExp(`^ACCOUNT +KIND +COUNTRY +NAME\\n${owner.accountId} +Customer +SE +account of owner\\n$`),
  )
  expect(JSON.parse((await find(owner.email, '--json')).out)).toMatchObject({ id: owner.accountId, kind: 'customer' })
  expect((await find('account', 'own')).out).toContain(owner.accountId)
  expect(await find('nobody', 'at', 'all')).toMatchObject({
    exit: 1,
    out: expect.stringMatching(/^This names nothing/),
  })
  expect((await support([owner.email], { at: office })).out).toMatch(/^Accounts\n {2}ACCOUNT +KIND/)
})

test('the account of a device is told with it', async () => {
  const owner = await office.person('owner')
  const device = await office.collar(owner.accountId)
  const argv = (...rest: string[]) => koppelAt(office, ['device', ...rest], { token: OPERATOR_TOKEN })
  expect((await argv('show', device)).out).toContain(`account   account of owner (${owner.accountId})\n`)
  const listed = await argv('list', '--account', owner.accountId, '--json')
  expect(
    listed.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).id),
  ).toEqual([device])
})
