import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { seeAccount } from '../../src/flows/see-account.ts'
import { seeSms } from '../../src/flows/sms/see-sms.ts'
import { startTrial } from '../../src/flows/start-trial.ts'
import { askVerification, confirmVerification } from '../../src/flows/verify-phone.ts'
import { PLACES } from '../setup/ledgers.ts'
import { wholeSms } from '../sms/whole-sms.ts'
import { type AccountStory, accountStory, actorOf, YEAR } from './setting.ts'

const PHONE = '+46701234567'
const OPERATOR = { kind: 'operator', source: '192.0.2.1' } as const
const MINUTE_MS = 60_000

describe.each(PLACES)('$name', (kind) => {
  let story: AccountStory
  beforeEach(async () => {
    story = await accountStory(kind)
  })
  afterEach(() => story.end())

  const ask = (who: number, phone = PHONE) => askVerification(story.house, { actor: actorOf(story.people[who]), phone })
  const newest = async () => (await wholeSms(story.house))[0]
  const asked = async (who: number, phone = PHONE) => {
    const sent = await ask(who, phone)
    if (sent.kind !== 'sent') throw new Error(sent.kind)
    return { id: sent.id, digits: (await newest())?.text?.slice(21, 27) ?? '' }
  }
  const answer = async (who: number, id: string, digits: string) =>
    confirmVerification(story.house, { actor: actorOf(story.people[who]), id, digits })
  const verified = async (who: number, phone = PHONE) => {
    const { id, digits } = await asked(who, phone)
    return (await answer(who, id, digits)).kind
  }
  const otherThan = (digits: string) => String((Number(digits) + 1) % 1_000_000).padStart(6, '0')
  const account = async (who: number) => {
    const seen = await seeAccount(story.house, actorOf(story.people[who]))
    if (typeof seen === 'string') throw new Error(seen)
    return seen
  }

  test('six digits go out in exactly the form that the app reads, and bind the number once', async () => {
    const { id, digits } = await asked(0)
    expect(await newest()).toMatchObject({ to: PHONE, text: `Tracker-säkerhetskod ${digits} ABcDefGHI1R` })
    expect(digits).toMatch(/^[0-9]{6}$/)
    expect(await answer(1, id, digits)).toEqual({ kind: 'not-found' })
    expect(await answer(0, id, digits)).toEqual({ kind: 'confirmed', phone: '+46*******67' })
    expect((await account(0)).phone).toBe('+46*******67')
    expect(await answer(0, id, digits)).toEqual({ kind: 'verification-over' })
  })

  test('five wrong tries end it, though they come at once and the right digits come after them', async () => {
    const { id, digits } = await asked(0)
    const wrong = otherThan(digits)
    const told = await Promise.all(Array.from({ length: 9 }, () => answer(0, id, wrong)))
    expect(told.filter(({ kind }) => kind === 'wrong-verification')).toHaveLength(5)
    expect(told.filter(({ kind }) => kind === 'verification-over')).toHaveLength(4)
    expect(await answer(0, id, digits)).toEqual({ kind: 'verification-over' })
  })

  test('after ten minutes the digits are worth nothing', async () => {
    const { id, digits } = await asked(0)
    await story.clock.advance(10 * MINUTE_MS)
    expect(await answer(0, id, digits)).toEqual({ kind: 'verification-over' })
  })

  test('one message a minute and a handful an hour, per account and per number', async () => {
    await asked(0)
    expect(await ask(0, '+46701234568')).toMatchObject({ kind: 'too-many-requests' })
    expect(await ask(1)).toMatchObject({ kind: 'too-many-requests' })
    let sent = 1
    for (let minute = 1; minute < 10; minute++) {
      await story.clock.advance(MINUTE_MS)
      if ((await ask(0)).kind === 'sent') sent++
    }
    expect(sent).toBe(5)
  })

  test('what no network has given is no number', async () => {
    for (const phone of ['', '0701234567', '+4670', '+999123456789', 'call +46701234567', '+46701234567890123'])
      expect(await ask(0, phone)).toEqual({ kind: 'invalid-phone' })
  })

  test('a number is one user’s; a new one takes the place of the old', async () => {
    expect(await verified(0)).toBe('confirmed')
    await story.clock.advance(MINUTE_MS)
    expect(await verified(1)).toBe('phone-taken')
    await story.clock.advance(MINUTE_MS)
    expect(await verified(0, '+46701234568')).toBe('confirmed')
    await story.clock.advance(MINUTE_MS)
    expect(await verified(1)).toBe('confirmed')
  })

  test('a trial makes a licence code that a registration code extends and leaves as it was', async () => {
    const actor = actorOf(story.people[0])
    expect(await startTrial(story.house, actor)).toBe('phone-not-verified')
    await verified(0)
    expect(await startTrial(story.house, actor)).toBe('started')
    const { licence: trial } = await account(0)
    expect(trial).toMatchObject({ trial: true, endsAt: story.clock.now() + 30 * 24 * 60 * MINUTE_MS })
    expect(trial?.code).toMatch(/^[A-Za-z]{12}$/)
    expect(await story.redeem(story.people[0], trial?.code)).toBe('already-used-by-you')
    expect(await story.redeem(story.people[1], trial?.code)).toBe('already-used')
    const [code] = await story.codes(YEAR)
    expect(await story.redeem(story.people[0], code)).toBe('accepted')
    const { licence } = await account(0)
    expect(licence).toMatchObject({ code: trial?.code, trial: false, endsAt: Date.UTC(2027, 11, 22, 12) })
    expect(licence?.history.map(({ entry }) => entry)).toEqual(['trial', 'extended'])
    expect(await startTrial(story.house, actor)).toBe('licence-exists')
  })

  test('a trial is given once per number, whoever has the number afterwards', async () => {
    await verified(0)
    expect(await startTrial(story.house, actorOf(story.people[0]))).toBe('started')
    await story.clock.advance(MINUTE_MS)
    await verified(0, '+46701234568')
    await story.clock.advance(MINUTE_MS)
    expect(await verified(1)).toBe('confirmed')
    expect(await startTrial(story.house, actorOf(story.people[1]))).toBe('trial-used')
  })

  test('ten requests for a trial at once give one', async () => {
    await verified(0)
    const told = await Promise.all(Array.from({ length: 10 }, () => startTrial(story.house, actorOf(story.people[0]))))
    expect(told.filter((one) => one === 'started')).toHaveLength(1)
    expect(told.filter((one) => one === 'licence-exists')).toHaveLength(9)
  })

  test('customers do not read the outbox; where telephones are simulated, they read their own whole, and staff no code', async () => {
    const { digits } = await asked(0)
    for (const own of [false, true]) {
      const staff = await seeSms(story.house, OPERATOR, { own })
      expect(staff).toMatchObject([{ text: expect.stringContaining('······') }])
      expect(JSON.stringify(staff)).not.toContain(digits)
    }
    expect(await seeSms(story.house, actorOf(story.people[0]), { own: false })).toBe('forbidden')
    expect(await seeSms(story.house, actorOf(story.people[0]), { own: true })).toMatchObject([
      { text: expect.stringContaining(digits) },
    ])
    expect(await seeSms(story.house, actorOf(story.people[1]), { own: true })).toEqual([])
  })
})
