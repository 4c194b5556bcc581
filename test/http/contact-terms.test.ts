import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { contactsWaiting_s } from '../../src/flows/contacts/waiting.ts'
import { startTidying } from '../../src/flows/tidy.ts'
import { monthsBefore } from '../../src/std/period.ts'
import { mailed } from '../accounts/mailed.ts'
import { PLACES } from '../setup/ledgers.ts'
import { as, OPERATOR_TOKEN, type OpenDoor, openDoor } from './open-door.ts'

const FORM = {
  ...{ name: 'Åsa Öberg', email: 'asa@example.org', subject: 'order', message: 'Where is it?', language: 'sv' },
  ...{ consent: true, consentVersion: 'contact-2026-3' },
}

let door: OpenDoor
const staff = as(OPERATOR_TOKEN).headers
const post = (url: string, payload: object, headers: Record<string, string> = {}) =>
  door.api.inject({ method: 'POST', url: `/api/v1${url}`, payload, headers })
const write = (changed: object = {}) => post('/contacts', { ...FORM, ...changed })
let answers = 0
const answer = (id: string, body: object) =>
  post(`/contacts/${id}/answers`, body, { ...staff, 'idempotency-key': `answer-${++answers}` })
const list = async (query = '') => (await door.api.inject({ url: `/api/v1/contacts${query}`, headers: staff })).json()
const mails = () => mailed(door.house)
async function tidy(): Promise<void> {
  const tidying = startTidying(door.house)
  await tidying.idle()
  await tidying.stop()
}
function sixMonthsAgo(): number {
  return monthsBefore(door.clock.now(), 6)
}

describe.each(PLACES.filter(({ name }) => name !== 'SQLite in a file'))(
  'the terms of the contact form on $name',
  (kind) => {
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

    test('a message is erased by itself six calendar months after it was closed, and not before', async () => {
      await write()
      await write({ email: 'other@example.org' })
      const [{ id }] = (await list()).items
      await post(`/contacts/${id}/closing`, {}, staff)
      // The calendar is turned back, not the clock forward: half a year of everything that runs by itself would have to pass.
      const closedAt = (at: number) =>
        door.house.ledger.transact('age', async (tx) => {
          await tx.updateTable('contacts').set({ closed_at: at }).where('id', '=', id).execute()
        })
      const due = sixMonthsAgo()
      await closedAt(due + 1)
      await tidy()
      expect((await list('?state=closed')).items).toMatchObject([{ id, message: FORM.message }])
      await closedAt(due)
      await tidy()
      expect((await list('?state=erased')).items).toMatchObject([{ id, erasedBy: 'term' }])
      expect((await list('?state=open')).items).toHaveLength(1)
    })

    test('a message that was answered and never closed is erased six months after its last answer; one that waits for an answer stays', async () => {
      for (const email of ['asa@example.org', 'twice@example.org', 'waits@example.org']) await write({ email })
      const [waits, twice, once] = (await list()).items.map(({ id }: { id: string }) => id)
      const due = sixMonthsAgo()
      await answer(once, { text: 'Yes.' })
      await answer(twice, { text: 'Yes.' })
      await door.house.ledger.transact('age', async (tx) => {
        await tx.updateTable('contacts').set({ answered_at: due }).where('id', 'in', [once, twice]).execute()
        await tx
          .updateTable('contacts')
          .set({ consent_at: due - 1 })
          .where('id', '=', waits)
          .execute()
      })
      await answer(twice, { text: 'And one thing more.' })
      await tidy()
      expect((await list('?state=erased')).items).toMatchObject([{ id: once, erasedBy: 'term' }])
      expect((await list('?state=answered')).items).toMatchObject([{ id: twice, message: FORM.message }])
      expect((await list('?state=open')).items).toMatchObject([{ id: waits, message: FORM.message }])
      const answers = await door.house.ledger.reads.selectFrom('contact_answers').select('contact_id').execute()
      expect(answers).toEqual([{ contact_id: twice }, { contact_id: twice }])
      expect((await mails()).map(({ to }) => to)).not.toContain('asa@example.org')
    })

    test('a message that nobody answers is erased a year after it came, with its mail; one that is a moment younger stays', async () => {
      for (const email of ['old@example.org', 'younger@example.org']) await write({ email })
      const [younger, old] = (await list()).items.map(({ id }: { id: string }) => id)
      const due = monthsBefore(door.clock.now(), 12)
      const cameAt = (id: string, at: number) =>
        door.house.ledger.transact('age', async (tx) => {
          await tx.updateTable('contacts').set({ consent_at: at }).where('id', '=', id).execute()
        })
      await cameAt(old, due)
      await cameAt(younger, due + 1)
      await tidy()
      expect((await list('?state=erased')).items).toMatchObject([{ id: old, erasedBy: 'term' }])
      expect((await list('?state=open')).items).toMatchObject([{ id: younger, message: FORM.message }])
      expect((await mails()).map(({ to }) => to)).toEqual(['younger@example.org'])
    })

    test('the oldest message that waits for an answer is told to whoever watches the house; answered or closed ones are not', async () => {
      expect(await contactsWaiting_s(door.house)).toBe(0)
      await write()
      await door.clock.advance(60_000)
      await write({ email: 'other@example.org' })
      const [second, first] = (await list()).items.map(({ id }: { id: string }) => id)
      await door.clock.advance(5_000)
      expect(await contactsWaiting_s(door.house)).toBe(65)
      await answer(first, { text: 'Yes.' })
      expect(await contactsWaiting_s(door.house)).toBe(5)
      await post(`/contacts/${second}/closing`, {}, staff)
      expect(await contactsWaiting_s(door.house)).toBe(0)
    })
  },
)
