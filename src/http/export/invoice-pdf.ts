import PDFDocument from 'pdfkit'
import type { InvoiceDocument } from '../../flows/billing/document.ts'
import type { Texts } from '../../std/texts.ts'
import { moneyText } from './money.ts'

/** Points (1/72 inch), A4. Columns end where they are said to. */
const PAGE = { width: 595.28, height: 841.89, margin: 50, foot: 90 }
const RIGHT = PAGE.width - PAGE.margin
const COLUMNS = { quantity: 380, rate: 440, net: RIGHT } as const
const GREY = '#555555'

type Pen = { document: PDFKit.PDFDocument; say: Say; shown: InvoiceDocument; language: string }
type Say = (key: string, params?: Record<string, string | number>) => string

/**
 * An invoice or credit note as PDF, in its own language. The same one gives the same bytes each time: its date is its day of issue.
 * @returns a stream; what it holds waits in memory, some 100 kB for a hundred lines
 */
export function invoicePdf(shown: InvoiceDocument, texts: Texts): PDFKit.PDFDocument {
  const { number, issued_at, language } = shown.invoice
  const info = { Title: number, Author: shown.invoice.from.name, CreationDate: new Date(issued_at) }
  const document = new PDFDocument({ size: 'A4', margin: PAGE.margin, bufferPages: true, info, lang: language })
  const pen: Pen = { document, say: (key, params) => drawable(texts.text(language, key, params)), shown, language }
  head(pen)
  lines(pen)
  sums(pen)
  feet(pen)
  document.end()
  return document
}

/** The same, whole. */
export async function invoicePdfBytes(shown: InvoiceDocument, texts: Texts): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const piece of invoicePdf(shown, texts)) pieces.push(piece as Uint8Array)
  return Buffer.concat(pieces)
}

function head({ document, say, shown, language }: Pen): void {
  const { invoice, credited } = shown
  const { from, to } = invoice
  document.font('Helvetica-Bold').fontSize(10).text(drawable(from.name))
  document.font('Helvetica').fontSize(9).fillColor(GREY)
  document.text(drawable([from.street, `${from.postcode} ${from.city}`, from.country].join(', ')))
  document.moveDown(2).fillColor('black').fontSize(10)
  for (const row of [to.name, to.street, `${to.postcode} ${to.city}`, to.country].filter((one) => one.trim() !== ''))
    document.text(drawable(row))
  if (to.vatId !== null) document.text(say('billing.vat-id', { id: to.vatId }))
  document
    .moveDown(2)
    .font('Helvetica-Bold')
    .fontSize(16)
    .text(`${say(`billing.${invoice.kind}`)} ${invoice.number}`)
  document.moveDown(0.5).font('Helvetica').fontSize(10)
  const facts: [string, string][] = [[say('billing.date'), dateText(invoice.issued_at, language)]]
  if (invoice.kind === 'invoice') {
    facts.push([say('billing.due'), dateText(invoice.due_at, language)])
    facts.push([say('billing.reference'), invoice.reference])
  }
  if (to.reference !== null) facts.push([say('billing.your-reference'), drawable(to.reference)])
  for (const [name, value] of facts) document.text(`${name}: ${value}`)
  if (credited) {
    const why = drawable(invoice.reason ?? '')
    document.text(say('billing.credits', { number: credited.number, date: dateText(credited.issuedAt, language), why }))
  }
  document.moveDown(1.5)
}

function lines(pen: Pen): void {
  const { document, say, shown, language } = pen
  const { currency } = shown.invoice
  lineHead(pen)
  for (const line of shown.invoice.lines) {
    const words = drawable(shown.words(line))
    const height = document.fontSize(9).heightOfString(words, { width: COLUMNS.quantity - 60 - PAGE.margin }) + 6
    if (document.y + height > PAGE.height - PAGE.foot) {
      document.addPage()
      lineHead(pen)
    }
    const top = document.y
    document.text(words, PAGE.margin, top, { width: COLUMNS.quantity - 60 - PAGE.margin })
    ended(document, String(line.quantity), COLUMNS.quantity, top)
    ended(document, line.category === 'S' ? `${rateText(line.rate, language)} %` : '-', COLUMNS.rate, top)
    ended(document, moneyText(line.net_minor, currency, language), COLUMNS.net, top)
    document.x = PAGE.margin
    document.y = top + height
  }
  rule(document)
  void say
}

