import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import yauzl from 'yauzl'
import { openWords } from '../../src/flows/mail/queue-mail.ts'
import { mergeAccounts } from '../../src/flows/merging/merge.ts'
import { startCloser } from '../../src/flows/privacy/closer.ts'
import { HOLDINGS } from '../../src/flows/privacy/holdings.ts'
import { settle } from '../../src/std/manual-clock.ts'
import { loadTexts } from '../../src/std/texts.ts'
import { rowsOf } from '../../src/store/held-rows.ts'
import { PLACES } from '../setup/ledgers.ts'
import { as, OPERATOR_TOKEN, type OpenDoor, openDoor, type Person } from './open-door.ts'

const TEXTS = loadTexts(join(import.meta.dirname, '../../texts'))
const VERSION = 'contact-2026-3'
const FORM = {
  name: 'Åsa Öberg',
  email: 'asa@example.org',
  subject: 'order',
  order: 'B-15981073',
  message: 'Where is it?\n\nI have waited for a week.',
  language: 'sv',
  consent: true,
  consentVersion: VERSION,
}

let door: OpenDoor
const post = (url: string, payload: object, headers: Record<string, string> = {}, remoteAddress = '192.0.2.1') =>
  door.api.inject({ method: 'POST', url: `/api/v1${url}`, payload, headers, remoteAddress })
const write = (changed: object = {}, from = '192.0.2.1', who?: Person) =>
  post('/contacts', { ...FORM, ...changed }, who ? as(who).headers : {}, from)
const staff = as(OPERATOR_TOKEN).headers
let answers = 0
const answer = (id: string, body: object, headers: Record<string, string> = staff, key = `answer-${++answers}`) =>
  post(`/contacts/${id}/answers`, body, { ...headers, 'idempotency-key': key })
const list = async (query = '') => (await door.api.inject({ url: `/api/v1/contacts${query}`, headers: staff })).json()
const mails = async () => {
  const rows = await door.house.ledger.reads.selectFrom('mails').selectAll().orderBy('id').execute()
  return rows.map((row) => ({ ...openWords(door.house, row)!, kind: row.kind, accountId: row.account_id }))
}
/** What the ledger tells anew waits by the clock, which stands still. */
async function patiently<T>(under: Promise<T>): Promise<T> {
  let over = false
  const ended = () => {
    over = true
  }
  under.then(ended, ended)
  while (!over) {
    await settle()
    await door.clock.advance(10)
  }
  return under
}
/** The copy of an owner's data, by the names of its files. */
async function unzipped(who: Person): Promise<Record<string, string>> {
  const answer = await door.api.inject({ url: '/api/v1/account/export.zip', ...as(who) })
  const zip = await yauzl.fromBufferPromise(answer.rawPayload)
  const files: Record<string, string> = {}
  for await (const entry of zip.eachEntry()) {
    const pieces: Buffer[] = []
    for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(piece as Buffer)
    files[entry.fileName] = Buffer.concat(pieces).toString('utf8')
  }
  return files
}
const wordIn = (text: string | undefined): string => /#\/contact\/withdraw\/([\w-]+)/.exec(text ?? '')?.[1] ?? ''

