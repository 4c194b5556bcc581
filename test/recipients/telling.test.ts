import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { changeRecipient, removeRecipient } from '../../src/flows/recipients/change.ts'
import { seeTellings } from '../../src/flows/recipients/see-tellings.ts'
import { tryRecipient } from '../../src/flows/recipients/try.ts'
import { startSmsSender } from '../../src/flows/sms/sender.ts'
import { SmsTransportError } from '../../src/flows/sms/transport.ts'
import { creditsOf } from '../../src/licences/credits.ts'
import { splitSms } from '../../src/std/gsm-text.ts'
import { PLACES } from '../setup/ledgers.ts'
import { LIMITS, scriptedTransport } from '../sms/setting.ts'
import { PHONE, type RecipientStory, recipientStory, TEXTS } from './setting.ts'

const ANNA = 'anna@example.org'
const HOUR_MS = 3_600_000

describe.each(PLACES.filter(({ name }) => name !== 'SQLite in a file'))('recipients on $name', (kind) => {
  let story: RecipientStory
  beforeEach(async () => {
    story = await recipientStory(kind)
  })
  afterEach(() => story.end())
  const credits = () => creditsOf(story.house.ledger.reads, story.accountId)
  const lately = async (id: string) => (await story.see(id)).lately.map(({ silence, state }) => silence ?? state)

  test('an alarm is told by mail and SMS, once each, in the recipient’s language and by the account’s clocks', async () => {
    await story.add({ way: 'email', address: 'Anna@Example.org', language: 'sv' })
    await story.add({ way: 'sms', address: '+46 70 123 45 67', language: 'de' })
    await story.credit(5)
    const at = Date.UTC(2026, 10, 22, 11, 5)
    await story.happens({ alarmId: 'a', at })
    await story.happens({ alarmId: 'a', at })
    const mails = await story.out('email')
    expect(mails).toHaveLength(1)
    expect(mails[0]).toMatchObject({ to: ANNA, text: expect.stringContaining('collar har lämnat en säkerhetszon') })
    expect(mails[0]?.text).toContain('2026-11-22 12:05 (Europe/Stockholm)')
    expect(await story.out('sms')).toEqual([
      { to: PHONE, text: 'Koppel: collar hat eine Sicherheitszone verlassen, 2026-11-22 12:05' },
    ])
    expect(await credits()).toBe(4)
  })

  test('at zero nothing is sent by SMS, and the owners are told by mail, once until there are credits again', async () => {
    await story.add({ way: 'sms', address: PHONE })
    await story.credit(2)
    for (let alarm = 0; alarm < 5; alarm++) await story.happens()
    expect(await story.out('sms')).toHaveLength(2)
    expect(await story.out('email', 'credits-out')).toMatchObject([{ to: 'p0@example.org' }])
    expect(await credits()).toBe(0)
    await story.credit(1)
    await story.happens()
    await story.happens()
    expect(await story.out('sms')).toHaveLength(3)
    expect(await story.out('email', 'credits-out')).toHaveLength(2)
  })

  test('of two recipients and one credit one is told, and the other knows why not', async () => {
    const first = await story.add({ way: 'sms', address: PHONE })
    const second = await story.add({ way: 'sms', address: '+46701234568' })
    await story.credit(1)
    await story.happens()
    expect([...(await lately(first)), ...(await lately(second))]).toEqual(['waiting', 'no-credits'])
    expect(await credits()).toBe(0)
  })

  test('the credit of a message that certainly failed comes back, once; of one in doubt it does not', async () => {
    const id = await story.add({ way: 'sms', address: PHONE })
    await story.credit(2)
    const transport = scriptedTransport()
    const sender = startSmsSender(story.house, transport, LIMITS)
    await sender.idle()
    transport.answer = async () => {
      throw new SmsTransportError('rejected', 'no such number')
    }
    await story.happens()
    await sender.idle()
    expect(await lately(id)).toEqual(['failed'])
    expect(await credits()).toBe(2)
    transport.answer = async () => {
      throw new SmsTransportError('unclear', 'line lost')
    }
    await story.happens()
    for (let minute = 0; minute < 10; minute++) {
      await story.clock.advance(60_000)
      await sender.idle()
    }
    expect(await lately(id)).toEqual(['unclear', 'failed'])
    expect(await credits()).toBe(1)
    await sender.stop()
  })
})

