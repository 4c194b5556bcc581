import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CLAIM_MS } from '../../src/flows/mail/claim-mails.ts'
import { forgetMails } from '../../src/flows/mail/forget-mails.ts'
import { MAIL_LIMITS } from '../../src/flows/mail/queue-mail.ts'
import { MailTransportError, SEND_TIMEOUT_MS } from '../../src/flows/mail/transport.ts'
import { settle } from '../../src/std/manual-clock.ts'
import { PLACES } from '../setup/ledgers.ts'
import { ANNA, type MailStory, mailStory } from './setting.ts'

const DAY_MS = 86_400_000
const fail = (kind: 'refused' | 'unavailable') => async () => {
  throw new MailTransportError(kind, `550 <${ANNA}> said no\r\nto bo@example.org`)
}

describe.each(PLACES)('mails on $name', (kind) => {
  let story: MailStory
  beforeEach(async () => {
    story = await mailStory(kind)
  })
  afterEach(() => story.end())

  test('what is put into the outbox is sent once, as it was put, with its files', async () => {
    const files = [{ name: 'faktura 1.pdf', type: 'application/pdf', bytes: Uint8Array.of(37, 10, 0, 255) }]
    const id = await story.put({ text: 'Grüße å', html: '<p>Grüße</p>', attachments: files })
    const sender = story.start()
    await sender.idle()
    await story.clock.advance(DAY_MS)
    await sender.idle()
    expect(story.transport.sent).toHaveLength(1)
    const [sent] = story.transport.sent
    expect(sent).toMatchObject({ id, to: ANNA, subject: 'Hej', text: 'Grüße å', html: '<p>Grüße</p>' })
    expect(sent?.attachments.map((file) => ({ ...file, bytes: [...file.bytes] }))).toEqual([
      { ...files[0], bytes: [37, 10, 0, 255] },
    ])
    expect(await story.see(id)).toMatchObject({ state: 'sent', transport: 'scripted', attempts: 1, dueAt: null })
  })

  test('two mails with one name are one mail', async () => {
    expect(await story.put({ once: 'invoice:1' })).toBeTypeOf('string')
    expect(await story.put({ once: 'invoice:1', text: 'another' })).toBeNull()
    await story.put({ once: 'invoice:2' })
    await story.start().idle()
    expect(story.transport.sent).toHaveLength(2)
  })

  test('nothing of a mail stands in the ledger in clear', async () => {
    await story.put({ attachments: [{ name: 'secret.txt', type: 'text/plain', bytes: Buffer.from('Hej da') }] })
    const { reads } = story.house.ledger
    const rows = [
      ...(await reads.selectFrom('mails').selectAll().execute()),
      ...(await reads.selectFrom('mail_attachments').selectAll().execute()),
    ]
    const seen = rows.flatMap((row) =>
      Object.values(row).map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value)),
    )
    expect(rows).toHaveLength(2)
    expect(seen.join('|')).not.toMatch(/anna|Hej|secret/)
  })

  test('a server that is away gets it again with growing waits, until it takes it', async () => {
    story.transport.answer = fail('unavailable')
    const id = await story.put()
    const sender = story.start()
    const waits: number[] = []
    for (let tries = 1; tries <= 5; tries++) {
      await sender.idle()
      expect(story.transport.sent).toHaveLength(tries)
      const { dueAt, state, reason } = await story.see(id)
      expect([state, reason]).toEqual(['queued', 'unavailable: 550 <…> said no to …'])
      waits.push((dueAt ?? 0) - story.clock.now())
      if (tries === 5) story.transport.answer = async () => {}
      while (story.transport.sent.length === tries) {
        await story.clock.advance(1_000)
        await sender.idle()
      }
    }
    expect(await story.see(id)).toMatchObject({ state: 'sent', attempts: 6, reason: null })
    expect(waits[4]).toBeGreaterThan(waits[0]! * 4)
  })

  test('what the server refuses for good is not sent again, and the next one is', async () => {
    story.transport.answer = fail('refused')
    const refused = await story.put()
    const sender = story.start()
    await sender.idle()
    story.transport.answer = async () => {}
    const next = await story.put()
    await sender.idle()
    await story.clock.advance(5 * DAY_MS)
    await sender.idle()
    expect(await story.see(refused)).toMatchObject({ state: 'failed', reason: 'refused: 550 <…> said no to …' })
    expect(await story.see(next)).toMatchObject({ state: 'sent' })
    expect(story.transport.sent).toHaveLength(2)
  })

  test('a mail that is of no use any more is not sent, and says why it came to that', async () => {
    story.transport.answer = fail('unavailable')
    const id = await story.put({ notAfter: story.clock.now() + 60_000 })
    const sender = story.start()
    await sender.idle()
    await story.clock.advance(60_000)
    await sender.idle()
    const tries = story.transport.sent.length
    await story.clock.advance(DAY_MS)
    await sender.idle()
    expect(story.transport.sent).toHaveLength(tries)
    expect(await story.see(id)).toMatchObject({ state: 'failed', reason: 'too-late: 550 <…> said no to …' })
  })

  test('a server that says nothing is given up, and the mail tried again', async () => {
    story.transport.answer = () => new Promise(() => {})
    const id = await story.put()
    const sender = story.start()
    while (story.transport.sent.length === 0) await settle(1)
    await story.clock.advance(SEND_TIMEOUT_MS)
    await sender.idle()
    expect(await story.see(id)).toMatchObject({ state: 'queued', reason: 'unavailable: no answer in time' })
  })

  test('a mail whose process died while sending is sent by the next', async () => {
    story.transport.answer = () => new Promise(() => {})
    const deadClock = { ...story.clock, after: () => () => {} }
    story.start({ ...story.house, world: { ...story.house.world, clock: deadClock } })
    const id = await story.put()
    while (story.transport.sent.length === 0) await settle(1)
    story.transport.answer = async () => {}
    const heir = story.start()
    await heir.idle()
    await story.clock.advance(CLAIM_MS)
    await heir.idle()
    expect(await story.see(id)).toMatchObject({ state: 'sent', attempts: 2 })
    expect(new Set(story.transport.sent.map((mail) => mail.id)).size).toBe(1)
  })

  test('words and files are erased when their time is over, and never while the mail waits', async () => {
    story.transport.answer = fail('unavailable')
    const attachments = [{ name: 'a.txt', type: 'text/plain', bytes: Uint8Array.of(1) }]
    const waiting = await story.put({ attachments, notAfter: story.clock.now() + 99 * DAY_MS })
    const sender = story.start()
    await sender.idle()
    story.transport.answer = async () => {}
    await sender.stop()
    const forget = () => story.house.ledger.transact('forget', (tx) => forgetMails(tx, story.clock.now() + 1))
    await forget()
    expect(await story.see(waiting)).toMatchObject({ to: ANNA, subject: 'Hej' })
    await story.clock.advance(60_000)
    await story.start().idle()
    await forget()
    expect(await story.see(waiting)).toMatchObject({ state: 'sent', to: null, subject: null })
    expect(await story.house.ledger.reads.selectFrom('mail_attachments').selectAll().execute()).toEqual([])
  })
})

