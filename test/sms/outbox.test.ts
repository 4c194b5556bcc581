import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CLAIM_MS, DOUBT_WAIT_MS } from '../../src/flows/sms/claim.ts'
import { startSmsEraser } from '../../src/flows/sms/erase.ts'
import { SEND_TIMEOUT_MS } from '../../src/flows/sms/hand-over.ts'
import { noteReport } from '../../src/flows/sms/reports.ts'
import { type HandedOver, SmsTransportError } from '../../src/flows/sms/transport.ts'
import { settle } from '../../src/std/manual-clock.ts'
import { PLACES } from '../setup/ledgers.ts'
import { PHONE, type SmsStory, smsStory } from './setting.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const refuse = (kind: 'rejected' | 'unavailable' | 'unclear') => async () => {
  throw new SmsTransportError(kind, 'it said no to +46701234567')
}

describe.each(PLACES)('$name', (kind) => {
  let story: SmsStory
  beforeEach(async () => {
    story = await smsStory(kind)
  })
  afterEach(() => story.end())

  const report = (providerId: string, state: 'delivered' | 'failed' | 'buffered', reason?: string) =>
    noteReport(story.house, { transport: 'scripted', providerId, state, at: 1, ...(reason ? { reason } : {}) })

  test('what is put into the outbox is handed over once, as it was put', async () => {
    const sender = story.start()
    const id = await story.put({ text: 'Grüße', from: '+43664' })
    await sender.idle()
    expect(story.transport.sent).toMatchObject([{ id, to: PHONE, from: '+43664', text: 'Grüße' }])
    expect(await story.see(id)).toMatchObject({ state: 'handed-over', parts: 1, transport: 'scripted', attempts: 1 })
    await story.clock.advance(DAY_MS)
    await sender.idle()
    expect(story.transport.sent).toHaveLength(1)
  })

  test('two messages with one name are one message', async () => {
    const first = await story.put({ once: 'answer:1' })
    expect(await story.put({ once: 'answer:1', text: 'another' })).toBe(first)
    await story.put({ once: 'answer:2' })
    await story.start().idle()
    expect(story.transport.sent.map(({ text }) => text)).toEqual(['OK', 'OK'])
  })

  test('what is certainly not taken is tried again with growing waits, until it is', async () => {
    story.transport.answer = refuse('unavailable')
    const sender = story.start()
    const id = await story.put()
    const waits: number[] = []
    for (let tries = 1; tries <= 6; tries++) {
      await sender.idle()
      expect(story.transport.sent).toHaveLength(tries)
      const { dueAt, state, reason } = await story.see(id)
      expect([state, reason]).toEqual(['queued', 'unavailable: it said no to +…67'])
      waits.push((dueAt ?? 0) - story.clock.now())
      if (tries === 6) story.transport.answer = async () => ({ providerIds: ['x'] })
      while (story.transport.sent.length === tries) {
        await story.clock.advance(500)
        await sender.idle()
      }
    }
    expect(await story.see(id)).toMatchObject({ state: 'handed-over', attempts: 7, reason: null })
    expect(waits[0]).toBeLessThanOrEqual(2_000)
    expect(waits[5]).toBeGreaterThan(waits[0]! * 8)
    expect(waits[5]).toBeLessThanOrEqual(120_000)
  })

  test('what the network refuses is final', async () => {
    story.transport.answer = refuse('rejected')
    const sender = story.start()
    const id = await story.put()
    await sender.idle()
    await story.clock.advance(4 * DAY_MS)
    await sender.idle()
    expect(story.transport.sent).toHaveLength(1)
    expect(await story.see(id)).toMatchObject({ state: 'failed', reason: 'rejected: it said no to +…67' })
  })

  test('what may have arrived is sent once more after a minute, and never a third time', async () => {
    story.transport.answer = refuse('unclear')
    const sender = story.start()
    const id = await story.put()
    await sender.idle()
    expect(await story.see(id)).toMatchObject({ state: 'unclear', attempts: 1 })
    await story.clock.advance(DOUBT_WAIT_MS - 1)
    await sender.idle()
    expect(story.transport.sent).toHaveLength(1)
    await story.clock.advance(1)
    await sender.idle()
    expect(story.transport.sent).toHaveLength(2)
    await story.clock.advance(4 * DAY_MS)
    await sender.idle()
    expect(story.transport.sent).toHaveLength(2)
    expect(await story.see(id)).toMatchObject({ state: 'unclear', dueAt: null, attempts: 2 })
  })

  test('an error that a transport does not name is as unclear as a lost wire', async () => {
    story.transport.answer = async () => {
      throw new TypeError('a fault in the driver')
    }
    const sender = story.start()
    const id = await story.put()
    await sender.idle()
    expect(await story.see(id)).toMatchObject({ state: 'unclear', reason: 'unclear: the transport failed' })
  })

  test('a transport that is silent is given up; its answer counts though it comes too late', async () => {
    const silence = Promise.withResolvers<HandedOver>()
    story.transport.answer = () => silence.promise
    const sender = story.start()
    const id = await story.put()
    await until(() => story.transport.sent.length === 1)
    await story.clock.advance(SEND_TIMEOUT_MS)
    await sender.idle()
    expect(await story.see(id)).toMatchObject({ state: 'unclear', reason: 'unclear: no answer in time' })
    silence.resolve({ providerIds: ['late'] })
    await until(async () => (await story.see(id)).state === 'handed-over')
    await story.clock.advance(4 * DAY_MS)
    await sender.idle()
    expect(story.transport.sent).toHaveLength(1)
  })

  test('digits that are no longer taken are not sent', async () => {
    story.transport.answer = refuse('unavailable')
    const sender = story.start()
    const digits = await story.put({ purpose: 'verification' })
    const answer = await story.put()
    await sender.idle()
    await story.clock.advance(10 * MINUTE_MS)
    await sender.idle()
    story.transport.answer = async () => ({ providerIds: ['x'] })
    await story.clock.advance(10 * MINUTE_MS)
    await sender.idle()
    expect(await story.see(digits)).toMatchObject({ state: 'failed', dueAt: null })
    expect((await story.see(digits)).reason).toMatch(/^too-late/)
    expect((await story.see(answer)).state).toBe('handed-over')
  })

  test('no more messages are on their way at once than the transport may be asked', async () => {
    const held: ((taken: HandedOver) => void)[] = []
    story.transport.answer = () => new Promise((resolve) => held.push(resolve))
    for (let count = 0; count < 10; count++) await story.put()
    const sender = story.start({ inFlight_max: 3 })
    await until(() => held.length === 3)
    for (let count = 3; count <= 10; count++) {
      expect(story.transport.sent).toHaveLength(count)
      held.shift()?.({ providerIds: ['x'] })
      if (count < 10) await until(() => story.transport.sent.length > count)
    }
    for (const free of held) free({ providerIds: ['x'] })
    await sender.idle()
    expect(new Set(await story.states())).toEqual(new Set(['handed-over']))
  })

  test('no more messages leave in a minute than the transport may be asked', async () => {
    for (let count = 0; count < 12; count++) await story.put()
    const sender = story.start({ perMinute_max: 5 })
    await sender.idle()
    expect(story.transport.sent).toHaveLength(5)
    await story.clock.advance(MINUTE_MS - 1)
    await sender.idle()
    expect(story.transport.sent).toHaveLength(5)
    await story.clock.advance(2)
    await sender.idle()
    expect(story.transport.sent).toHaveLength(10)
    await story.clock.advance(MINUTE_MS + 1)
    await sender.idle()
    expect(story.transport.sent).toHaveLength(12)
  })

  test('one message that nobody takes does not hold up those behind it', async () => {
    const poison = await story.put({ text: 'poison' })
    story.transport.answer = async (sms) => {
      if (sms.text === 'poison') throw new SmsTransportError('unavailable', 'congested')
      return { providerIds: ['x'] }
    }
    const sender = story.start({ inFlight_max: 1 })
    const other = await story.put()
    for (let second = 0; second < 5; second++) {
      await sender.idle()
      await story.clock.advance(1_000)
    }
    await sender.idle()
    expect((await story.see(other)).state).toBe('handed-over')
    expect((await story.see(poison)).state).toBe('queued')
  })

  test('delivered when every part is; failed when one is, with the network’s reason', async () => {
    const sender = story.start()
    story.transport.answer = async ({ text }) => ({ providerIds: [`${text}-1`, `${text}-2`] })
    const whole = await story.put({ text: 'whole' })
    const torn = await story.put({ text: 'torn' })
    await sender.idle()
    expect(await report('whole-1', 'delivered')).toBe('noted')
    await report('whole-2', 'buffered')
    expect((await story.see(whole)).state).toBe('handed-over')
    await report('whole-2', 'delivered')
    await report('torn-1', 'delivered')
    await report('torn-2', 'failed', 'absent subscriber')
    expect(await story.see(whole)).toMatchObject({ state: 'delivered', parts: 2, reason: null })
    expect(await story.see(torn)).toMatchObject({ state: 'failed', reason: 'failed: absent subscriber' })
    await report('torn-2', 'delivered')
    expect((await story.see(torn)).state).toBe('failed')
  })

  test('the parts of one message may be reported at the same moment', async () => {
    const sender = story.start()
    story.transport.answer = async () => ({ providerIds: ['a', 'b', 'c', 'd'] })
    const id = await story.put()
    await sender.idle()
    await Promise.all(['a', 'b', 'c', 'd'].map((part) => report(part, 'delivered')))
    expect((await story.see(id)).state).toBe('delivered')
  })

  test('a report that overtakes the commit of its own message is not lost', async () => {
    const sender = story.start()
    story.transport.answer = async () => {
      expect(await report('swift', 'delivered')).toBe('kept')
      return { providerIds: ['swift'] }
    }
    const id = await story.put()
    await sender.idle()
    expect((await story.see(id)).state).toBe('delivered')
  })

  test('an old report is not taken for that of a new message with the same number of a modem', async () => {
    await report('mr-7', 'failed')
    await story.clock.advance(11 * MINUTE_MS)
    const sender = story.start()
    story.transport.answer = async () => ({ providerIds: ['mr-7'] })
    const id = await story.put()
    await sender.idle()
    expect((await story.see(id)).state).toBe('handed-over')
    await report('mr-7', 'delivered')
    expect((await story.see(id)).state).toBe('delivered')
  })

  test('number and text are erased after their time, however many there are; what still waits is kept', async () => {
    const { house } = story
    await house.ledger.transact('many', async (tx) => {
      for (let count = 0; count < 3; count++) {
        const rows = Array.from({ length: 400 }, (_, at) => ({
          id: `0${count}-${at}`,
          purpose: 'notice',
          number_sealed: Buffer.from('n'),
          text_sealed: Buffer.from('t'),
          seal_key_id: 'k',
          state: 'handed-over',
          attempts: 1,
          doubts: 0,
          not_after: 0,
          created_at: story.clock.now(),
        }))
        await tx.insertInto('sms_messages').values(rows).execute()
        const parts = rows.map(({ id }) => ({
          sms_id: id,
          part: 0,
          transport: 's',
          provider_id: 'p',
          state: 'x',
          at: 0,
        }))
        await tx.insertInto('sms_parts').values(parts).execute()
      }
    })
    const waiting = await story.put()
    const eraser = startSmsEraser(house, 30 * DAY_MS)
    await story.clock.advance(29 * DAY_MS)
    await eraser.run()
    const kept = () =>
      house.ledger.reads.selectFrom('sms_messages').select('id').where('text_sealed', 'is not', null).execute()
    expect(await kept()).toHaveLength(1_201)
    await story.clock.advance(2 * DAY_MS)
    await eraser.run()
    expect(await kept()).toEqual([{ id: waiting }])
    expect(await house.ledger.reads.selectFrom('sms_parts').select('sms_id').execute()).toEqual([])
    await eraser.stop()
  })

  test('a message that cannot be opened fails alone', async () => {
    const broken = await story.put()
    const whole = await story.put()
    await story.house.ledger.transact('break', async (tx) => {
      await tx
        .updateTable('sms_messages')
        .set({ text_sealed: Buffer.from('x') })
        .where('id', '=', broken)
        .execute()
    })
    await story.start().idle()
    const rows = await story.house.ledger.reads.selectFrom('sms_messages').select(['id', 'state', 'reason']).execute()
    expect(rows.find(({ id }) => id === broken)).toMatchObject({ state: 'failed', reason: 'unreadable' })
    expect(rows.find(({ id }) => id === whole)).toMatchObject({ state: 'handed-over' })
  })
})

