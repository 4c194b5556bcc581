import { inflateSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { documentOf } from '../../src/flows/billing/document.ts'
import { startInvoicing } from '../../src/flows/billing/invoicing.ts'
import { orderRun } from '../../src/flows/billing/run.ts'
import { sendNext } from '../../src/flows/billing/send.ts'
import { openAttachments, openWords } from '../../src/flows/mail/queue-mail.ts'
import { invoicePdfBytes } from '../../src/http/export/invoice-pdf.ts'
import { signal } from '../../src/std/signal.ts'
import { PLACES } from '../setup/ledgers.ts'
import { PAPER } from './paper.ts'
import { type BillingStory, billingStory, GMBH, OPERATOR, PERSON } from './setting.ts'

/** The texts of a PDF's pages, as far as they stand there in pieces of one font. */
function textOf(pdf: Uint8Array): string {
  const raw = Buffer.from(pdf).toString('latin1')
  const streams = [...raw.matchAll(/stream\n([\s\S]*?)\nendstream/g)].map(([, body = '']) => {
    try {
      return inflateSync(Buffer.from(body, 'latin1')).toString('latin1')
    } catch {
      return ''
    }
  })
  const shown = [...streams.join('\n').matchAll(/\[([^\]]*)\] TJ/g)].map(([, pieces = '']) =>
    [...pieces.matchAll(/<([0-9a-f]+)>/g)].map(([, hex = '']) => Buffer.from(hex, 'hex').toString('latin1')).join(''),
  )
  return shown.join('\n')
}

describe.each(PLACES)('sending on $name', (kind) => {
  let story: BillingStory
  beforeEach(async () => {
    story = await billingStory(kind, 2)
    await story.bill(0, { ...PERSON, email: 'anna@example.org' })
    await story.bill(1, GMBH)
    await story.enter(0, 10_000)
    await story.enter(1, 5_000)
  })
  afterEach(() => story.end())
  const files = async () => {
    const mails = await story.rows('mails')
    return Promise.all(
      mails.map(async (mail) => ({
        to: openWords(story.house, mail)?.to,
        files: (await openAttachments(story.house, story.house.ledger.reads, mail)).map(({ name }) => name.slice(5)),
      })),
    )
  }

  test('each invoice leaves once, as PDF, with its e-invoice where the buyer is a company', async () => {
    await story.run('2027-04')
    await Promise.all([sendNext(story.house, PAPER), sendNext(story.house, PAPER)])
    while (await sendNext(story.house, PAPER));
    expect((await files()).toSorted((one, other) => one.files.length - other.files.length)).toEqual([
      { to: 'anna@example.org', files: [expect.stringMatching(/\.pdf$/)] },
      { to: 'p1@example.org', files: [expect.stringMatching(/\.pdf$/), expect.stringMatching(/\.xml$/)] },
    ])
    expect(await story.rows('invoice_outbox')).toEqual([])
  })

  test('the house runs, sends and reminds by itself, and stops where it is told', async () => {
    const house = { ...story.house, invoicing: signal<void>() }
    const invoicing = startInvoicing(house, PAPER)
    await invoicing.idle()
    await orderRun(house, OPERATOR, '2027-04')
    await invoicing.idle()
    expect(await story.rows('invoice_runs')).toMatchObject([{ state: 'done', invoices: 2 }])
    expect(await files()).toHaveLength(2)
    await story.clock.advance(40 * 86_400_000)
    await invoicing.idle()
    expect((await story.rows('dunning_steps')).map(({ step }) => step)).toEqual(['reminder', 'reminder'])
    await invoicing.stop()
  })
})

describe('an invoice as PDF', () => {
  test.each([
    ['sv', ['Faktura F2027-000001', 'Betalas senast: 2 maj 2027', 'Moms 25 % på', 'Att betala', 'Sida 1 av 1']],
    ['de', ['Rechnung F2027-000001', 'Zahlbar bis: 2. Mai 2027', 'USt. 25 % auf', 'Zu zahlen', 'Seite 1 von 1']],
    ['en', ['Invoice F2027-000001', 'To be paid by: May 2, 2027', 'VAT 25 % of', 'To pay', 'Page 1 of 1']],
  ])('speaks %s', async (language, words) => {
    const story = await billingStory(PLACES[0]!, 1)
    await story.bill(0, { ...PERSON, name: 'Zażółć Ærøskøbing 犬', street: 'Wolność 1' })
    await story.enter(0, 123_456)
    await story.house.ledger.transact('speak', (tx) => tx.updateTable('users').set({ language }).execute())
    await story.run('2027-04')
    const [row] = await story.invoices()
    const shown = await documentOf(story.house.ledger.reads, PAPER.texts, row?.id ?? '')
    const pdf = await invoicePdfBytes(shown!, PAPER.texts)
    const text = textOf(pdf)
    for (const word of [...words, 'Zazó?c Ærøskøbing ?', row?.reference ?? '']) expect(text).toContain(word)
    expect(Buffer.compare(pdf, await invoicePdfBytes(shown!, PAPER.texts))).toBe(0)
    await story.end()
  })

  test('with a hundred lines has several pages, and the sums on the last', async () => {
    const story = await billingStory(PLACES[0]!, 1)
    for (let n = 0; n < 100; n++) await story.enter(0, 100)
    await story.run('2027-04')
    const [row] = await story.invoices()
    const shown = await documentOf(story.house.ledger.reads, PAPER.texts, row?.id ?? '')
    const text = textOf(await invoicePdfBytes(shown!, PAPER.texts))
    expect(text).toMatch(/Page 4 of 4|Page 3 of 3/)
    expect(text.match(/Licence for a dongle/g)).toHaveLength(100)
    await story.end()
  })
})
