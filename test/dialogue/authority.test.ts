import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { keepNumber } from '../../src/accounts/phone.ts'
import { releaseByOffice } from '../../src/flows/licences/release.ts'
import { withdrawNumberFor } from '../../src/flows/numbers/register.ts'
import { requestNumber } from '../../src/flows/numbers/request.ts'
import { openAccount } from '../../src/flows/people.ts'
import { type DeskWorld, NUMBER, OUR_NUMBER, openDeskWorld, PHONE } from './desk-world.ts'

const NOT_REGISTERED = 'Ihre Rufnummer ist nicht für den automatisierten Abruf registriert'
const OPERATOR = { kind: 'operator', source: '192.0.2.1' } as const
const ORDER = `Ich bestelle verbindlich 5P.${NUMBER}`

let world: DeskWorld
beforeEach(async () => {
  world = await openDeskWorld()
})
afterEach(() => world.close())

const said = async (text: string, by = {}): Promise<void> => {
  await world.say(text, by)
  await world.desk().idle()
}
const reads = () => world.house().ledger.reads
const texts = async (): Promise<string[]> => (await world.outbox()).map(({ text }) => text)
const suppressed = async () =>
  (await reads().selectFrom('sms_dialogue').select('suppressed').orderBy('id').execute()).map((row) => row.suppressed)
const orders = async () =>
  (await reads().selectFrom('orders').select('account_id').execute()).map((row) => row.account_id)

describe('a sender’s number is not registered, and may nothing', () => {
  test('when nobody has registered it, whatever is released', async () => {
    await releaseByOffice(world.house(), OPERATOR, { licenceNumber: NUMBER, type: { kind: 'points', points: 5 } })
    await said(`cl.5P.${NUMBER}`)
    await said(ORDER)
    expect(await texts()).toEqual([NOT_REGISTERED, NOT_REGISTERED])
    expect(await orders()).toEqual([])
  })

  test('when it has been asked for and not approved', async () => {
    const applicant = { name: 'A', company: '', address: '', email: '', remark: '' }
    await requestNumber(world.house(), { source: '192.0.2.1', phone: PHONE, applicant, language: 'de' })
    await said(ORDER)
    expect(await texts()).toEqual([NOT_REGISTERED])
  })

  test('when it was withdrawn', async () => {
    await world.register()
    const [row] = await reads().selectFrom('sms_numbers').select('id').execute()
    await withdrawNumberFor(world.house(), OPERATOR, row?.id ?? '')
    await said(ORDER)
    expect([await texts(), await orders()]).toEqual([[NOT_REGISTERED], []])
  })

  test('when it is a user’s proved number, for that proves who reads it and not who pays', async () => {
    const { house } = { house: world.house() }
    const user = {
      email: 'a@example.org',
      name: 'A',
      language: 'sv',
      password: 'of no account',
      level: 'owner' as const,
    }
    const opened = await openAccount(house, 'operator', {
      account: { kind: 'customer', name: 'A', country: 'AT' },
      user,
    })
    const kept = keepNumber(house.keys, house.world, PHONE)
    await house.ledger.transact('prove', async (tx) => {
      await tx
        .insertInto('phones')
        .values({ ...kept, user_id: opened?.userId ?? '', verified_at: 0 })
        .execute()
    })
    await said(ORDER)
    expect([await texts(), await orders()]).toEqual([[NOT_REGISTERED], []])
  })
})

describe('a registered number may fetch and order, for its own account, and nothing else', () => {
  test('no other words do anything, and answers go to the number alone', async () => {
    const accountId = await world.register()
    const other = await world.register('+436641234568')
    await said(ORDER)
    for (const text of [
      `cl.5P.${NUMBER}.${OUR_NUMBER}`,
      `Ich bestelle verbindlich 7P.${NUMBER}.${other}`,
      `account ${other}: ${ORDER}`,
      'STOP',
      'ABCDEFGHJKLMNP',
      'Tracker-säkerhetskod 123456',
    ])
      await said(text)
    expect(await orders()).toEqual([accountId])
    expect(new Set((await world.outbox()).map(({ to }) => to))).toEqual(new Set([PHONE]))
    expect((await texts()).slice(1).every((text) => !text.startsWith('OK'))).toBe(true)
    const tables = ['redemptions', 'sessions', 'phone_verifications', 'phones'] as const
    for (const table of tables) expect(await reads().selectFrom(table).selectAll().execute()).toEqual([])
  })

  test('a forged sender gets nothing: code and order number go to the number’s owner', async () => {
    await world.register()
    await said(ORDER)
    await said(`cl.5P.${NUMBER}`)
    expect((await world.outbox()).map(({ to }) => to)).toEqual([PHONE, PHONE])
  })

  test('sixty answers in an hour are the end, and what is not answered has no effect', async () => {
    await world.register()
    for (let at = 1; at <= 60; at++) await said(`Ich bestelle verbindlich ${at}P.${NUMBER}`)
    await said(`Ich bestelle verbindlich 61P.${NUMBER}`)
    expect([await orders(), await texts()].map(({ length }) => length)).toEqual([60, 60])
    expect((await suppressed()).at(-1)).toBe('too-many')
    await world.advance(3_600_000)
    await said(`Ich bestelle verbindlich 61P.${NUMBER}`)
    expect(await orders()).toHaveLength(61)
  })
})

describe('robots are not answered', () => {
  test.each([
    ['a name', 'WinCarat'],
    ['a short number', '82555'],
    ['nothing', ''],
    ['a number of ours', OUR_NUMBER],
    ['a number without its country', '06641234567'],
  ])('not %s', async (_, from) => {
    await said(ORDER, { from })
    expect([await texts(), await orders(), await suppressed()]).toEqual([
      [],
      [],
      [from === OUR_NUMBER ? 'own-number' : 'no-number'],
    ])
  })

  test('nor the number that a message was sent to, if we did not know it for ours', async () => {
    await said('x', { from: '+436640000001', to: '+436640000001' })
    expect(await suppressed()).toEqual(['own-number'])
  })

  test('nor an unknown number for ever: the same refusal three times, five answers an hour', async () => {
    for (let at = 0; at < 8; at++) await said(`x${at}`)
    expect(await texts()).toHaveLength(3)
    expect(await suppressed()).toEqual([null, null, null, 'repeated', 'repeated', 'repeated', 'repeated', 'repeated'])
    await world.advance(3_600_000)
    await said('x')
    expect(await texts()).toHaveLength(4)
  })

  test('nor a registered one that is told the same again and again, while other answers still come', async () => {
    await world.register()
    for (let at = 0; at < 6; at++) await said('Der angegebene Befehl ist nicht korrekt')
    await said(`cl.5P.${NUMBER}`)
    await said(`cl.7P.${NUMBER}`)
    expect(await texts()).toHaveLength(5)
    expect(await suppressed()).toEqual([null, null, null, 'repeated', 'repeated', 'repeated', null, null])
  })
})