describe('what no server would take', () => {
  let story: MailStory
  beforeEach(async () => {
    story = await mailStory(PLACES[0]!)
  })
  afterEach(() => story.end())

  test.each([
    ['two addresses', { to: 'a@b.se, c@d.se' }],
    ['a name around the address', { to: 'Anna <a@b.se>' }],
    ['a header in the address', { to: 'a@b.se\r\nBcc: x@y.se' }],
    ['no domain', { to: 'root@localhost' }],
    ['a header in the subject', { subject: 'Hej\r\nBcc: x@y.se' }],
    ['no subject', { subject: '' }],
    ['no text', { text: '' }],
    ['too long a text', { text: 'x'.repeat(MAIL_LIMITS.textCharacters_max + 1) }],
    ['a path as a file’s name', { attachments: [{ name: '../a', type: 'text/plain', bytes: new Uint8Array() }] }],
    ['a header as a type', { attachments: [{ name: 'a', type: 'text/plain\r\nX: y', bytes: new Uint8Array() }] }],
    [
      'too much in files',
      { attachments: [{ name: 'a', type: 'a/b', bytes: new Uint8Array(MAIL_LIMITS.attachmentBytes_max + 1) }] },
    ],
  ])('%s is refused, and nothing is put', async (_name, wrong) => {
    await expect(story.put(wrong)).rejects.toThrow(RangeError)
    expect(await story.house.ledger.reads.selectFrom('mails').selectAll().execute()).toEqual([])
  })
})