function lineHead({ document, say }: Pen): void {
  const top = document.y
  document.font('Helvetica-Bold').fontSize(9).text(say('billing.description'), PAGE.margin, top)
  ended(document, say('billing.quantity'), COLUMNS.quantity, top)
  ended(document, say('billing.vat'), COLUMNS.rate, top)
  ended(document, say('billing.net'), COLUMNS.net, top)
  document.font('Helvetica')
  document.x = PAGE.margin
  document.y = top + 14
  rule(document)
}

function sums(pen: Pen): void {
  const { document, say, shown, language } = pen
  const { invoice } = shown
  const { currency } = invoice
  // Sums stay together, with what they say of VAT.
  if (document.y + 30 + 16 * (invoice.taxes.length + 2) > PAGE.height - PAGE.foot) document.addPage()
  const row = (name: string, amount: string): void => {
    const top = document.y
    document.text(name, PAGE.margin, top, { width: COLUMNS.rate - PAGE.margin })
    const bottom = document.y
    ended(document, amount, COLUMNS.net, top)
    document.x = PAGE.margin
    document.y = Math.max(bottom, top + 14) + 2
  }
  row(say('billing.net'), moneyText(invoice.net_minor, currency, language))
  for (const { category, rate, net_minor, vat_minor } of invoice.taxes) {
    const net = moneyText(net_minor, currency, language)
    const words = say(`billing.vat.${category}`, { rate: rateText(rate, language), net })
    row(words, moneyText(vat_minor, currency, language))
  }
  document.font('Helvetica-Bold').fontSize(11)
  row(
    say(invoice.kind === 'invoice' ? 'billing.to-pay' : 'billing.credited'),
    moneyText(invoice.total_minor, currency, language),
  )
  document.font('Helvetica').fontSize(9)
}

function feet({ document, say, shown }: Pen): void {
  const { from } = shown.invoice
  const words = [
    [from.name, say('billing.registration', { id: from.registration }), say('billing.vat-id', { id: from.vatId })],
    [`IBAN ${from.iban}`, `BIC ${from.bic}`, from.email],
  ].map((row) => drawable(row.join(' · ')))
  const { count } = document.bufferedPageRange()
  for (let page = 0; page < count; page++) {
    document.switchToPage(page)
    // Below the margin, where text would else begin a page of its own.
    document.page.margins.bottom = 0
    document.font('Helvetica').fontSize(7.5).fillColor(GREY)
    for (const [nth, row] of words.entries())
      document.text(row, PAGE.margin, PAGE.height - 60 + nth * 11, { lineBreak: false })
    document.text(say('billing.page', { page: page + 1, pages: count }), PAGE.margin, PAGE.height - 36, {
      lineBreak: false,
    })
  }
}

/** Writes a text that ends at `right`. */
function ended(document: PDFKit.PDFDocument, text: string, right: number, top: number): void {
  document.text(text, right - document.widthOfString(text), top, { lineBreak: false })
}

function rule(document: PDFKit.PDFDocument): void {
  document.moveTo(PAGE.margin, document.y).lineTo(RIGHT, document.y).lineWidth(0.5).stroke('#aaaaaa')
  document.y += 6
}

function dateText(at: number, language: string): string {
  return drawable(new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(at)))
}

function rateText(basisPoints: number, language: string): string {
  return new Intl.NumberFormat(language).format(basisPoints / 100)
}

/** What the standard fonts of PDF can draw (WinAnsi): other letters lose their marks, and what is left of other scripts is a question mark. */
function drawable(text: string): string {
  return [...text.replace(/\s/g, ' ')]
    .map((letter) => (fits(letter) ? letter : letter.normalize('NFD').replace(/\p{M}/gu, '')))
    .map((letter) => (letter === '' || [...letter].every(fits) ? letter : '?'))
    .join('')
}

function fits(letter: string): boolean {
  return /[\u0020-\u007e\u00a0-\u00ff\u2013\u2014\u2018\u2019\u201c\u201d\u201e\u2022\u20ac]/.test(letter)
}