describe.each(PLACES.filter(({ name }) => name !== 'SQLite in a file'))('the contact form on $name', (kind) => {
  let leave: () => Promise<void>
  beforeEach(async () => {
    const place = await kind.make()
    leave = () => place.leave()
    door = await openDoor({ place })
  })
  afterEach(async () => {
    await door.close()
    await leave()
  })

  test('anybody writes, with the consent that they were shown; wording, language and time are kept with it', async () => {
    const shown = await door.api.inject({ url: '/api/v1/contacts/consent?language=sv' })
    expect(shown.json()).toEqual({
      version: VERSION,
      language: 'sv',
      text: expect.stringMatching(/^Jag samtycker .* 6 månader efter det senaste svaret/),
      keptMonths: 6,
    })
    const answer = await write()
    expect([answer.statusCode, answer.json()]).toEqual([202, { state: 'received' }])
    const { items } = await list()
    expect(items).toEqual([
      {
        id: expect.any(String),
        state: 'open',
        consent: VERSION,
        language: 'sv',
        at: new Date(door.clock.now()).toISOString(),
        ...{ name: FORM.name, email: FORM.email, order: FORM.order, subject: 'order', message: FORM.message },
      },
    ])
  })

  test('without a tick, or with one for another wording, nothing is taken', async () => {
    expect((await write({ consent: false })).statusCode).toBe(400)
    expect((await write({ consent: undefined })).statusCode).toBe(400)
    const old = await write({ consentVersion: 'contact-2025-1' })
    expect([old.statusCode, old.json().code]).toEqual([409, 'document-changed'])
    expect((await list()).items).toEqual([])
    expect(await mails()).toEqual([])
  })

  test('the mail that confirms holds a link and nothing that the sender wrote, so that nobody’s mailbox is reached by strangers through us', async () => {
    await write({ name: 'BUY NOW http://evil.example', message: 'cheap pills' })
    const [mail, ...others] = await mails()
    expect(others).toEqual([])
    expect(mail).toMatchObject({ to: FORM.email, subject: 'Ditt meddelande till Koppel har kommit fram' })
    expect(mail?.text).toContain('http://koppel.test/#/contact/withdraw/')
    expect(`${mail?.subject}${mail?.text}`).not.toMatch(/BUY|evil|pills/)
  })

  test('the link withdraws once: message, answers and mails are erased, and a record of it stays', async () => {
    await write()
    const [{ id }] = (await list()).items
    await answer(id, { text: 'It is on its way.' })
    const word = wordIn((await mails())[0]?.text)
    expect((await post('/contacts/withdrawals', { token: word })).json()).toEqual({ state: 'erased' })
    const again = await post('/contacts/withdrawals', { token: word })
    expect([again.statusCode, again.json().code]).toEqual([410, 'link-over'])
    expect((await post('/contacts/withdrawals', { token: 'x'.repeat(43) })).statusCode).toBe(410)
    expect(await mails()).toEqual([])
    expect((await list()).items).toEqual([
      {
        ...{ id, subject: 'order', language: 'sv', consent: VERSION, at: expect.any(String) },
        ...{ state: 'erased', erasedBy: 'withdrawn', erasedAt: expect.any(String), answeredAt: expect.any(String) },
      },
    ])
    const { reads } = door.house.ledger
    expect(await reads.selectFrom('contact_answers').selectAll().execute()).toEqual([])
    const deeds = await reads.selectFrom('audit').select('act').where('subject', '=', `contact:${id}`).execute()
    expect(deeds.map(({ act }) => act).sort()).toEqual(['answer-contact', 'withdraw-contact', 'write-contact'])
  })

  test('an answer goes by mail in the sender’s language, above what they wrote, with the same link; what is closed takes none', async () => {
    await write()
    const [{ id }] = (await list('?state=open')).items
    const answered = await answer(id, { text: 'Den kommer\r\ni morgon.', close: true })
    expect([answered.statusCode, answered.json()]).toEqual([200, { state: 'closed' }])
    const [first, second] = await mails()
    expect(second?.subject).toBe('Svar på ditt meddelande till Koppel')
    expect(second?.text).toMatch(/^Hej,\n\nDen kommer\ni morgon\.\n/)
    expect(second?.text).toContain('> Where is it?\n> \n> I have waited for a week.')
    expect(wordIn(second?.text)).toBe(wordIn(first?.text))
    const late = await answer(id, { text: 'More' })
    expect([late.statusCode, late.json().code]).toEqual([409, 'contact-over'])
    expect((await post(`/contacts/${id}/closing`, {}, staff)).statusCode).toBe(409)
    const whole = (await door.api.inject({ url: `/api/v1/contacts/${id}`, headers: staff })).json()
    expect(whole).toMatchObject({ contact: { state: 'closed' }, answers: [{ text: 'Den kommer\ni morgon.' }] })
    expect(await mails()).toHaveLength(2)
  })

  test('an answer that is sent twice leaves as one mail, also at once; other words under its key are refused, and none without a key', async () => {
    await write()
    const [{ id }] = (await list()).items
    const send = (text: string) => answer(id, { text, close: true }, staff, 'one')
    const both = await patiently(Promise.all([send('It is on its way.'), send('It is on its way.')]))
    const again = await send('It is on its way.')
    for (const one of [...both, again]) expect([one.statusCode, one.json()]).toEqual([200, { state: 'closed' }])
    expect((await mails()).map(({ kind }) => kind)).toEqual(['contact-received', 'contact-answer'])
    const other = await send('It is lost.')
    expect([other.statusCode, other.json().code]).toEqual([422, 'idempotency-key-reused'])
    const bare = await post(`/contacts/${id}/answers`, { text: 'x' }, staff)
    expect([bare.statusCode, bare.json().code]).toEqual([400, 'idempotency-key-missing'])
    const { reads } = door.house.ledger
    const deeds = await reads.selectFrom('audit').select('act').where('act', '=', 'answer-contact').execute()
    expect(deeds).toHaveLength(1)
  })

  test('whoever is signed in writes for their account: it is in its holdings, and staff who answer stand in its list of deeds', async () => {
    const owner = await door.person('owner')
    const admin = await door.person('admin', 'office')
    await write({}, '192.0.2.1', owner)
    await write({ email: 'stranger@example.org' })
    const { items } = await list()
    expect(items.map(({ accountId }: { accountId?: string }) => accountId)).toEqual([undefined, owner.accountId])
    const { id } = items[1]
    await answer(id, { text: 'Yes.' }, as(admin).headers)
    const subject = { accountId: owner.accountId, userIds: [owner.userId] }
    for (const table of ['contacts', 'contact_answers']) {
      const holding = HOLDINGS.find((one) => one.table === table)!
      expect(
        await rowsOf(door.house.ledger.reads as never, holding, subject, { columns: holding.key, limit: 9 }),
      ).toHaveLength(1)
    }
    const deeds = await door.api.inject({ url: `/api/v1/accounts/${owner.accountId}/staff-deeds`, ...as(owner) })
    expect(deeds.json().items).toContainEqual(
      expect.objectContaining({ act: 'answer-contact', by: 'staff', subject: `contact:${id}` }),
    )
  })

  test('what an owner wrote is in the copy of their data, in clear and without the word of the link, and moves with a merge', async () => {
    const owner = await door.person('owner')
    const other = await door.person('owner')
    await write({}, '192.0.2.1', owner)
    await write({ email: 'stranger@example.org', message: 'of somebody else' })
    const word = wordIn((await mails())[0]?.text)
    const [, { id }] = (await list()).items
    await answer(id, { text: 'Tomorrow.' })
    const files = await unzipped(owner)
    expect(JSON.parse(files['json/contacts.json'] ?? '')).toMatchObject([
      { ...{ name: FORM.name, email: FORM.email, message: FORM.message, order: FORM.order }, consent: VERSION },
    ])
    expect(JSON.parse(files['json/contact_answers.json'] ?? '')).toMatchObject([{ answer: 'Tomorrow.' }])
    expect(files['json/contacts.json']).not.toContain(word)
    expect(Object.values(files).join('')).not.toContain('of somebody else')
    const made = {
      agreementId: 'm',
      gone: owner.accountId,
      kept: other.accountId,
      actor: 'local',
      at: door.clock.now(),
    }
    await door.house.ledger.transact('merge', async (tx) => {
      expect(await mergeAccounts(door.house, tx, made)).toBe('done')
    })
    expect(JSON.parse((await unzipped(other))['json/contacts.json'] ?? '')).toMatchObject([{ message: FORM.message }])
  })

  test('what an owner wrote goes with their account, mails included; what somebody else wrote stays', async () => {
    const owner = await door.person('owner')
    await write({}, '192.0.2.1', owner)
    await write({ email: 'stranger@example.org' })
    const closing = { id: 'c', account_id: owner.accountId, state: 'asked', asked_at: 0, due_at: 0 }
    await door.house.ledger.transact('ask', (tx) => tx.insertInto('closings').values(closing).execute())
    const closer = startCloser(door.house, { texts: TEXTS, publicUrl: () => 'http://koppel.test' })
    await closer.idle()
    await closer.stop()
    expect((await list()).items).toMatchObject([{ email: 'stranger@example.org' }])
    const told = (await mails()).filter(({ kind }) => kind.startsWith('contact-'))
    expect(told.map(({ to }) => to)).toEqual(['stranger@example.org'])
  })

  test('staff erase for whoever asks in another way', async () => {
    await write()
    const [{ id }] = (await list()).items
    const erase = () => door.api.inject({ method: 'DELETE', url: `/api/v1/contacts/${id}`, headers: staff })
    expect((await erase()).json()).toEqual({ state: 'erased' })
    expect((await erase()).json().code).toBe('contact-over')
    expect(await mails()).toEqual([])
    expect((await list()).items).toMatchObject([{ state: 'erased', erasedBy: 'staff' }])
  })
})

