import { afterEach, beforeEach, expect, test } from 'vitest'
import { type NewMail, queueMail } from '../../src/flows/mail/queue-mail.ts'
import { startMailSender } from '../../src/flows/mail/sender.ts'
import { as, OPERATOR_TOKEN, type OpenDoor, openDoor } from './open-door.ts'

let door: OpenDoor
beforeEach(async () => {
  door = await openDoor({ mailsShown: true })
})
afterEach(() => door.close())

const put = ({ house }: OpenDoor, mail: Partial<NewMail> = {}) =>
  house.ledger.transact('put', (tx) =>
    queueMail(house, tx, {
      accountId: null,
      to: 'anna@example.org',
      subject: 'Hej',
      text: 'Hej då',
      kind: 'test',
      ...mail,
    }),
  )
const get = (url: string, from = door) => from.api.inject({ url, ...as(OPERATOR_TOKEN) })
const FILE = { name: 'faktura.pdf', type: 'application/pdf', bytes: Buffer.from('%PDF') }

test('staff read the outbox page by page, and a mail with its files', async () => {
  for (const subject of ['ett', 'två', 'tre']) await put(door, { subject, attachments: [FILE] })
  const first = (await get('/api/v1/mails?limit=2')).json()
  expect(first.items.map(({ subject }: { subject: string }) => subject)).toEqual(['tre', 'två'])
  expect(first.items[0]).toMatchObject({ to: 'anna@example.org', state: 'queued', kind: 'test', attempts: 0 })
  const rest = (await get(`/api/v1/mails?limit=2&cursor=${first.next}`)).json()
  expect(rest).toMatchObject({ items: [{ subject: 'ett' }], next: null, shown: true })
  const { id } = rest.items[0]
  const whole = (await get(`/api/v1/mails/${id}`)).json()
  expect(whole).toMatchObject({ text: 'Hej då', files: [{ name: 'faktura.pdf', type: 'application/pdf', bytes: 4 }] })
  const file = await get(`/api/v1/mails/${id}/files/0`)
  expect([file.headers['content-type'], file.body]).toEqual(['application/pdf', '%PDF'])
  expect((await get(`/api/v1/mails/${id}/files/1`)).statusCode).toBe(404)
  expect((await get('/api/v1/mails/x')).statusCode).toBe(404)
})

test('where mails are really sent, what stands in them is their receivers’ alone', async () => {
  const sending = await openDoor()
  const id = await put(sending, { attachments: [FILE] })
  const sender = startMailSender(sending.house, { name: 'smtp', send: async () => {}, close: async () => {} })
  await sender.idle()
  await sender.stop()
  expect((await get(`/api/v1/mails/${id}`, sending)).json()).toMatchObject({
    state: 'sent',
    transport: 'smtp',
    text: null,
  })
  expect((await get(`/api/v1/mails/${id}/files/0`, sending)).statusCode).toBe(404)
  await sending.close()
})

test.each(['limit=0', 'limit=201', 'state=lost', 'cursor=%00'])('?%s is refused by name', async (query) => {
  const answer = await get(`/api/v1/mails?${query}`)
  expect([answer.statusCode, answer.json().code]).toEqual([400, 'invalid-request'])
})