describe('several processes on one ledger', () => {
  const [, , postgres] = PLACES
  let story: SmsStory
  beforeEach(async () => {
    if (postgres?.engine !== 'postgres') throw new Error('PostgreSQL is the third')
    story = await smsStory(postgres)
  })
  afterEach(() => story.end())

  test('each message is claimed by one of them, and the limit of a minute is common to all', async () => {
    for (let count = 0; count < 40; count++) await story.put()
    const senders = Array.from({ length: 4 }, () => story.start({ perMinute_max: 25 }))
    for (const sender of senders) await sender.idle()
    expect(story.transport.sent).toHaveLength(25)
    await story.clock.advance(MINUTE_MS + 1)
    for (const sender of senders) await sender.idle()
    expect(new Set(story.transport.sent.map(({ id }) => id)).size).toBe(40)
    expect(story.transport.sent).toHaveLength(40)
  })

  test('what a dead one had claimed is taken over once its claim has lapsed, as unclear', async () => {
    const silence = Promise.withResolvers<HandedOver>()
    story.transport.answer = () => silence.promise
    const deadClock = { ...story.clock, after: () => () => {} }
    story.start({}, { ...story.house, world: { ...story.house.world, clock: deadClock } })
    const id = await story.put()
    await until(() => story.transport.sent.length === 1)
    story.transport.answer = async () => ({ providerIds: ['x'] })
    const heir = story.start()
    await story.clock.advance(CLAIM_MS - 1)
    await heir.idle()
    expect(await story.see(id)).toMatchObject({ state: 'sending' })
    await story.clock.advance(1)
    await heir.idle()
    expect(await story.see(id)).toMatchObject({ state: 'unclear', reason: 'process-ended' })
    await story.clock.advance(DOUBT_WAIT_MS)
    await heir.idle()
    expect(await story.see(id)).toMatchObject({ state: 'handed-over', attempts: 2 })
    silence.resolve({ providerIds: ['a dead one’s'] })
  })
})

/** Lets the ledger's own I/O run until something holds; the test's own time-out ends what never comes. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await settle(1)
}