describe('hostile input', () => {
  beforeEach(async () => {
    door = await openDoor()
  })
  afterEach(() => door.close())

  test.each([
    ['a header in the name', { name: 'x\r\nBcc: all@example.org' }],
    ['a header in the address', { email: 'a@example.org\r\nBcc: all@example.org' }],
    ['two addresses', { email: 'a@example.org, b@example.org' }],
    ['an address with a name', { email: 'A <a@example.org>' }],
    ['no address', { email: 'asa' }],
    ['a name of blanks', { name: '   ' }],
    ['a message of blanks', { message: ' \n\t ' }],
    ['a message with a null', { message: 'a\u0000b' }],
    ['a message with an escape', { message: 'a\u001b[31mb' }],
    ['a message that is too long', { message: 'x'.repeat(5_001) }],
    ['a name that is too long', { name: 'x'.repeat(101) }],
    ['a language that nobody speaks here', { language: 'xx' }],
    ['a language that is none', { language: '__proto__' }],
    ['a subject that there is not', { subject: 'toString' }],
    ['something more', { accountId: 'a' }],
    ['an object for a name', { name: { $gt: '' } }],
  ])('%s is refused by its place, and nothing is kept', async (_what, changed) => {
    const answer = await write(changed)
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'invalid-request'])
    expect(answer.json().errors).toHaveLength(1)
    expect((await list()).items).toEqual([])
  })

  test('HTML and a template stay the text that they are, also in the mail', async () => {
    const message = '<script>alert(1)</script> {link} {months, plural, one {a} other {b}} <b>'
    await write({ message, name: '<img src=x onerror=alert(1)>' })
    const [{ id, name, message: kept }] = (await list()).items
    expect([name, kept]).toEqual(['<img src=x onerror=alert(1)>', message])
    await answer(id, { text: 'Svar {quoted} <i>' })
    const sent = (await mails())[1]
    expect(sent?.text).toContain(`> ${message}`)
    expect(sent?.text).toContain('Svar {quoted} <i>')
    expect(sent?.html).toBeUndefined()
  })

  test('a body beyond all bounds is refused before it is read', async () => {
    const answer = await write({ message: 'x'.repeat(70_000) })
    expect([answer.statusCode, answer.json().code]).toEqual([413, 'too-large'])
  })

  test('a burst is stopped by network and by address, and says when the next is free', async () => {
    const codes: number[] = []
    for (let at = 0; at < 7; at++) codes.push((await write({ email: `a${at}@example.org` })).statusCode)
    expect(codes).toEqual([202, 202, 202, 202, 202, 429, 429])
    const by: number[] = []
    for (let at = 0; at < 5; at++) by.push((await write({ email: 'ASA@example.org ' }, `198.51.${at}.1`)).statusCode)
    expect(by).toEqual([202, 202, 202, 429, 429])
    const told = await write({ email: 'asa@example.org' }, '203.0.113.9')
    expect(told.json()).toMatchObject({ code: 'too-many-requests', retryAt: expect.any(String) })
    expect((await mails()).length).toBe(8)
  })

  test('what fills in the field that nobody sees is thanked for and forgotten', async () => {
    const answer = await write({ website: 'http://spam.example' })
    expect([answer.statusCode, answer.json()]).toEqual([202, { state: 'received' }])
    expect((await list()).items).toEqual([])
    expect(await mails()).toEqual([])
  })

  test('another site’s page can neither write in somebody’s name nor withdraw', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' }
    expect((await post('/contacts', FORM, headers)).json().code).toBe('cross-site')
    expect((await post('/contacts/withdrawals', { token: 'x' }, headers)).json().code).toBe('cross-site')
  })

  test('what is written is encrypted at rest, the word of the link is not there, and the log has neither', async () => {
    await write({ phone: '+46701234567' })
    const word = wordIn((await mails())[0]?.text)
    const row = await door.house.ledger.reads.selectFrom('contacts').selectAll().executeTakeFirstOrThrow()
    const whole = Object.values(row).map((value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value),
    )
    for (const secret of ['asa@', 'Where is it', '+4670', 'B-15981073', word]) {
      expect(whole.join(' ')).not.toContain(secret)
      expect(door.lines.join(' ')).not.toContain(secret)
    }
  })
})
