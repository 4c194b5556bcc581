import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { letsAlarm, standingOfPayer } from '../../src/billing/standing.ts'
import { dunPart } from '../../src/flows/billing/dun.ts'
import { openWords } from '../../src/flows/mail/queue-mail.ts'
import { PLACES } from '../setup/ledgers.ts'
import { PAPER } from './paper.ts'
import { at, type BillingStory, billingStory, PERSON } from './setting.ts'

const DAY = 86_400_000

describe.each(PLACES)('overdue on $name', (kind) => {
  let story: BillingStory
  let accountId: string
  beforeEach(async () => {
    story = await billingStory(kind, 1)
    accountId = story.people[0]?.accountId ?? ''
    await story.bill(0, PERSON)
    await story.enter(0, 10_000)
    await story.run('2027-04')
  })
  afterEach(() => story.end())

  const to = async (day: string): Promise<void> => {
    await story.clock.advance(at(day) - story.clock.now())
    await dunPart(story.house, PAPER)
  }
  const sent = () =>
    story.house.ledger.transact('sent', (tx) => tx.updateTable('mails').set({ state: 'sent' }).execute())
  const steps = async () => (await story.rows('dunning_steps')).map(({ step }) => step)
  const alarms = async () => {
    const { reads } = story.house.ledger
    return [await letsAlarm(reads, accountId, 'function'), await letsAlarm(reads, accountId, 'security')]
  }
  const letters = async () => {
    const mails = await story.rows('mails')
    return mails.map((mail) => openWords(story.house, mail))
  }

  test('reminder, notice, suspension, last warning and end each come on the day that the letter before named', async () => {
    await to('2027-05-06')
    expect(await steps()).toEqual([])
    await to('2027-05-08')
    expect([await steps(), await alarms()]).toEqual([['reminder'], [true, true]])
    await to('2027-05-17')
    expect(await steps()).toHaveLength(1)
    await to('2027-05-18')
    expect((await letters()).at(-1)?.text).toContain('is not paid by 2027-06-01')
    await sent()
    await to('2027-05-31')
    expect(await alarms()).toEqual([true, true])
    await to('2027-06-01')
    expect([(await steps()).at(-1), await alarms()]).toEqual(['suspended', [false, true]])
    await to('2027-06-17')
    const { reads } = story.house.ledger
    expect(await standingOfPayer(reads, accountId)).toEqual({ state: 'suspended', securityEndsAt: at('2027-07-01') })
    expect((await letters()).at(-1)?.subject).toBe('Last warning: security alarms end on 2027-07-01')
    await sent()
    await to('2027-06-30')
    expect(await alarms()).toEqual([false, true])
    await to('2027-07-01')
    expect([await steps(), await alarms()]).toEqual([
      ['reminder', 'notice', 'suspended', 'last-warning', 'stopped'],
      [false, false],
    ])
    expect(await letters()).toHaveLength(5)
  })

  test('a house that was away for a year takes one step, and waits its days before the next', async () => {
    await to('2028-06-01')
    await dunPart(story.house, PAPER)
    expect(await steps()).toEqual(['reminder'])
    await to('2028-06-10')
    expect(await steps()).toEqual(['reminder'])
    await to('2028-06-11')
    expect(await steps()).toEqual(['reminder', 'notice'])
  })

  test('nothing ends while its warning has not left the house', async () => {
    for (let day = at('2027-05-08'); day < at('2028-01-01'); day += 10 * DAY) await to(new Date(day).toISOString())
    expect([await steps(), await alarms()]).toEqual([
      ['reminder', 'notice'],
      [true, true],
    ])
    await sent()
    for (let day = at('2028-01-01'); day < at('2029-01-01'); day += 10 * DAY) await to(new Date(day).toISOString())
    expect([(await steps()).at(-1), await alarms()]).toEqual(['last-warning', [false, true]])
  })

  test('what is paid, or credited, stands well from that moment on, and is not reminded of', async () => {
    const [invoice] = await story.invoices()
    for (const day of ['2027-05-08', '2027-05-18', '2027-06-01', '2027-06-17', '2027-07-01']) {
      await to(day)
      await sent()
    }
    expect(await alarms()).toEqual([false, false])
    await story.pay(invoice?.number ?? '', 12_499)
    expect(await alarms()).toEqual([false, false])
    await story.credit(invoice?.id ?? '')
    expect(await alarms()).toEqual([true, true])
    await to('2028-01-01')
    expect(await letters()).toHaveLength(5)
  })

  test('told twice at once, a step is taken once and its letter sent once', async () => {
    await story.clock.advance(at('2027-05-08') - story.clock.now())
    await Promise.allSettled(Array.from({ length: 4 }, () => dunPart(story.house, PAPER)))
    expect([await steps(), (await letters()).length]).toEqual([['reminder'], 1])
  })
})
