import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Invoice, invoiceOf } from '../../src/billing/invoices.ts'
import type { Profile } from '../../src/billing/parties.ts'
import { ublOf } from '../../src/billing/ubl.ts'
import { loadTexts } from '../../src/std/texts.ts'
import { PLACES } from '../setup/ledgers.ts'
import { peppolFaults } from '../setup/peppol-schema.ts'
import { schemaFaults, transformed } from '../setup/xml-tools.ts'
import { at, type BillingStory, billingStory, GMBH, PERSON } from './setting.ts'

const HERE = join(import.meta.dirname, 'ubl')
const texts = loadTexts(join(import.meta.dirname, '../../texts'))
/** A directory with OASIS's own schemas (`maindoc/UBL-Invoice-2.1.xsd`): where one is named, documents are held against them as well. */
const OASIS = process.env.KOPPEL_TEST_UBL_XSD

const COMPANY = { ...GMBH, country: 'SE', vatId: 'SE556000000001', endpoint: '0007:5560000001' }
const BUYERS: [string, Profile][] = [
  ['a company at home', COMPANY],
  ['a company of the Union with a VAT id', GMBH],
  ['a company without an endpoint of its own', { ...GMBH, endpoint: null, reference: null }],
  ['a company outside the Union', { ...GMBH, country: 'NO', vatId: null, endpoint: '0192:987654325' }],
  ['a company of France', { ...GMBH, country: 'FR', vatId: 'FR12345678901', endpoint: '0009:12345678901234' }],
  ['a company of the Union without a VAT id', { ...GMBH, vatId: null }],
  ['a company of Finland', { ...GMBH, country: 'FI', vatId: 'FI12345678', endpoint: '0216:003712345678' }],
  ['a name of hostile characters', { ...COMPANY, name: `<&"'>\u0000 ${'Å'.repeat(80)}`, street: '', reference: ']]>' }],
]

describe('e-invoices', () => {
  let story: BillingStory
  beforeAll(async () => {
    story = await billingStory(PLACES[0]!, BUYERS.length + 1)
    for (const [person, [, profile]] of BUYERS.entries()) {
      await story.bill(person, profile)
      await story.subscribe(person, at('2027-03-17'))
      await story.enter(person, 333, { currency: 'SEK' })
      await story.enter(person, 49_001)
      // What rounds badly, and what costs nothing.
      for (const minor of [1, 3, 7]) await story.enter(person, minor, { currency: 'DKK' })
      await story.enter(person, 0, { currency: 'NOK' })
    }
    await story.bill(BUYERS.length, PERSON)
    await story.enter(BUYERS.length, 100)
    await story.run('2027-04')
  })
  afterAll(() => story.end())

  const of = async (person: number): Promise<Invoice[]> => {
    const rows = (await story.invoices()).filter(({ account_id }) => account_id === story.people[person]?.accountId)
    return Promise.all(rows.map(async ({ id }) => (await invoiceOf(story.house.ledger.reads, id))!))
  }
  const written = (invoice: Invoice, credited: { number: string; issuedAt: number } | null = null): string => {
    const made = ublOf(invoice, (key, params) => texts.text(invoice.language, key, params), credited)
    return typeof made === 'string' ? made : made.xml
  }
  const faults = (xml: string, root: 'Invoice' | 'CreditNote'): string => {
    const own = schemaFaults(join(HERE, `${root}.xsd`), xml) + transformed(join(HERE, 'rules.xsl'), xml)
    const theirs = OASIS === undefined ? '' : join(OASIS, `maindoc/UBL-${root}-2.1.xsd`)
    return own + peppolFaults(xml) + (existsSync(theirs) ? schemaFaults(theirs, xml) : '')
  }

  test.each(BUYERS.map(([name], person) => [name, person] as const))(
    'of %s fit the schema and break no rule',
    async (_, person) => {
      const invoices = await of(person)
      expect(invoices.length).toBeGreaterThan(0)
      for (const invoice of invoices) expect(faults(written(invoice), 'Invoice')).toBe('')
    },
  )

  test('a credit note of a part fits and names its invoice', async () => {
    const invoice = (await of(1)).find(({ currency }) => currency === 'EUR')
    const [line] = invoice!.lines
    await story.credit(invoice!.id, [{ lineId: line!.id, netMinor: 101 }])
    const note = (await of(1)).find(({ kind }) => kind === 'credit-note')
    const xml = written(note!, { number: invoice!.number, issuedAt: invoice!.issued_at })
    expect(faults(xml, 'CreditNote')).toBe('')
    expect(xml).toContain(`<cbc:ID>${invoice?.number}</cbc:ID><cbc:IssueDate>2027-04-02</cbc:IssueDate>`)
  })

  test.each(BUYERS.map(([name], person) => [name, person] as const))(
    'credit notes of all that was left of %s fit too',
    async (_, person) => {
      for (const invoice of (await of(person)).filter(({ kind }) => kind === 'invoice')) await story.credit(invoice.id)
      const notes = (await of(person)).filter(({ kind }) => kind === 'credit-note')
      expect(notes.length).toBeGreaterThan(2)
      for (const note of notes) {
        const invoice = (await of(person)).find(({ id }) => id === note.credits_id)
        expect(faults(written(note, { number: invoice!.number, issuedAt: invoice!.issued_at }), 'CreditNote')).toBe('')
      }
    },
  )

  test('a schema by another author finds what is wrong as well', async () => {
    const xml = written((await of(0))[0]!)
    expect(peppolFaults(xml)).toBe('')
    expect(peppolFaults(xml.replace('<cac:Country>', '<cac:Land/><cac:Country>'))).toMatch(/Land/)
    expect(peppolFaults(xml.replace(/<cbc:IssueDate>.*?<\/cbc:IssueDate>/, ''))).toMatch(/IssueDate/)
    expect(peppolFaults(xml.replace(/(<cbc:IssueDate>)[^<]*/, '$12027-13-01'))).toMatch(/IssueDate must match pattern/)
    expect(peppolFaults(xml.replace(/currencyID="[A-Z]*"/, 'currencyID="XXZ"'))).toMatch(/currencyID/)
    expect(
      peppolFaults(xml.replace(/(<cbc:ID>[^<]*<\/cbc:ID>)(<cbc:IssueDate>[^<]*<\/cbc:IssueDate>)/, '$2$1')),
    ).toMatch(/ID is out of order/)
  })

  test('a person has none', async () => {
    const [invoice] = await of(BUYERS.length)
    expect(written(invoice!)).toBe('no-electronic-address')
  })

  test('the schema and the rules find what is wrong', async () => {
    const xml = written((await of(0))[0]!)
    expect(faults(xml.replace(/<cbc:DueDate>.*?<\/cbc:DueDate>/, ''), 'Invoice')).toBe('BR-CO-25\n')
    expect(faults(xml.replace(/(<cac:TaxTotal><cbc:TaxAmount[^>]*>)[^<]*/, '$11.00'), 'Invoice')).toMatch(
      /BR-CO-14\nBR-CO-15/,
    )
    expect(faults(xml.replace('<cac:Country>', '<cac:Land/><cac:Country>'), 'Invoice')).toMatch(/Land/)
    expect(faults(xml.replace(/<cbc:BuyerReference>.*?<\/cbc:BuyerReference>/, ''), 'Invoice')).toMatch(/R003/)
  })
})
