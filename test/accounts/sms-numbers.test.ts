import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { activeNumber } from '../../src/accounts/sms-numbers.ts'
import { approveRequest, rejectRequest } from '../../src/flows/numbers/decide.ts'
import { registerNumberFor, withdrawNumberFor } from '../../src/flows/numbers/register.ts'
import { CONSENT, requestNumber } from '../../src/flows/numbers/request.ts'
import { seeNumbers, seeRequests } from '../../src/flows/numbers/see.ts'
import { PLACES } from '../setup/ledgers.ts'
import { type AccountStory, accountStory, actorOf } from './setting.ts'

const PHONE = '+436641234567'
const OPERATOR = { kind: 'operator', source: '192.0.2.1' } as const
const APPLICANT = {
  name: 'Anna Gruber',
  company: 'Zahnlabor Gruber',
  address: 'Gasse 1, 5020 Salzburg',
  email: 'a@example.org',
  remark: '',
}
const NEW_ACCOUNT = { account: { name: 'Zahnlabor Gruber', country: 'AT' } }

describe.each(PLACES)('registered numbers on $name', (kind) => {
  let story: AccountStory
  beforeEach(async () => {
    story = await accountStory(kind)
  })
  afterEach(() => story.end())

  const ask = (phone = PHONE, source = '192.0.2.7') =>
    requestNumber(story.house, { source, phone, applicant: APPLICANT, language: 'de' })
  const requests = async () => {
    const seen = await seeRequests(story.house, OPERATOR, { limit: 50 })
    return seen === 'forbidden' ? [] : seen
  }
  const active = (phone = PHONE) => activeNumber(story.house.ledger.reads, story.house.keys, phone)
  const register = (phone = PHONE) =>
    registerNumberFor(story.house, OPERATOR, { phone, payer: NEW_ACCOUNT, language: 'de' })

  test('anybody may ask; only the office’s approval registers, with an account that pays', async () => {
    expect(await ask('+43 664 1234567')).toEqual({ kind: 'requested' })
    const [request] = await requests()
    expect(request).toMatchObject({ phone: PHONE, applicant: APPLICANT, consent: CONSENT, state: 'requested' })
    expect(request?.consentAt).toBe(story.clock.now())
    expect(await active()).toBeNull()
    const customer = actorOf(story.people[0])
    expect(await approveRequest(story.house, customer, request!.id, { payer: NEW_ACCOUNT })).toEqual({
      kind: 'forbidden',
    })
    const approved = await approveRequest(story.house, OPERATOR, request!.id, { payer: NEW_ACCOUNT })
    expect(approved).toMatchObject({ kind: 'registered' })
    expect(await active()).toMatchObject({ language: 'de' })
    expect(await approveRequest(story.house, OPERATOR, request!.id, { payer: NEW_ACCOUNT })).toEqual({
      kind: 'decided-already',
    })
    expect(await rejectRequest(story.house, OPERATOR, request!.id, 'late')).toBe('decided-already')
    expect(await seeNumbers(story.house, OPERATOR, { limit: 5 })).toMatchObject([
      { phone: PHONE, accountName: 'Zahnlabor Gruber', state: 'active' },
    ])
  })

  test('a rejected request registers nothing', async () => {
    await ask()
    const [request] = await requests()
    expect(await rejectRequest(story.house, OPERATOR, request!.id, 'not a customer')).toBe('rejected')
    expect(await requests()).toMatchObject([{ state: 'rejected', reason: 'not a customer' }])
    expect(await active()).toBeNull()
  })

  test('an existing account may pay, an office or nobody’s may not', async () => {
    const payer = { accountId: story.people[0]!.accountId }
    expect(await registerNumberFor(story.house, OPERATOR, { phone: PHONE, payer, language: 'sv' })).toMatchObject(payer)
    const nobody = { accountId: '01890000-0000-7000-8000-000000000000' }
    const other = { phone: '+436641234568', payer: nobody, language: 'sv' }
    expect(await registerNumberFor(story.house, OPERATOR, other)).toEqual({ kind: 'no-account' })
  })

  test('a number is registered once at a time, also when ten register it together', async () => {
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => register()))
    expect(outcomes.filter(({ kind }) => kind === 'registered')).toHaveLength(1)
    expect(outcomes.filter(({ kind }) => kind === 'number-registered')).toHaveLength(9)
    expect(
      await story.house.ledger.reads
        .selectFrom('accounts')
        .select('id')
        .where('name', '=', 'Zahnlabor Gruber')
        .execute(),
    ).toHaveLength(1)
  })

  test('a withdrawn number is one that nobody knows, and may be registered again', async () => {
    const made = await register()
    const id = made.kind === 'registered' ? made.numberId : ''
    expect(await withdrawNumberFor(story.house, actorOf(story.people[0]), id)).toBe('forbidden')
    expect(await withdrawNumberFor(story.house, OPERATOR, id)).toBe('withdrawn')
    expect(await withdrawNumberFor(story.house, OPERATOR, id)).toBe('not-found')
    expect(await active()).toBeNull()
    expect(await register()).toMatchObject({ kind: 'registered' })
  })

  test('five requests an hour from one network; the answer says nothing about the number', async () => {
    await register()
    for (let at = 0; at < 4; at++) expect(await ask()).toEqual({ kind: 'requested' })
    expect(await ask('0664')).toEqual({ kind: 'invalid-phone' })
    expect(await ask('+436641234599')).toEqual({ kind: 'requested' })
    expect(await ask('+436641234598')).toMatchObject({ kind: 'too-many-requests' })
    expect(await ask(PHONE, '198.51.100.1')).toEqual({ kind: 'requested' })
    // Three for one number are enough for the office to read.
    expect((await requests()).map(({ phone }) => phone)).toEqual(['+436641234599', PHONE, PHONE, PHONE])
  })

  test('numbers and what applicants said stand nowhere in clear', async () => {
    await ask()
    await register()
    const { reads } = story.house.ledger
    const bytes = JSON.stringify(
      [
        await reads.selectFrom('sms_numbers').selectAll().execute(),
        await reads.selectFrom('sms_number_requests').selectAll().execute(),
        await reads.selectFrom('audit').selectAll().execute(),
      ],
      (_, value) => (value?.type === 'Buffer' ? Buffer.from(value.data).toString('latin1') : value),
    )
    for (const secret of [PHONE, PHONE.slice(1), 'Gruber', 'Salzburg']) expect(bytes).not.toContain(secret)
  })

  test('a number stays known when the key of its hash is rotated', async () => {
    await register()
    await story.house.keys.rotate('subject-hash')
    await story.clock.advance(120_000)
    expect(await active()).not.toBeNull()
    expect(await register()).toEqual({ kind: 'number-registered' })
  })
})
