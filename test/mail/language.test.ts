import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Actor } from '../../src/accounts/actor.ts'
import { confirmAgreement } from '../../src/flows/agreements/agree.ts'
import { askAgreement } from '../../src/flows/agreements/ask.ts'
import { dunPart } from '../../src/flows/billing/dun.ts'
import { sendNext } from '../../src/flows/billing/send.ts'
import { warnOfCredits } from '../../src/flows/credits/warn.ts'
import { openAccount } from '../../src/flows/people.ts'
import { startCloser } from '../../src/flows/privacy/closer.ts'
import { askClosing, cancelClosing } from '../../src/flows/privacy/closing.ts'
import { askSecondFactorReset } from '../../src/flows/users/factor-reset.ts'
import { followLink } from '../../src/flows/users/follow-link.ts'
import type { Letters } from '../../src/flows/users/letters.ts'
import { loadTexts, type Texts } from '../../src/std/texts.ts'
import { mailed } from '../accounts/mailed.ts'
import { PAPER } from '../billing/paper.ts'
import { PERSON } from '../billing/setting.ts'
import { factorOn } from '../http/factor-on.ts'
import { invoiceTo } from '../http/invoice-to.ts'
import { as, type OpenDoor, openDoor, PASSWORD, type Person } from '../http/open-door.ts'

const PLAIN = loadTexts(join(import.meta.dirname, '../../texts'), { timeZone: 'UTC' })
/** Each text says in which language it was asked for. */
const TEXTS: Texts = { ...PLAIN, text: (language, ...more) => `[${language}] ${PLAIN.text(language, ...more)}` }
const LETTERS: Letters = { texts: TEXTS, publicUrl: () => 'http://koppel.test' }
const OPERATOR: Actor = { kind: 'operator', source: '192.0.2.9' }
const SRC = join(import.meta.dirname, '../../src')

/** Swedish is the owner's and everybody's of the populated house; English the other's; German that of every request. */
let door: OpenDoor
let owner: Person
let other: Person
beforeEach(async () => {
  door = await openDoor({ texts: TEXTS })
  owner = await door.person('owner')
  other = await english('other')
})
afterEach(() => door.close())

async function english(name: string): Promise<Person> {
  const email = `${name}@example.org`
  const user = { email, name, language: 'en', password: PASSWORD, level: 'owner' as const }
  const opened = await openAccount(door.house, 'test', { account: { kind: 'customer', name, country: 'SE' }, user })
  const answer = await door.api.inject({
    method: 'POST',
    url: '/api/v1/session',
    payload: { email, password: PASSWORD },
  })
  return { email, ...opened!, token: answer.json().token }
}
async function post(url: string, payload: object, who?: Person) {
  const headers = { 'accept-language': 'de', 'idempotency-key': `${url}${JSON.stringify(payload)}`.slice(0, 60) }
  const asked = who ? as(who, headers) : { headers }
  const answer = await door.api.inject({ method: 'POST', url: `/api/v1${url}`, payload, ...asked })
  expect(answer.statusCode, answer.body).toBeLessThan(300)
  return answer.json()
}
const actor = ({ userId }: Person): Actor => ({ kind: 'user', userId, sessionId: 's', source: '192.0.2.1' })
/** Mails by receiver and kind, with the language of subject and text; `!`: they differ. */
async function languages(): Promise<[to: string, kind: string, language: string][]> {
  return (await mailed(door.house)).map(({ to, kind, subject, text }) => {
    const [said, too] = [subject, text].map((words) => /^\[(..)\]/.exec(words)?.[1] ?? '?')
    return [to, kind, said === too ? said! : '!']
  })
}
async function token(kind: string): Promise<string> {
  return (await mailed(door.house)).findLast((mail) => mail.kind === kind)?.token ?? ''
}

/** Agreements of both kinds, in all that is written about them. */
async function agree(): Promise<void> {
  const { house } = door
  const ask = async (who: Person, wish: Parameters<typeof askAgreement>[3]): Promise<string> => {
    const asked = await askAgreement(house, LETTERS, actor(who), wish)
    return asked.kind === 'asked' ? asked.id : asked.kind
  }
  const deviceId = await door.collar(other.accountId)
  const id = await ask(other, { kind: 'hand-over', deviceId, email: owner.email })
  for (const who of [owner, other]) await confirmAgreement(house, LETTERS, { actor: actor(who), id, consent: {} })
  await ask(other, { kind: 'merge', email: owner.email })
}

async function bill(): Promise<void> {
  const { house } = door
  const paper = { ...PAPER, texts: TEXTS }
  const id = await invoiceTo(door, owner.accountId, PERSON)
  while (await sendNext(house, paper));
  await house.ledger.transact('late', (tx) =>
    tx
      .updateTable('receivables')
      .set({ due_at: door.clock.now() - 40 * 86_400_000 })
      .where('invoice_id', '=', id)
      .execute(),
  )
  await dunPart(house, paper)
}

async function lose(): Promise<void> {
  const { house } = door
  await factorOn(door, owner)
  await askSecondFactorReset(house, LETTERS, OPERATOR, { email: owner.email, reason: 'case 1' })
  await followLink(house, LETTERS, { token: await token('user-factor-reset'), password: PASSWORD })
  await post('/password-resets', { email: owner.email, language: 'de' })
  await followLink(house, LETTERS, { token: await token('user-reset'), password: 'another long one' })
}