describe('recipients', () => {
  let story: RecipientStory
  beforeEach(async () => {
    story = await recipientStory(PLACES[0]!)
  })
  afterEach(() => story.end())
  const lately = async (id: string) => (await story.see(id)).lately.map(({ silence, state }) => silence ?? state)
  const credits = () => creditsOf(story.house.ledger.reads, story.accountId)

  test('nothing goes to a number or address that nobody has confirmed, and its recipient says so', async () => {
    const sms = await story.add({ way: 'sms', address: PHONE }, false)
    const mail = await story.add({ way: 'email', address: ANNA }, false)
    await story.credit(5)
    await story.happens()
    expect([await story.out('sms'), await story.out('email')]).toEqual([[], []])
    for (const id of [sms, mail]) {
      expect(await lately(id)).toEqual(['not-confirmed'])
      expect((await story.see(id)).silences).toEqual(['not-confirmed'])
    }
    expect(await credits()).toBe(5)
  })

  test('a member’s own address needs no proof', async () => {
    const id = await story.add({ way: 'email', address: 'P0@example.org' }, false)
    expect(await story.see(id)).toMatchObject({ confirmed: true, silences: [] })
  })

  test('each says for itself why nothing came: device, class, quiet hours, credits', async () => {
    const other = story.people[1]?.deviceId ?? ''
    const bystander = await story.add({ way: 'email', address: ANNA, devices: [] })
    const watchman = await story.add({ way: 'email', address: 'w@example.org', function: false })
    const sleeper = await story.add({ way: 'email', address: 's@example.org', quiet: { from: 0, until: 1_439 } })
    const poor = await story.add({ way: 'sms', address: PHONE })
    await story.happens({ class: 'function', rule: 'battery' })
    expect(await lately(bystander)).toEqual(['device-not-chosen'])
    expect(await lately(watchman)).toEqual(['class-not-chosen'])
    expect(await lately(sleeper)).toEqual(['quiet-hours'])
    expect(await lately(poor)).toEqual(['no-credits'])
    await story.happens({ class: 'security' })
    expect(await lately(sleeper)).toEqual(['waiting', 'quiet-hours'])
    // A device that is another account's cannot be chosen.
    await expect(story.add({ way: 'email', address: 'x@example.org', devices: [other] })).rejects.toThrow(
      'unknown-device',
    )
  })

  test('that it is over is told to those who were told of it, and costs nobody a credit', async () => {
    await story.add({ way: 'email', address: ANNA })
    await story.add({ way: 'email', address: 'w@example.org', security: false })
    await story.add({ way: 'sms', address: PHONE })
    await story.credit(5)
    await story.happens({ alarmId: 'a' })
    await story.happens({ alarmId: 'a', step: 'closed' })
    const mails = await story.out('email')
    expect(mails.map(({ to }) => to)).toEqual([ANNA, ANNA])
    expect(mails[1]?.text).toContain('Over: collar has left a safety zone')
    expect(await credits()).toBe(4)
  })

  test('another account’s recipients hear nothing', async () => {
    await story.add({ way: 'email', address: ANNA })
    const [, neighbour] = story.people
    await story.happens({ accountId: neighbour?.accountId ?? '', deviceId: neighbour?.deviceId ?? '' })
    expect(await story.out('email')).toEqual([])
  })

  test('a test goes out whatever is chosen and at any hour, and not more often than allowed', async () => {
    const id = await story.add({ way: 'email', address: ANNA, devices: [], quiet: { from: 0, until: 1_439 } })
    const tryIt = () => tryRecipient(story.house, TEXTS, { actor: story.owner, id })
    const tried = [await tryIt(), await tryIt(), await tryIt(), await tryIt()].map(({ kind }) => kind)
    expect(tried).toEqual(['queued', 'queued', 'queued', 'too-many-requests'])
    await story.clock.advance(HOUR_MS / 6)
    expect((await tryIt()).kind).toBe('queued')
    expect(await story.out('email', 'test')).toHaveLength(4)
  })

  test('a test of an SMS without a credit says so and sends nothing', async () => {
    const id = await story.add({ way: 'sms', address: PHONE })
    const tried = await tryRecipient(story.house, TEXTS, { actor: story.owner, id })
    expect(tried).toEqual({ kind: 'silent', silence: 'no-credits' })
    expect(await story.out('sms')).toEqual([])
  })

  test('what is changed holds from then on, and what was removed is told nothing', async () => {
    const id = await story.add({ way: 'email', address: ANNA })
    const change = { actor: story.owner, id, change: { security: false } }
    expect(await changeRecipient(story.house, change)).toBe('changed')
    await story.happens()
    expect(await story.see(id)).toMatchObject({
      security: false,
      function: true,
      lately: [{ silence: 'class-not-chosen' }],
    })
    expect(await removeRecipient(story.house, { actor: story.owner, id })).toBe('removed')
    await story.happens({ class: 'function' })
    expect(await story.out('email')).toEqual([])
    expect(await seeTellings(story.house, { actor: story.owner, id, limit: 9 })).toBe('not-found')
    const [row] = await story.house.ledger.reads.selectFrom('recipients').selectAll().execute()
    expect(row).toMatchObject({ address_sealed: null, address_hash: null })
  })

  test('one address is one recipient, however it is written', async () => {
    await story.add({ way: 'sms', address: PHONE })
    await expect(story.add({ way: 'sms', address: '+46 (0)70-123 45 67' })).rejects.toThrow('exists')
  })

  test('nothing of an address stands in the ledger in clear', async () => {
    await story.add({ way: 'email', address: ANNA })
    await story.add({ way: 'sms', address: PHONE })
    const { reads } = story.house.ledger
    const rows = [
      ...(await reads.selectFrom('recipients').selectAll().execute()),
      ...(await reads.selectFrom('audit').selectAll().execute()),
    ]
    const seen = rows.flatMap((row) =>
      Object.values(row).map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value)),
    )
    expect(seen.join('|')).not.toMatch(/anna@|7012345/)
  })
})

describe('whatever a device is called', () => {
  let story: RecipientStory
  beforeEach(async () => {
    story = await recipientStory(PLACES[0]!)
  })
  afterEach(() => story.end())

  test.each([['Ärlig Björn'], ['🐕'.repeat(90)], ['Шарик '.repeat(20)], ['a\r\nBcc: b@c.d'], ['x'.repeat(100)], ['']])(
    'the message of an alarm of %j is one part, and a mail takes it',
    async (name) => {
      const { ledger } = story.house
      await ledger.transact('rename', async (tx) => {
        await tx.updateTable('devices').set({ name }).where('id', '=', story.deviceId).execute()
      })
      await story.add({ way: 'sms', address: PHONE })
      await story.add({ way: 'email', address: ANNA })
      await story.credit(1)
      await story.happens({ late: true })
      const [sms] = await story.out('sms')
      expect(splitSms(sms?.text ?? '').parts).toHaveLength(1)
      expect(sms?.text).toContain('left a safety zone')
      expect(await story.out('email')).toHaveLength(1)
    },
  )
})
