import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { closeTallies } from '../../src/codes/refusal-tally.ts'
import type { SupportFindingBody } from '../../src/http/support-schemas.ts'
import { type ReceiptSetting, receiptSetting } from '../receipts/setting.ts'
import { PLACES, type Place } from '../setup/ledgers.ts'
import { wholeSms } from '../sms/whole-sms.ts'
import { as, NO_CODE, OPERATOR_TOKEN, type OpenDoor, openDoor, type Person } from './open-door.ts'

describe.each(PLACES.filter(({ lasting, engine }) => lasting === (engine === 'postgres')))(
  'support on $name',
  ({ make }) => {
    let place: Place
    let door: OpenDoor
    let support: Person
    let owner: Person
    let device: string
    beforeAll(async () => {
      place = await make()
      door = await openDoor({ place })
      support = await door.person('support', 'office')
      owner = await door.person('owner')
      device = await door.collar(owner.accountId)
    })
    afterAll(async () => {
      await door.close()
      await place.leave()
    })

    /** A moment later: within a millisecond the order of deeds is not told. */
    const look = async (text: string, person: Person | string = support) => {
      await door.clock.advance(1)
      return door.api.inject({ method: 'POST', url: '/api/v1/support/lookup', payload: { text }, ...as(person) })
    }
    const found = async (text: string): Promise<SupportFindingBody> => (await look(text)).json()

    let keys = 0
    const redeem = async (code: string, person: Person, at: string) => {
      await door.clock.advance(1)
      const answer = await door.api.inject({
        method: 'POST',
        url: `/api/v1/devices/${at}/redemptions`,
        payload: { code },
        ...as(person, { 'idempotency-key': `support-${keys++}` }),
      })
      await door.clock.advance(1)
      return answer
    }
    const ask = (path: string, payload: object, person: Person) =>
      door.api.inject({
        method: 'POST',
        url: `/api/v1${path}`,
        payload,
        ...as(person, { 'idempotency-key': `ask-${keys++}` }),
      })
    const acts = (finding: SupportFindingBody): string[] => finding.history.map(({ act }) => act).reverse()

    test('support sees who minted a code, who used it where, who else tried, and who has looked', async () => {
      const [code = ''] = await door.codes(1)
      expect(acts(await found(code))).toEqual(['mint'])
      const { id } = (await redeem(code, owner, device)).json()
      const other = await door.person('owner')
      const refused = await redeem(code, other, await door.collar(other.accountId))
      expect(refused.json().code).toBe('already-used')
      const finding = await found(code)
      expect(acts(finding)).toEqual(['mint', 'support-lookup', 'redeem', 'refuse'])
      const refusal = finding.history.find(({ act }) => act === 'refuse')
      expect(refusal?.who).toBe(`owner <${other.email}>`)
      expect(refusal?.details).toContainEqual({ name: 'refusal', value: 'already-used' })
      expect(finding.codes).toMatchObject([
        { family: 'sim-activation', state: 'used', last4: code.slice(-4), batch: { mintedBy: 'operator' } },
      ])
      expect(finding.redemptions).toMatchObject([
        {
          redemption: { id, state: 'queued' },
          who: `owner <${owner.email}>`,
          accountId: owner.accountId,
          device: { name: 'Bella' },
          receipt: false,
        },
      ])
      expect(await found(id)).toMatchObject({
        codes: [{ id: finding.codes[0]?.id }],
        redemptions: [{ redemption: { id } }],
      })
    })

    test('a code that was given back keeps the history of where it was', async () => {
      const [code = ''] = await door.codes(1)
      const { id } = (await redeem(code, owner, device)).json()
      await door.api.inject({ method: 'POST', url: `/api/v1/redemptions/${id}/cancellation`, ...as(owner) })
      const finding = await found(code)
      expect(finding.codes[0]?.state).toBe('unused')
      expect(finding.redemptions).toMatchObject([{ redemption: { id, state: 'cancelled' } }])
      expect(acts(finding)).toEqual(['mint', 'redeem', 'give-back'])
    })

    test('a device is found by its IMEI, dashes or not, with what was refused there', async () => {
      await redeem(NO_CODE, owner, device)
      const { imei } = (await door.api.inject({ url: `/api/v1/devices/${device}`, ...as(owner) })).json()
      const finding = await found(`${imei.slice(0, 8)}-${imei.slice(8)}`)
      expect(finding.devices).toMatchObject([{ id: device, serial: imei, accountName: 'account of owner' }])
      const refusals = finding.history.filter(({ act, subject }) => act === 'refuse' && subject === `device:${device}`)
      expect(refusals[0]?.details).toContainEqual({ name: 'refusal', value: 'unknown' })
    })

    test('what names nothing is found empty, and that somebody looked is recorded without the text', async () => {
      const nothing = {
        accounts: [],
        moreAccounts: false,
        codes: [],
        licences: [],
        devices: [],
        redemptions: [],
        releases: [],
        alarms: [],
        held: [],
        history: [],
      }
      for (const text of [NO_CODE, 'hello', '🐕', '356938035643809', "' or 1=1 --"])
        expect(await found(text)).toEqual(nothing)
      const rows = await door.house.ledger.reads
        .selectFrom('audit')
        .selectAll()
        .where('act', '=', 'support-lookup')
        .where('subject', '=', 'nothing')
        .execute()
      expect(rows.length).toBe(5)
      expect(JSON.stringify(rows)).not.toContain(NO_CODE)
    })

    test('the name that a refusal gave the person to tell leads to what happened', async () => {
      const referenceOf = (answer: { json(): { supportCase: string } }) =>
        /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(decodeURIComponent(answer.json().supportCase).replaceAll(device, ''))?.[0] ??
        ''
      const [used = ''] = await door.codes(1)
      await redeem(used, owner, device)
      const onCode = await found(referenceOf(await redeem(used, owner, device)))
      expect(onCode.codes).toMatchObject([{ last4: used.slice(-4) }])
      const onNone = await found(referenceOf(await redeem('short', owner, device)))
      expect(onNone.devices).toMatchObject([{ id: device }])
      expect(onNone.history.map(({ details }) => details)).toContainEqual([
        { name: 'refusal', value: 'malformed-length' },
      ])
    })

    test('support sees who is held back, how often and until when, and afterwards finds it in the history', async () => {
      const guesser = await door.person('owner')
      const at = await door.collar(guesser.accountId)
      for (let guess = 0; guess < 14; guess++) await redeem(NO_CODE, guesser, at)
      const held = (await found(at)).held.filter(({ budget }) => budget === 'device')
      expect(held).toMatchObject([{ who: `owner <${guesser.email}>`, refusals: 4 }])
      expect((await found(held[0]?.id ?? '')).held).toMatchObject([{ budget: 'device' }])
      await door.clock.advance(3_600_000)
      await door.house.ledger.transact('close', (tx) => closeTallies(tx, door.house.world))
      const after = await found(held[0]?.id ?? '')
      expect(after.held).toEqual([])
      expect(after.devices).toMatchObject([{ id: at }])
      const details = after.history.filter(({ act }) => act === 'hold-back').map((deed) => deed.details)
      expect(details).toContainEqual(expect.arrayContaining([{ name: 'refusals', value: '4' }]))
      const instants = details.flat().filter(({ name }) => name === 'since' || name === 'last')
      expect(instants.length).toBeGreaterThanOrEqual(2)
      for (const { value } of instants) expect(value).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
    })

    test('a licence code tells whose licence it is, from a trial on, and what its holder tried in vain', async () => {
      const person = await door.person('owner')
      const { id } = (await ask('/phone-verifications', { phone: '+46 70 123 45 99' }, person)).json()
      const code = (await wholeSms(door.house))[0]?.text
      await ask(`/phone-verifications/${id}/confirmation`, { code }, person)
      await ask('/trial', {}, person)
      const { licence } = (await door.api.inject({ url: '/api/v1/account', ...as(person) })).json()
      expect((await ask('/redemptions', { code: 'QWERTYUIOPAS' }, person)).json().code).toBe('unknown')
      const finding = await found(licence.code)
      expect(finding.licences).toMatchObject([
        {
          who: `owner <${person.email}>`,
          accounts: ['account of owner'],
          accountIds: [person.accountId],
          trial: true,
          endsAt: licence.endsAt,
          history: [{ entry: 'trial', period: 'P30D', until: licence.endsAt }],
        },
      ])
      expect(acts(finding)).toEqual(expect.arrayContaining(['start-trial', 'refuse']))
      expect(JSON.stringify(finding)).not.toContain(licence.code)
      expect(finding.held).toEqual([])
      const at = await door.collar(person.accountId)
      for (let guess = 0; guess < 12; guess++) await redeem(NO_CODE, person, at)
      expect((await found(licence.code)).held).toMatchObject(
        expect.arrayContaining([expect.objectContaining({ subject: `device:${at}`, who: `owner <${person.email}>` })]),
      )
    })

    test('support is for staff', async () => {
      for (const person of [owner, await door.person('reseller', 'reseller')]) {
        const answer = await look(NO_CODE, person)
        expect([answer.statusCode, answer.json().code]).toEqual([403, 'forbidden'])
      }
      expect((await look(NO_CODE, 'nobody')).statusCode).toBe(401)
      for (const person of [await door.person('admin', 'office'), OPERATOR_TOKEN])
        expect((await look(NO_CODE, person)).statusCode).toBe(200)
    })

    test('what the device answered is told as the device signed it', async () => {
      const it: ReceiptSetting = await receiptSetting()
      const id = await it.redeemOn(it.prepaid)
      const other = await openDoor({ house: it.world.running().house })
      const answer = await other.api.inject({
        method: 'POST',
        url: '/api/v1/support/lookup',
        payload: { text: id },
        ...as(OPERATOR_TOKEN),
      })
      const [redemption] = (answer.json() as SupportFindingBody).redemptions
      expect(redemption).toMatchObject({ counter: 1, receipt: true, answer: { outcome: 'applied' } })
      const { before, after } = redemption?.answer ?? {}
      expect((after?.balanceMinor ?? 0) - (before?.balanceMinor ?? 0)).toBe(10_000)
      await other.close()
      await it.world.close()
    })
  },
)