/** Closes the owner's account. @returns what was there before, since it goes with the account */
async function close(): Promise<[string, string, string][]> {
  const { house } = door
  const wish = { actor: OPERATOR, accountId: owner.accountId, password: '' }
  await askClosing(house, LETTERS, wish)
  await cancelClosing(house, TEXTS, wish)
  await askClosing(house, LETTERS, wish)
  const before = await languages()
  await house.ledger.transact('due', (tx) =>
    tx.updateTable('closings').set({ due_at: 0 }).where('state', '=', 'asked').execute(),
  )
  const closer = startCloser(house, LETTERS)
  await closer.idle()
  await closer.stop()
  return before
}

test('whatever an owner is written, and whoever causes it in whatever language, comes in the owner’s own', async () => {
  const { house } = door
  await post('/registrations', { email: owner.email, name: 'x', language: 'de' })
  await post(`/accounts/${other.accountId}/invitations`, { email: owner.email, level: 'viewer', language: 'de' }, other)
  const reseller = await door.person('reseller', 'reseller')
  await post('/customers', { email: owner.email, name: 'x', language: 'de' }, reseller)
  const { id } = await post('/recipients', { way: 'email', name: 'me', address: owner.email }, owner)
  await post(`/recipients/${id}/test`, {}, owner)
  await house.ledger.transact('credits', (tx) => warnOfCredits(house, TEXTS, tx, owner.accountId))
  await agree()
  await bill()
  await lose()
  const before = await close()
  const told = [...before, ...(await languages())].filter(([to]) => to === owner.email)
  expect(told.filter(([, , language]) => language !== 'sv')).toEqual([])
  expect([...new Set(told.map(([, kind]) => kind))].toSorted()).toEqual([
    ...['closing-asked', 'closing-cancelled', 'credits-out', 'dunning-reminder', 'erased', 'hand-over-asked'],
    ...['hand-over-done', 'invoice', 'merge-asked', 'test', 'user-customer', 'user-factor-reset'],
    ...['user-factor-waiting', 'user-invite', 'user-known', 'user-password-changed', 'user-reset'],
  ])
})

test('every place that queues a mail is walked above or below', () => {
  const files = globSync('**/*.ts', { cwd: SRC }).filter((name) =>
    /\bqueueMail\(|\bsendLetter\(/.test(readFileSync(join(SRC, name), 'utf8')),
  )
  // Whoever adds one: say in its story in which language it is (src/flows/mail/language.ts), and have it sent above.
  expect(files.map((name) => name.replaceAll('\\', '/').replace('flows/', '')).toSorted()).toEqual([
    ...['agreements/letters.ts', 'billing/dun.ts', 'billing/send.ts', 'contacts/letters.ts', 'credits/warn.ts'],
    ...['customers/register.ts', 'mail/queue-mail.ts', 'privacy/closing.ts', 'privacy/erase-account.ts'],
    ...['recipients/prove.ts', 'recipients/send.ts', 'users/ask-link.ts', 'users/factor-reset.ts'],
    ...['users/follow-link.ts', 'users/invite.ts', 'users/letters.ts', 'users/members.ts', 'users/own-password.ts'],
  ])
})

test('nobody’s address is written to in the language that was stated for it, else in the account’s; by the browser goes who asks for themselves', async () => {
  const at = (name: string): string => `${name}@example.org`
  const reseller = await door.person('reseller', 'reseller')
  const invitations = `/accounts/${other.accountId}/invitations`
  await post(invitations, { email: at('guest'), level: 'viewer' }, other)
  await post(invitations, { email: at('deutsch'), level: 'viewer', language: 'de' }, other)
  await post('/customers', { email: at('buyer'), name: 'x' }, reseller)
  await askAgreement(door.house, LETTERS, actor(owner), { kind: 'merge', email: at('heir') })
  for (const language of [undefined, 'de']) {
    const address = at(`granny-${language ?? 'none'}`)
    const { id } = await post('/recipients', { way: 'email', name: 'g', address, ...(language && { language }) }, other)
    await post(`/recipients/${id}/digits`, {}, other)
  }
  await post('/registrations', { email: at('new'), name: 'x' })
  await post('/password-resets', { email: at('nobody') })
  expect((await languages()).map(([to, , language]) => [to.split('@')[0], language])).toEqual([
    ...[
      ['guest', 'en'],
      ['deutsch', 'de'],
      ['buyer', 'sv'],
      ['heir', 'sv'],
      ['granny-none', 'en'],
      ['granny-de', 'de'],
    ],
    ...[
      ['new', 'de'],
      ['nobody', 'de'],
    ],
  ])
})

test('an answer to the contact form is in the language of the form, and what an account reads itself tells nothing of users elsewhere', async () => {
  const form = { name: 'x', email: owner.email, subject: 'other', message: 'x', language: 'de', consent: true }
  await post('/contacts', { ...form, consentVersion: 'contact-2026-3' }, owner)
  expect(await languages()).toEqual([[owner.email, 'contact-received', 'de']])
  await post('/recipients', { way: 'email', name: 'neighbour', address: owner.email }, other)
  const listed = await door.api.inject({ url: '/api/v1/recipients', ...as(other) })
  expect(listed.json().items).toMatchObject([{ language: 'en' }])
})
