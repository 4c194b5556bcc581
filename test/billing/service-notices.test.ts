import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DUNNING_STEPS, type TakenStep } from '../../src/billing/dunning.ts'
import { serviceChanges, servicesBy } from '../../src/billing/service.ts'
import { dunPart } from '../../src/flows/billing/dun.ts'
import { openWords } from '../../src/flows/mail/queue-mail.ts'
import { addRecipient } from '../../src/flows/recipients/add.ts'
import { type AlarmTeller, startAlarmTeller } from '../../src/flows/recipients/teller.ts'
import { openSms } from '../../src/flows/sms/outbox.ts'
import { grantCredits } from '../../src/licences/spend-credit.ts'
import { PLACES } from '../setup/ledgers.ts'
import { PAPER } from './paper.ts'
import { at, type BillingStory, billingStory, OPERATOR, PERSON } from './setting.ts'

describe.each(PLACES.filter(({ name }) => name !== 'SQLite in a file'))('alarms that end on $name', (kind) => {
  let story: BillingStory
  let accountId: string
  let teller: AlarmTeller
  beforeEach(async () => {
    story = await billingStory(kind, 1)
    accountId = story.people[0]?.accountId ?? ''
    await story.bill(0, PERSON)
    await story.enter(0, 10_000)
    await story.run('2027-04')
    teller = startAlarmTeller(story.house, PAPER.texts)
  })
  afterEach(async () => {
    await teller.stop()
    await story.end()
  })

  const add = async (name: string, more: object = {}) => {
    const wishes = { language: 'en', devices: null, security: true, function: true, quiet: null }
    const made = { way: 'email' as const, address: `${name}@example.org`, name, ...wishes, ...more }
    const added = await addRecipient(story.house, { actor: OPERATOR, accountId, made })
    expect(added.kind).toBe('added')
    await story.house.ledger.transact('confirm', (tx) =>
      tx.updateTable('recipients').set({ confirmed_at: story.clock.now() }).execute(),
    )
  }
  const to = async (day: string): Promise<void> => {
    await story.clock.advance(at(day) - story.clock.now())
    await dunPart(story.house, PAPER)
    await teller.idle()
  }
  /** The payer's letters have left the house. */
  const sent = () =>
    story.house.ledger.transact('sent', (tx) => tx.updateTable('mails').set({ state: 'sent' }).execute())
  /** Subjects of what a recipient was told, oldest first, without the account's name. */
  const told = async (name: string): Promise<string[]> => {
    const mails = (await story.rows('mails')).filter(({ kind }) => kind === 'notice')
    const words = mails.map((mail) => openWords(story.house, mail))
    return words
      .filter((one) => one?.to === `${name}@example.org`)
      .map((one) => one?.subject.replace(/ of .*:/, ':') ?? '')
  }
  const steps = async () => (await story.rows('dunning_steps')).map(({ step }) => step)
  const through = async (...days: string[]) => {
    for (const day of days) {
      await to(day)
      await sent()
    }
  }

  test('recipients hear of each end before it and when it comes, each of its own classes, and of the way back', async () => {
    await add('both')
    await add('safety', { function: false })
    await through('2027-05-08T12:00Z', '2027-05-18T12:00Z')
    expect(await told('both')).toEqual(['Function alarms: they end on 2027-06-01'])
    await through('2027-06-01T12:00Z', '2027-06-17T12:00Z', '2027-07-01T12:00Z')
    expect(await told('both')).toEqual([
      'Function alarms: they end on 2027-06-01',
      'Function alarms: they have ended',
      'Security alarms: they end on 2027-07-01',
      'Security alarms: they have ended',
    ])
    const [invoice] = await story.invoices()
    await story.pay(invoice?.number ?? '', 12_500)
    await teller.idle()
    expect((await told('both')).slice(4)).toEqual(['Alarms: they come again'])
    expect(await told('safety')).toEqual([
      'Security alarms: they end on 2027-07-01',
      'Security alarms: they have ended',
      'Security alarms: they come again',
    ])
    const all = (await story.rows('mails')).map((mail) => openWords(story.house, mail)?.text ?? '')
    const suspended = all.find((text) => text.includes('function alarms') && text.includes('have ended'))
    expect(suspended).toContain('Security alarms (safety zone, movement, SIM card swapped) go on')
    expect(all.filter((text) => text.includes('recipient of its alarms')).join()).not.toMatch(/unpaid|EUR|F2027/)
  })

  test('what is paid in time, or credited, is told to whoever was warned', async () => {
    await add('anna')
    await through('2027-05-08T12:00Z', '2027-05-18T12:00Z')
    const [invoice] = await story.invoices()
    await story.credit(invoice?.id ?? '')
    await teller.idle()
    expect((await told('anna')).at(-1)).toBe('Function alarms: they go on')
    await through('2027-06-01T12:00Z')
    expect(await told('anna')).toHaveLength(2)
  })

  test('whoever is at rest hears of it in the morning, nothing ends before, and only that security alarms have ended wakes anybody', async () => {
    await add('sleeper', { quiet: { from: 22 * 60, until: 7 * 60 } })
    await through('2027-05-08', '2027-05-18')
    expect(await told('sleeper')).toEqual([])
    await story.clock.advance(at('2027-05-18T04:59Z') - story.clock.now())
    await teller.idle()
    expect(await told('sleeper')).toEqual([])
    await story.clock.advance(60_000)
    await teller.idle()
    expect(await told('sleeper')).toEqual(['Function alarms: they end on 2027-06-01'])
    await through('2027-06-01', '2027-06-01T12:00Z', '2027-06-17T12:00Z', '2027-07-01T22:00Z')
    expect((await told('sleeper')).at(-1)).toBe('Security alarms: they have ended')
  })

  test('nothing ends while somebody is still to hear of it', async () => {
    await add('anna')
    await through('2027-05-08T12:00Z')
    await teller.stop()
    await through('2027-05-18T12:00Z', '2027-06-10T12:00Z', '2027-08-10T12:00Z')
    expect(await steps()).toEqual(['reminder', 'notice'])
    teller = startAlarmTeller(story.house, PAPER.texts)
    await teller.idle()
    expect(await told('anna')).toHaveLength(1)
    await through('2027-08-11T12:00Z')
    expect((await steps()).at(-1)).toBe('suspended')
  })

  test('an SMS is one part and costs a credit; without one the owner is told and nothing is held up', async () => {
    await add('grandma', { way: 'sms', address: '+46701234567' })
    await story.house.ledger.transact('grant', (tx) =>
      grantCredits(tx, story.house.world, { accountId, credits: 1, actor: 'operator' }),
    )
    await through('2027-05-08T12:00Z', '2027-05-18T12:00Z', '2027-06-01T12:00Z')
    const messages = await story.rows('sms_messages')
    expect(messages.map((row) => openSms(story.house, row)?.text)).toEqual([
      expect.stringMatching(/function alarms of .* end on 2027-06-01. Security alarms go on./),
    ])
    expect((await story.rows('recipient_tellings')).map(({ silence }) => silence)).toEqual([null, 'no-credits'])
    expect((await story.rows('mails')).some(({ kind }) => kind === 'credits-out')).toBe(true)
    expect((await steps()).at(-1)).toBe('suspended')
  })
})

test('whatever steps are taken and paid, what is told of a class alternates between an end and its way back', () => {
  const invoice = fc.integer({ min: 0, max: 2 })
  fc.assert(
    fc.property(fc.array(fc.tuple(invoice, fc.boolean()), { maxLength: 40 }), (events) => {
      const open: TakenStep[][] = [[], [], []]
      const said: Record<'function' | 'security', string[]> = { function: [], security: [] }
      for (const [which, paid] of events) {
        const before = servicesBy(open.flat())
        const steps = open[which] ?? []
        const step = DUNNING_STEPS[steps.length]
        if (paid) open[which] = []
        else if (step) steps.push({ step, at: 0, next_at: 1 })
        for (const { what, classes } of serviceChanges(before, servicesBy(open.flat())))
          for (const one of ['function', 'security'] as const)
            if (classes === one || classes === 'both') said[one].push(what)
      }
      for (const words of Object.values(said))
        for (const [at, word] of words.entries()) {
          const before = words[at - 1]
          if (word === 'averted') expect(before).toBe('ends')
          if (word === 'back') expect(before).toBe('ended')
          if (word === 'ends') expect(before).not.toBe('ends')
          if (word === 'ended') expect(before).not.toBe('ended')
        }
    }),
  )
})
